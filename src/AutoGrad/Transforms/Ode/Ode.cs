using System.Numerics;

namespace AutoGrad;

/// <summary>Solutions of ordinary differential equations dy/dt = f(t, y), with derivatives by the start and by everything that f captures.</summary>
/// <remarks>
/// Every step is recomputed in the backward (<see cref="Differentiate.Recompute"/>), so what is kept is one state for each step and not the slopes, and whatever f records, within.
/// The gradient is that of the numbers the solver gave, to rounding, where an adjoint equation solved backward in time would add an error of its own.
/// </remarks>
public static class Ode
{
    /// <summary>By the classical Runge-Kutta method of order 4 in steps of fixed length.</summary>
    /// <param name="slope">f(t, y), of the shape of y.</param>
    /// <param name="start">The state at the first time.</param>
    /// <param name="times">The times to give the state at, ascending or descending; the first is that of the start.</param>
    /// <param name="steps">The steps from one time to the next.</param>
    /// <returns>The states, [times, ..].</returns>
    /// <exception cref="ValueException">There are no times, they turn back, or there are no steps.</exception>
    public static Tensor<T> RungeKutta4<T>(Func<double, Tensor<T>, Tensor<T>> slope, Tensor<T> start, IReadOnlyList<double> times, int steps = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(slope);
        ArgumentNullException.ThrowIfNull(start);
        CheckTimes("RungeKutta4", times);
        if (steps < 1)
        {
            throw Errors.SolverSetting("RungeKutta4", "steps", steps, "There must be one or more from each time to the next.");
        }

        var states = new Tensor<T>[times.Count];
        var state = states[0] = start;
        for (var index = 1; index < states.Length; index++)
        {
            var length = (times[index] - times[index - 1]) / steps;
            for (var step = 0; step < steps; step++)
            {
                var time = times[index - 1] + (step * length);
                state = Differentiate.Recompute<T>(y => ButcherTableau.Classical.Step(slope, time, length, y).State)(state);
            }

            states[index] = state;
        }

        return Ops.Stack(states);
    }

    /// <summary>By the method of Dormand and Prince, of order 5, in steps as long as the tolerances allow.</summary>
    /// <remarks>The steps' lengths are constants for the gradient: how they were chosen has no part in it.</remarks>
    /// <param name="slope">f(t, y), of the shape of y.</param>
    /// <param name="start">The state at the first time.</param>
    /// <param name="times">The times to give the state at, ascending or descending; the first is that of the start.</param>
    /// <param name="relativeTolerance">The error of a step, relative to the state.</param>
    /// <param name="absoluteTolerance">The error of a step where the state is near zero.</param>
    /// <param name="maximumSteps">The most steps, rejected ones included.</param>
    /// <returns>The states, [times, ..].</returns>
    /// <exception cref="ValueException">There are no times, they turn back, a tolerance is out of range, or so many steps do not reach the last.</exception>
    public static Tensor<T> DormandPrince<T>(
        Func<double, Tensor<T>, Tensor<T>> slope, Tensor<T> start, IReadOnlyList<double> times, double relativeTolerance = 1e-6, double absoluteTolerance = 1e-9, int maximumSteps = 100_000)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(slope);
        ArgumentNullException.ThrowIfNull(start);
        CheckTimes("DormandPrince", times);
        CheckTolerance("relativeTolerance", relativeTolerance, relativeTolerance >= 0);
        CheckTolerance("absoluteTolerance", absoluteTolerance, absoluteTolerance > 0);
        var control = new StepControl<T>(slope, relativeTolerance, absoluteTolerance, maximumSteps);
        var states = new Tensor<T>[times.Count];
        states[0] = start;
        for (var index = 1; index < states.Length; index++)
        {
            states[index] = control.Advance(states[index - 1], times[index - 1], times[index]);
        }

        return Ops.Stack(states);
    }

    private static void CheckTolerance(string setting, double value, bool isInRange)
    {
        if (!isInRange || !double.IsFinite(value))
        {
            throw Errors.SolverSetting("DormandPrince", setting, value, "The relative tolerance must be 0 or more, the absolute one positive, so that a state of 0 has one too; both finite.");
        }
    }

    private static void CheckTimes(string op, IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count == 0)
        {
            throw Errors.OdeTimes(op, "no times were given");
        }

        for (var index = 1; index < times.Count; index++)
        {
            var (step, first) = (times[index] - times[index - 1], times[1] - times[0]);
            if (!(step * first > 0 && double.IsFinite(step)))
            {
                throw Errors.OdeTimes(op, FormattableString.Invariant($"the time {times[index]} follows {times[index - 1]}"));
            }
        }
    }
}
