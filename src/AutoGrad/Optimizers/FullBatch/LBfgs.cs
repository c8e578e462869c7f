namespace AutoGrad;

/// <summary>The quasi-Newton method that learns the curvature from the last few steps: the first choice for smooth functions of many numbers.</summary>
/// <remarks>
/// Formula: with the last k steps s and changes of gradient y, the direction is -H g by the two-loop recursion from H = s'y / y'y; steps satisfy the strong Wolfe conditions.
/// Source: Liu and Nocedal, On the limited memory BFGS method for large scale optimization, Mathematical Programming 45 (1989).
/// </remarks>
public sealed class LBfgs : DescentMethod
{
    /// <summary>How many steps are remembered.</summary>
    /// <exception cref="ValueException">The number is below 1.</exception>
    public int History { get; init => field = value >= 1 ? value : throw Errors.FullBatchSetting(Name, nameof(History), value, "It must be 1 or more."); } = 10;

    private protected override double Flatness => 0.9;

    private protected override IDirections Begin(Objective objective) => new TwoLoops(History);

    private sealed class TwoLoops(int history) : IDirections
    {
        private readonly List<(double[] Step, double[] Change, double Product)> pairs = [];

        public void Forget() => pairs.Clear();

        public (double[] Direction, double Step) Next(Trial? before, Trial here)
        {
            if (before is not null)
            {
                var step = Vectors.Add(here.Point, -1, before.Point);
                var change = Vectors.Add(here.Gradient, -1, before.Gradient);
                var product = Vectors.Dot(step, change);

                // Only a positive curvature, well above rounding, keeps H positive definite.
                if (product > 1e-14 * Vectors.Norm(step) * Vectors.Norm(change))
                {
                    if (pairs.Count == history)
                    {
                        pairs.RemoveAt(0);
                    }

                    pairs.Add((step, change, product));
                }
            }

            var direction = Vectors.Scale(-1, here.Gradient);
            if (pairs.Count == 0)
            {
                return (direction, Math.Min(1, 1 / Vectors.Norm(here.Gradient)));
            }

            var shares = new double[pairs.Count];
            for (var index = pairs.Count - 1; index >= 0; index--)
            {
                var (step, change, product) = pairs[index];
                shares[index] = Vectors.Dot(step, direction) / product;
                direction = Vectors.Add(direction, -shares[index], change);
            }

            direction = Vectors.Scale(pairs[^1].Product / Vectors.Dot(pairs[^1].Change, pairs[^1].Change), direction);
            for (var index = 0; index < pairs.Count; index++)
            {
                var (step, change, product) = pairs[index];
                direction = Vectors.Add(direction, shares[index] - (Vectors.Dot(change, direction) / product), step);
            }

            return (direction, 1);
        }
    }
}
