using System.Numerics;

namespace AutoGrad;

/// <summary>Chooses the lengths of steps by the estimated error of each.</summary>
/// <remarks>Source: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, section II.4; its factors 0.9, 0.2 and 5.</remarks>
internal sealed class StepControl<T>(Func<double, Tensor<T>, Tensor<T>> slope, double relativeTolerance, double absoluteTolerance, int maximumSteps)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ButcherTableau tableau = ButcherTableau.DormandPrince;

    private double wanted;
    private int taken;

    /// <summary>The state at a later (or, backward, earlier) time.</summary>
    public Tensor<T> Advance(Tensor<T> state, double from, double to)
    {
        var direction = Math.Sign(to - from);
        wanted = wanted > 0 ? wanted : FirstLength(state, from, Math.Abs(to - from));
        for (var time = from; time != to;)
        {
            if (++taken > maximumSteps || time + (direction * wanted) == time)
            {
                throw Errors.NotConverged("DormandPrince", taken - 1, wanted, "the step's length");
            }

            var rest = Math.Abs(to - time);
            var length = direction * Math.Min(wanted, rest);
            var (next, error) = Try(state, time, length);
            var isLast = wanted >= rest;
            var factor = error > 0 ? Math.Clamp(0.9 * Math.Pow(error, -0.2), 0.2, 5) : error == 0 ? 5 : 0.2;
            if (error <= 1)
            {
                (state, time) = (next, isLast ? to : time + length);
            }

            // A step that was cut short to end at a time says nothing against the longer one.
            wanted = error <= 1 && isLast ? Math.Max(wanted, Math.Abs(length) * factor) : Math.Abs(length) * factor;
        }

        return state;
    }

    /// <summary>A step, and its error in units of the tolerance. A step that is rejected stays on the tape as a node that leads nowhere.</summary>
    private (Tensor<T> State, double Error) Try(Tensor<T> state, double time, double length)
    {
        var error = double.NaN;
        var next = Differentiate.Recompute<T>(y =>
        {
            var (after, slopes) = tableau.Step(slope, time, length, y);
            if (double.IsNaN(error))
            {
                // The first time only: what a sweep runs again, it records.
                using var scope = new Scope<T>();
                var estimate = ButcherTableau.Along(Tensor.Zeros<T>(y.Shape), length, tableau.Errors!, slopes);
                error = Norm(estimate, Ops.Maximum(y.Abs(), after.Abs()));
            }

            return after;
        })(state);
        return (next, error);
    }

    /// <summary>A hundredth of the time in which the state would change by its own size.</summary>
    private double FirstLength(Tensor<T> state, double time, double span)
    {
        using var scope = new Scope<T>();
        var (size, speed) = (Norm(state, state.Abs()), Norm(slope(time, state), state.Abs()));
        return Math.Min(span, size > 1e-5 && speed > 1e-5 ? 0.01 * size / speed : 1e-6 * span);
    }

    private double Norm(Tensor<T> x, Tensor<T> scale) =>
        x.Length == 0 ? 0 : Math.Sqrt(double.CreateTruncating((x / (absoluteTolerance + (relativeTolerance * scale))).MeanOfSquares().Item()));
}
