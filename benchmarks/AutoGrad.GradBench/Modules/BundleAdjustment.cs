namespace AutoGrad.GradBench;

/// <summary>Bundle adjustment: the errors of points seen by cameras, and their sparse Jacobian.</summary>
internal static class BundleAdjustment
{
    private const int Camera = 11;
    private const int Entries = Camera + 3 + 1;
    private const int Sent = 30;

    public sealed record Input(int N, int M, int P, double[] Cam, double[] X, double W, double[] Feat) : Repeated;

    public sealed record Errors(Errors.Reprojection ReprojError, Errors.Weight WErr)
    {
        public sealed record Reprojection(Tensor<double> Elements, int Repeated);

        public sealed record Weight(Tensor<double> Element, int Repeated);
    }

    /// <summary>The first thirty and the last of a compressed sparse matrix's row pointers, columns and values.</summary>
    public sealed record Sparse(int[] Rows, int[] Cols, double[] Vals);

    public static Module Module { get; } = new Module<Input>("ba")
    {
        ["objective"] = static input => new Scene(input).Objective,
        ["jacobian"] = static input => new Scene(input).Jacobian,
    };

    /// <summary>Each observation's own camera, point, weight and feature, one column each.</summary>
    private sealed record Observations(
        Tensor<double> Rotation,
        Tensor<double> Center,
        Tensor<double> Focal,
        Tensor<double> Principal,
        Tensor<double> Radial1,
        Tensor<double> Radial2,
        Tensor<double> Point,
        Tensor<double> Weight,
        Tensor<double> Feature)
    {
        /// <summary>In the order of the Jacobian's columns.</summary>
        public Tensor<double>[] Variables => [Rotation, Center, Focal, Principal, Radial1, Radial2, Point, Weight];

        public Observations Watch(Tape<double> tape) => new(
            tape.Watch(Rotation), tape.Watch(Center), tape.Watch(Focal), tape.Watch(Principal), tape.Watch(Radial1), tape.Watch(Radial2), tape.Watch(Point), tape.Watch(Weight), Feature);
    }

    private static Tensor<double> WeightError(Tensor<double> weight) => 1 - weight.Square();

    private sealed class Scene
    {
        // So many observations at a time that what is computed for them stays in the cache.
        private const int Block = 2048;

        private readonly int cameraCount;
        private readonly int pointCount;
        private readonly int count;
        private readonly int[] cameraOf;
        private readonly int[] pointOf;
        private readonly Tensor<double> cameras;
        private readonly Tensor<double> points;
        private readonly Tensor<double> weights;
        private readonly Tensor<double> features;
        private readonly int[] rows;
        private readonly int[] columns;

        public Scene(Input input)
        {
            (cameraCount, pointCount, count) = (Arrays.AtLeast(1, input.N), Arrays.AtLeast(1, input.M), Arrays.AtLeast(1, input.P));
            cameraOf = [.. Enumerable.Range(0, count).Select(i => i % cameraCount)];
            pointOf = [.. Enumerable.Range(0, count).Select(i => i % pointCount)];
            cameras = Arrays.Vector(input.Cam, Camera).Unsqueeze(1).Repeat(cameraCount, 1);
            points = Arrays.Vector(input.X, 3).Unsqueeze(1).Repeat(pointCount, 1);
            weights = Tensor.Full([count], input.W);
            features = Arrays.Vector(input.Feat, 2).Unsqueeze(1).Repeat(count, 1);
            (rows, columns) = Structure();
        }

        /// <summary>The errors of all observations; those of the first are sent.</summary>
        public Errors Objective()
        {
            using var scope = new Scope<double>();
            var observed = Observed(..count);
            var (reprojection, weight) = (Reprojection(observed), WeightError(observed.Weight));
            return new Errors(new Errors.Reprojection(reprojection[.., 0].Keep(), count), new Errors.Weight(weight[0].Keep(), count));
        }

        /// <summary>
        /// An error depends on its own observation's camera, point and weight alone. So one sweep, seeded with ones along an error's row, gives that row of every observation's
        /// 2 x 15 block at once.
        /// </summary>
        public Sparse Jacobian()
        {
            var values = GC.AllocateUninitializedArray<double>(((2 * Entries) + 1) * count);
            for (var start = 0; start < count; start += Block)
            {
                var size = Math.Min(Block, count - start);
                using var tape = new Tape<double>();
                var observed = Observed(start..(start + size)).Watch(tape);
                var variables = observed.Variables;
                var reprojection = Reprojection(observed);
                var byColumn = new List<Tensor<double>>();
                for (var row = 0; row < 2; row++)
                {
                    var gradients = tape.Gradients(reprojection[row], Tensor.Ones<double>(size), of: variables);
                    byColumn.AddRange(variables.Select(variable => gradients[variable].Reshape(-1, size)));
                }

                var byWeight = tape.Gradients(WeightError(observed.Weight), Tensor.Ones<double>(size), of: [observed.Weight]);
                Ops.Concat<double>([.. byColumn]).Transpose().AsSpan().CopyTo(values.AsSpan(2 * Entries * start));
                byWeight[observed.Weight].AsSpan().CopyTo(values.AsSpan((2 * Entries * count) + start));
            }

            return new Sparse(Ends(rows), Ends(columns), Ends(values));
        }

        private static T[] Ends<T>(T[] array) => [.. array.AsSpan()[..Math.Min(Sent, array.Length)], array[^1]];

        private Observations Observed(Range range)
        {
            var seenBy = cameras.IndexSelect(1, Indices.Create(cameraOf[range]));
            return new Observations(
                seenBy[0..3], seenBy[3..6], seenBy[6], seenBy[7..9], seenBy[9], seenBy[10], points.IndexSelect(1, Indices.Create(pointOf[range])), weights[range], features[.., range]);
        }

        /// <summary>Where the point appears in the camera's distorted image, less where it was seen.</summary>
        private static Tensor<double> Reprojection(Observations o)
        {
            var seen = Rotate(o.Rotation, o.Point - o.Center);
            var image = seen[0..2] / seen[2];
            var square = image.SumOfSquares(0);
            var distortion = 1 + (square * (o.Radial1 + (square * o.Radial2)));
            return o.Weight * ((image * (distortion * o.Focal)) + o.Principal - o.Feature);
        }

        /// <summary>The row pointers and columns of the whole matrix: two rows of fifteen entries an observation, then one row of one entry.</summary>
        private (int[] Rows, int[] Columns) Structure()
        {
            var rows = new int[(3 * count) + 1];
            var columns = new int[((2 * Entries) + 1) * count];
            for (var (i, row, next) = (0, 0, 0); i < count; i++)
            {
                for (var error = 0; error < 2; error++)
                {
                    for (var entry = 0; entry < Entries; entry++)
                    {
                        columns[next++] = entry < Camera ? (Camera * cameraOf[i]) + entry
                            : entry < Camera + 3 ? (Camera * cameraCount) + (3 * pointOf[i]) + entry - Camera
                            : WeightColumn(i);
                    }

                    rows[++row] = next;
                }
            }

            for (var (i, next) = (0, 2 * Entries * count); i < count; i++)
            {
                columns[next++] = WeightColumn(i);
                rows[(2 * count) + i + 1] = next;
            }

            return (rows, columns);
        }

        private int WeightColumn(int observation) => (Camera * cameraCount) + (3 * pointCount) + observation;
    }

    /// <summary>Rodrigues' formula: x turned about the axis r by the angle |r|, and where that is zero, what its first order says: x + r cross x.</summary>
    private static Tensor<double> Rotate(Tensor<double> r, Tensor<double> x)
    {
        var square = r.SumOfSquares(0);
        var turns = square > 0;
        var angle = Ops.Where(turns, square, Tensor.Scalar(1.0)).Sqrt();
        var cosine = Ops.Where(turns, angle.Cos(), Tensor.Scalar(1.0));
        var sine = Ops.Where(turns, angle.Sin() / angle, Tensor.Scalar(1.0));
        var rest = Ops.Where(turns, (1 - angle.Cos()) / angle.Square(), Tensor.Scalar(0.0));
        return (x * cosine) + (r.Cross(x, axis: 0) * sine) + (r * ((r * x).Sum(0) * rest));
    }
}
