namespace AutoGrad.Checks;

/// <summary>The derivative at 0 of a function of one number by central differences of five points, with the step chosen from what the differences say.</summary>
/// <remarks>
/// f'(0) = (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h + O(h^4). Halving h divides the truncation by 16 and doubles the rounding, so of all pairs of neighbouring steps
/// the one that agrees best is nearest to the optimum. No step reaches farther than 2^-7, which is inside the margin that operands keep from kinks.
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.3.6.
/// </remarks>
internal static class FiniteDifference
{
    private const int Steps = 6;
    private const double LargestStep = 1.0 / 256;

    public static double Derivative(Func<double, double> function)
    {
        var best = double.NaN;
        var disagreement = double.PositiveInfinity;
        var previous = double.NaN;
        var step = LargestStep;
        for (var halving = 0; halving < Steps; halving++, step /= 2)
        {
            var current = ((8 * (function(step) - function(-step))) - (function(2 * step) - function(-2 * step))) / (12 * step);
            if (Math.Abs(current - previous) < disagreement)
            {
                (best, disagreement) = (current, Math.Abs(current - previous));
                if (disagreement <= 1e-12 * Math.Abs(current))
                {
                    break;
                }
            }

            previous = current;
        }

        return best;
    }
}
