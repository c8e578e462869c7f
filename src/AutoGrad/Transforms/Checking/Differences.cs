namespace AutoGrad;

/// <summary>Derivatives of a function of one number by finite differences: five points, with the step chosen from how the estimates settle.</summary>
/// <remarks>
/// The error of the five-point formula is h^4 |f'''''| / 30 for truncation plus about 1.5 eps |f| / h for rounding. The fifth derivative is not known, so
/// steps shrink by halves until neighbouring estimates stop getting closer: there the two errors balance.
/// Source: Fornberg, Generation of finite difference formulas on arbitrarily spaced grids, 1988; the adaptive choice follows the idea of FiniteDifferences.jl.
/// </remarks>
internal static class Differences
{
    private const int Halvings = 14;

    /// <summary>An estimate, how far it is from its neighbour with another step, and what the rounding of the values alone may have done to it.</summary>
    public readonly record struct Estimate(double Value, double Uncertainty, double Noise)
    {
        public bool IsUsable => double.IsFinite(Value) && double.IsFinite(Uncertainty);
    }

    /// <summary>The derivatives at 0 of several functions of one number, evaluated together.</summary>
    /// <param name="evaluate">Writes all functions' values at t.</param>
    /// <param name="count">How many functions.</param>
    /// <param name="scale">The size of the coordinate that t is added to.</param>
    /// <param name="goodEnough">The uncertainty, relative to the size of the values, at which no further step is tried.</param>
    /// <param name="unit">The relative error of the values, where it is not far below every tolerance: the unit roundoff of float; else 0.</param>
    public static Estimate[] Central(Action<double, double[]> evaluate, int count, double scale, double goodEnough, double unit = 0)
    {
        var best = new Estimate[count];
        Array.Fill(best, new Estimate(double.NaN, double.PositiveInfinity, 0));
        double[] before = new double[count], current = new double[count];
        double[] near = new double[count], nearBack = new double[count], far = new double[count], farBack = new double[count];
        var step = StartStep(scale);
        for (var halving = 0; halving < Halvings; halving++, step /= 2)
        {
            // The inner points of this step are the outer points of the next.
            (far, near) = (near, far);
            (farBack, nearBack) = (nearBack, farBack);
            if (halving == 0)
            {
                evaluate(2 * step, far);
                evaluate(-2 * step, farBack);
            }

            evaluate(step, near);
            evaluate(-step, nearBack);
            var done = true;
            for (var index = 0; index < count; index++)
            {
                current[index] = ((8 * (near[index] - nearBack[index])) - (far[index] - farBack[index])) / (12 * step);
                if (halving > 0)
                {
                    var uncertainty = Math.Abs(current[index] - before[index]);

                    // The weights of the four values add up to 18 twelfths.
                    var largest = Math.Max(Math.Max(Math.Abs(near[index]), Math.Abs(nearBack[index])), Math.Max(Math.Abs(far[index]), Math.Abs(farBack[index])));
                    var noise = 1.5 * unit * largest / step;

                    // Neighbours may agree by luck where steps are small: noise counts against them.
                    if (uncertainty + noise < best[index].Uncertainty + best[index].Noise)
                    {
                        best[index] = new Estimate(current[index], uncertainty, noise);
                    }
                }

                done &= best[index].Uncertainty <= goodEnough * Math.Max(Math.Abs(best[index].Value), 1e-2);
            }

            if (done)
            {
                break;
            }

            (before, current) = (current, before);
        }

        return best;
    }

    /// <summary>The slopes at 0 from the left and from the right, by three-point one-sided formulas with a step that was halved so many times.</summary>
    public static (double Left, double Right) OneSided(Func<double, double> evaluate, double scale, int halvings)
    {
        var step = StartStep(scale) / (1 << halvings);
        var middle = evaluate(0);
        var right = ((4 * evaluate(step)) - evaluate(2 * step) - (3 * middle)) / (2 * step);
        var left = ((3 * middle) - (4 * evaluate(-step)) + evaluate(-2 * step)) / (2 * step);
        return (left, right);
    }

    // Few bits, so that x + h is exact for most x; but no power of two, whose multiples would fall on the periods of periodic functions.
    private static double StartStep(double scale) => Math.ScaleB(1.236083984375, Math.Max(Math.ILogB(Math.Max(Math.Abs(scale), 0.25)), -2) - 4);
}
