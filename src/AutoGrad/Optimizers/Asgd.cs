using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Gradient descent with a falling rate that also averages where it has been: the average is the better answer of the two.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  e_t = learningRate / (1 + lambda learningRate (t - 1))^alpha;  p = (1 - lambda e_t) p - e_t g;  a += u_t (p - a) with
/// u_t = 1 / max(1, t - 1 - averageFrom): until then the average is the parameter itself.
/// Source: Polyak and Juditsky, Acceleration of stochastic approximation by averaging, SIAM Journal on Control and Optimization 30 (1992); the rates are
/// Bottou's. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Asgd<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-2)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How fast the rate falls, and how strongly parameters are drawn to zero.</summary>
    public double Lambda { get; init => field = NotNegative(value, nameof(Lambda)); } = 1e-4;

    /// <summary>The power with which the rate falls.</summary>
    public double Alpha { get; init => field = NotNegative(value, nameof(Alpha)); } = 0.75;

    /// <summary>After how many steps averaging begins.</summary>
    public double AverageFrom { get; init => field = NotNegative(value, nameof(AverageFrom)); } = 1e6;

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["average"];

    private protected override int SettingCount => 4;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var rate = LearningRate / Math.Pow(1 + (Lambda * LearningRate * (state.Steps - 1)), Alpha);
        Fused<AsgdKernel<T>>(parameter, gradient, state, rate, WeightDecay, 1 - (Lambda * rate), 1 / Math.Max(1, state.Steps - 1 - AverageFrom));
    }
}

/// <summary>g += decay p;  p = shrink p - rate g;  a += share (p - a), and exactly p where the share is 1.</summary>
internal readonly record struct AsgdKernel<T>(Vector512<T> Rate, Vector512<T> Decay, Vector512<T> Shrink, Vector512<T> Share) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> average, ref Vector512<T> state1, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        parameter = (Shrink * parameter) - (Rate * gradient);
        average = Vector512.ConditionalSelect(Vector512.Equals(Share, Vector512<T>.One), parameter, average + (Share * (parameter - average)));
    }
}
