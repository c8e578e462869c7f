using System.Numerics;

namespace AutoGrad;

/// <summary>The coefficients of an explicit Runge-Kutta method.</summary>
/// <param name="Nodes">c: where in the step each slope is taken.</param>
/// <param name="Stages">a: how the earlier slopes lead there.</param>
/// <param name="Weights">b: how the slopes make the step.</param>
/// <param name="Errors">b minus the weights of the embedded method of lower order; null where there is none.</param>
internal sealed record ButcherTableau(double[] Nodes, double[][] Stages, double[] Weights, double[]? Errors)
{
    /// <summary>The classical method of order 4. Source: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, table II.1.2.</summary>
    public static ButcherTableau Classical { get; } = new([0, 1 / 2.0, 1 / 2.0, 1], [[], [1 / 2.0], [0, 1 / 2.0], [0, 0, 1]], [1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0], null);

    /// <summary>Order 5 with an embedded method of order 4. Source: Dormand and Prince, A family of embedded Runge-Kutta formulae, 1980.</summary>
    public static ButcherTableau DormandPrince { get; } = new(
        [0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1],
        [
            [],
            [1 / 5.0],
            [3 / 40.0, 9 / 40.0],
            [44 / 45.0, -56 / 15.0, 32 / 9.0],
            [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
            [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0],
            [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
        ],
        [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0, 0],
        [71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0]);

    /// <summary>A step: the state after it, and the slopes on the way.</summary>
    public (Tensor<T> State, Tensor<T>[] Slopes) Step<T>(Func<double, Tensor<T>, Tensor<T>> slope, double time, double length, Tensor<T> state)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The last slope of a method with an error estimate has no part in the step.
        var slopes = new Tensor<T>[Nodes.Length];
        for (var stage = 0; stage < slopes.Length; stage++)
        {
            slopes[stage] = slope(time + (Nodes[stage] * length), Along(state, length, Stages[stage], slopes));
        }

        return (Along(state, length, Weights, slopes), slopes);
    }

    /// <summary>state + length Σ weights[i] slopes[i].</summary>
    public static Tensor<T> Along<T>(Tensor<T> state, double length, double[] weights, Tensor<T>[] slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var index = 0; index < weights.Length; index++)
        {
            state = weights[index] == 0 ? state : state + (length * weights[index] * slopes[index]);
        }

        return state;
    }
}
