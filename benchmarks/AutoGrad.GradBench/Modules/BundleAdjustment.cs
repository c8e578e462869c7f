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
        ["objective"] = static input =>
        {
            var scene = new Scene(input);
            return () =>
            {
                using var scope = new Scope<double>();
                var observed = scene.Observed();
                var (reprojection, weight) = (scene.Reprojection(observed), WeightError(observed.Weight));
                return new Errors(
                    new Errors.Reprojection(reprojection[.., 0].Keep(), input.P),
                    new Errors.Weight(weight[0].Keep(), input.P));
            };
        },
        ["jacobian"] = static input =>
        {
            var scene = new Scene(input);
            return () => scene.Jacobian();
        },
    };

    /// <summary>Every observation's own camera, point and weight, one column each.</summary>
    private sealed record Observations(
        Tensor<double> Rotation, Tensor<double> Center, Tensor<double> Focal, Tensor<double> Principal, Tensor<double> Radial1, Tensor<double> Radial2, Tensor<double> Point, Tensor<double> Weight)
    {
        /// <summary>In the order of the Jacobian's columns.</summary>
        public Tensor<double>[] All => [Rotation, Center, Focal, Principal, Radial1, Radial2, Point, Weight];

        public Observations Watch(Tape<double> tape) => new(
            tape.Watch(Rotation), tape.Watch(Center), tape.Watch(Focal), tape.Watch(Principal), tape.Watch(Radial1), tape.Watch(Radial2), tape.Watch(Point), tape.Watch(Weight));
    }

    private static Tensor<double> WeightError(Tensor<double> weight) => 1 - weight.Square();

    private sealed class Scene
    {
        private readonly int cameraCount;
        private readonly int pointCount;
        private readonly int count;
        private readonly Indices cameraOf;
        private readonly Indices pointOf;
        private readonly Tensor<double> cameras;
        private readonly Tensor<double> points;
        private readonly Tensor<double> weights;
        private readonly Tensor<double> features;

        public Scene(Input input)
        {
            (cameraCount, pointCount, count) = (Arrays.AtLeast(1, input.N), Arrays.AtLeast(1, input.M), Arrays.AtLeast(1, input.P));
            cameraOf = Indices.Create([.. Enumerable.Range(0, count).Select(i => i % cameraCount)]);
            pointOf = Indices.Create([.. Enumerable.Range(0, count).Select(i => i % pointCount)]);
            cameras = Arrays.Vector(input.Cam, Camera).Unsqueeze(1).Repeat(cameraCount, 1);
            points = Arrays.Vector(input.X, 3).Unsqueeze(1).Repeat(pointCount, 1);
            weights = Tensor.Full([count], input.W);
            features = Arrays.Vector(input.Feat, 2).Unsqueeze(1).Repeat(count, 1);
        }

        public Observations Observed()
        {
            var seenBy = cameras.IndexSelect(1, cameraOf);
            return new Observations(
                seenBy[0..3], seenBy[3..6], seenBy[6], seenBy[7..9], seenBy[9], seenBy[10], points.IndexSelect(1, pointOf), weights);
        }

        /// <summary>Where the point appears in the camera's distorted image, less where it was seen.</summary>
        public Tensor<double> Reprojection(Observations o)
        {
            var seen = Rotate(o.Rotation, o.Point - o.Center);
            var image = seen[0..2] / seen[2];
            var square = image.Square().Sum(0);
            var distortion = 1 + (square * (o.Radial1 + (square * o.Radial2)));
            return o.Weight * ((image * (distortion * o.Focal)) + o.Principal - features);
        }

        /// <summary>
        /// An error depends on its own observation's camera, point and weight alone. So one sweep, seeded with ones along an error's row, gives that row of every observation's block at once.
        /// </summary>
        public Sparse Jacobian()
        {
            using var tape = new Tape<double>();
            var observed = Observed().Watch(tape);
            var variables = observed.All;
            var reprojection = Reprojection(observed);
            var weight = WeightError(observed.Weight);

            var byRow = new Tensor<double>[2];
            for (var row = 0; row < byRow.Length; row++)
            {
                var seed = Tensor.Zeros<double>(2, count).SelectUpdate(0, row, Tensor.Ones<double>(count));
                var gradients = tape.Gradients(reprojection, seed, of: variables);
                byRow[row] = Ops.Concat(Array.ConvertAll(variables, variable => gradients[variable].Reshape(-1, count)));
            }

            var blocks = Ops.Concat(byRow).Transpose();
            var byWeight = tape.Gradients(weight, Tensor.Ones<double>(count), of: [observed.Weight])[observed.Weight];
            var values = Ops.Concat([blocks.Reshape(-1), byWeight]);
            var (rows, columns) = Structure();
            return new Sparse(Ends(rows, rows[^1]), Ends(columns, columns[^1]), Ends(values.ToArray(), values.AsSpan()[^1]));
        }

        private static T[] Ends<T>(ReadOnlySpan<T> array, T last) => [.. array[..Math.Min(Sent, array.Length)], last];

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
        var square = r.Square().Sum(0);
        var turns = square > 0;
        var angle = Ops.Where(turns, square, Tensor.Scalar(1.0)).Sqrt();
        var cosine = Ops.Where(turns, angle.Cos(), Tensor.Scalar(1.0));
        var sine = Ops.Where(turns, angle.Sin() / angle, Tensor.Scalar(1.0));
        var rest = Ops.Where(turns, (1 - angle.Cos()) / angle.Square(), Tensor.Scalar(0.0));
        return (x * cosine) + (r.Cross(x, axis: 0) * sine) + (r * ((r * x).Sum(0) * rest));
    }
}
