namespace AutoGrad.GradBench;

/// <summary>Hand tracking: a hand's mesh, posed by 26 parameters, against measured points.</summary>
internal static class HandTracking
{
    private const int Parameters = 26;

    public sealed record Input(double[] Theta, double[][] Us, Input.Problem Data) : Repeated
    {
        public sealed record Problem(int[] Correspondences, double[][] Points, Model Model);

        public sealed record Model(
            int BoneCount, int[] Parents, double[][][] BaseRelatives, double[][][] InverseBaseAbsolutes, double[][] BasePositions, double[][] Weights, int[][] Triangles, bool IsMirrored);
    }

    public static Module Module { get; } = new Module<Input>("ht")
    {
        ["objective"] = static input =>
        {
            var errors = new PointErrors(input);
            return Timed.Value(() => errors.Of(errors.Start).Transpose(1, 2).Reshape(-1));
        },
        ["jacobian"] = static input =>
        {
            var errors = new PointErrors(input);
            return () => errors.Jacobian();
        },
    };

    /// <summary>
    /// The errors of a batch of guesses, one a row: the hand's parameters, and for the complicated problem each point's two coordinates on its triangle.
    /// </summary>
    private sealed class PointErrors
    {
        private readonly HandModel hand;
        private readonly Tensor<double> points;
        private readonly Indices[] corners;
        private readonly int count;

        public PointErrors(Input input)
        {
            var data = input.Data;
            count = Arrays.AtLeast(1, data.Correspondences.Length);
            hand = new HandModel(data.Model);
            points = Arrays.Matrix(data.Points, count, 3).Transpose();
            var theta = Arrays.Vector(input.Theta, Parameters);
            if (input.Us.Length == 0)
            {
                corners = [hand.Vertices(data.Correspondences)];
                Start = theta.Unsqueeze(0);
            }
            else
            {
                var triangles = Array.ConvertAll(data.Correspondences, triangle => (uint)triangle < (uint)data.Model.Triangles.Length ? data.Model.Triangles[triangle]
                    : throw new InputException($"correspondences names triangle {triangle} of {data.Model.Triangles.Length}"));
                corners = [.. Enumerable.Range(0, 3).Select(corner => hand.Vertices(Array.ConvertAll(triangles, triangle => triangle.ElementAtOrDefault(corner, -1))))];
                Start = Ops.Concat([Arrays.Matrix(input.Us, count, 2).Transpose().Reshape(-1), theta]).Unsqueeze(0);
            }
        }

        /// <summary>The one guess that the input gives: [u, v,] theta.</summary>
        public Tensor<double> Start { get; }

        private bool OnTriangles => corners.Length == 3;

        /// <summary>Guesses [b, ..] to errors [b, 3, count].</summary>
        public Tensor<double> Of(Tensor<double> guesses)
        {
            var vertices = hand.Pose(guesses[.., ^Parameters..]);
            if (!OnTriangles)
            {
                return points - vertices.IndexSelect(2, corners[0]);
            }

            var u = guesses[.., ..count].Unsqueeze(1);
            var v = guesses[.., count..(2 * count)].Unsqueeze(1);
            return points - ((u * vertices.IndexSelect(2, corners[0])) + (v * vertices.IndexSelect(2, corners[1])) + ((1 - u - v) * vertices.IndexSelect(2, corners[2])));
        }

        /// <summary>
        /// Few columns and many rows: forward mode. Each row of a batch of equal guesses moves in its own direction, so that one forward sweep gives all columns. An
        /// error depends on its own u and v alone: one direction moves all u at once, one all v.
        /// </summary>
        public Tensor<double> Jacobian()
        {
            using var scope = new Scope<double>();
            var own = OnTriangles ? 2 : 0;
            var directions = Tensor.Eye<double>(own + Parameters);
            if (OnTriangles)
            {
                directions = Ops.Concat([directions[.., ..1].Repeat(count, 1), directions[.., 1..2].Repeat(count, 1), directions[.., 2..]], axis: 1);
            }

            var (_, columns) = Differentiate.Jvp<double>(Of)(Start.Repeat(own + Parameters, 0), directions);
            return columns.Permute(2, 1, 0).Reshape(3 * count, -1).Keep();
        }
    }

    private static T ElementAtOrDefault<T>(this T[] values, int index, T fallback) => index < values.Length ? values[index] : fallback;
}
