namespace AutoGrad;

/// <summary>A point along a direction: how far, the value there, the slope along the direction, the gradient.</summary>
internal sealed record Trial(double Step, double Value, double Slope, double[] Point, double[] Gradient)
{
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}

/// <summary>Finds a step that lowers a function enough and leaves a slope flat enough: the strong Wolfe conditions.</summary>
/// <remarks>
/// Formula: f(a) &lt;= f(0) + 1e-4 a f'(0) and |f'(a)| &lt;= flatness |f'(0)|. Steps first grow until an interval holds such a point, which cubic interpolation then narrows.
/// Values are compared up to their rounding, so that near a minimum the slopes decide.
/// Source: Nocedal and Wright, Numerical optimization, 2nd edition, 2006, algorithms 3.5 and 3.6; rounding: Hager and Zhang, SIAM Journal on Optimization 16 (2005).
/// </remarks>
internal sealed class LineSearch(Objective objective, double[] point, double[] direction, Trial start, double flatness)
{
    private const double Decrease = 1e-4;

    private readonly double slack = 4e-16 * Math.Abs(start.Value);

    /// <summary>The step found, or null when none is better than none.</summary>
    public Trial? Run(double step)
    {
        var previous = start;
        for (var count = 0; count < 30; count++)
        {
            var trial = At(step);
            if (!trial.IsFinite || IsTooHigh(trial) || (count > 0 && trial.Value > previous.Value + slack))
            {
                return Narrow(previous, trial);
            }

            if (IsFlat(trial))
            {
                return trial;
            }

            if (trial.Slope >= 0)
            {
                return Narrow(trial, previous);
            }

            // Further, as far as the cubic says, but at least twice and at most ten times as far.
            step = Math.Clamp(CubicMinimum(previous, trial), 2 * step, 10 * step);
            previous = trial;
        }

        return previous.Step > 0 ? previous : null;
    }

    private Trial? Narrow(Trial low, Trial high)
    {
        for (var count = 0; count < 50 && Math.Abs(high.Step - low.Step) > 1e-16 * Math.Max(low.Step, high.Step); count++)
        {
            var (left, right) = (Math.Min(low.Step, high.Step), Math.Max(low.Step, high.Step));
            var margin = 0.1 * (right - left);
            var step = high.IsFinite ? CubicMinimum(low, high) : double.NaN;
            var trial = At(double.IsFinite(step) ? Math.Clamp(step, left + margin, right - margin) : (left + right) / 2);
            if (!trial.IsFinite || IsTooHigh(trial) || trial.Value > low.Value + slack)
            {
                high = trial;
                continue;
            }

            if (IsFlat(trial))
            {
                return trial;
            }

            if (trial.Slope * (high.Step - low.Step) >= 0)
            {
                high = low;
            }

            low = trial;
        }

        return low.Step > 0 ? low : null;
    }

    private Trial At(double step)
    {
        var there = Vectors.Add(point, step, direction);
        var (value, gradient) = objective.Evaluate(there);
        return new Trial(step, value, Vectors.Dot(gradient, direction), there, gradient);
    }

    private bool IsTooHigh(Trial trial) => trial.Value > start.Value + (Decrease * trial.Step * start.Slope) + slack;

    private bool IsFlat(Trial trial) => Math.Abs(trial.Slope) <= -flatness * start.Slope;

    /// <summary>Where the cubic through two values and slopes is least; NaN where it has no minimum.</summary>
    private static double CubicMinimum(Trial a, Trial b)
    {
        var width = b.Step - a.Step;
        var d = a.Slope + b.Slope - (3 * (a.Value - b.Value) / (a.Step - b.Step));
        var root = Math.Sqrt((d * d) - (a.Slope * b.Slope)) * Math.Sign(width);
        return b.Step - (width * (b.Slope + root - d) / (b.Slope - a.Slope + (2 * root)));
    }
}
