namespace AutoGrad;

/// <summary>Nonlinear conjugate gradients: no more memory than a few vectors, for functions of very many numbers.</summary>
/// <remarks>
/// Formula: d = -g + b d with y the change of gradient along the last line and b = max((y - 2 d y'y / d'y)'g / d'y, -1 / (|d| min(0.01, |g|))).
/// Source: Hager and Zhang, A new conjugate gradient method with guaranteed descent and an efficient line search, SIAM Journal on Optimization 16 (2005).
/// </remarks>
public sealed class ConjugateGradient : DescentMethod
{
    private protected override double Flatness => 0.1;

    private protected override IDirections Begin(Objective objective) => new Conjugate();

    private sealed class Conjugate : IDirections
    {
        private double[]? last;
        private double lastSlope;

        public void Forget() => last = null;

        public (double[] Direction, double Step) Next(Trial? before, Trial here)
        {
            var direction = Vectors.Scale(-1, here.Gradient);
            var step = Math.Min(1, 1 / Vectors.Norm(here.Gradient));
            if (before is not null && last is not null)
            {
                var change = Vectors.Add(here.Gradient, -1, before.Gradient);
                var curvature = Vectors.Dot(last, change);
                var share = (Vectors.Dot(change, here.Gradient) - (2 * Vectors.Dot(change, change) * Vectors.Dot(last, here.Gradient) / curvature)) / curvature;
                var least = -1 / (Vectors.Norm(last) * Math.Min(0.01, Vectors.Norm(before.Gradient)));
                if (double.IsFinite(share))
                {
                    direction = Vectors.Add(direction, Math.Max(share, least), last);
                }

                // The first change along a line is about the last line's: equation 3.60 of Nocedal and Wright.
                step = here.Step * lastSlope / Vectors.Dot(direction, here.Gradient);
            }

            last = direction;
            lastSlope = Vectors.Dot(direction, here.Gradient);
            return (direction, double.IsFinite(step) && step > 0 ? step : 1);
        }
    }
}
