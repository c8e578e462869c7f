using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Steps of one length in every element, in the direction of the sign of a running mean: half of Adam's memory, and a rate some ten times smaller.</summary>
/// <remarks>
/// Formula: p *= 1 - learningRate weightDecay;  p -= learningRate sign(beta1 m + (1 - beta1) g);  m = beta2 m + (1 - beta2) g.
/// Source: Chen, Liang, Huang, Real, Wang, Liu, Pham, Dong, Luong, Hsieh, Lu and Le, Symbolic discovery of optimization algorithms, NeurIPS 2023, program 1.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Lion<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-4)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running mean enters the step.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the running mean is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.99;

    /// <summary>How strongly parameters are drawn to zero, taken off the parameters themselves.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["mean"];

    private protected override int SettingCount => 6;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state) =>
        Fused<LionKernel<T>>(parameter, gradient, state, LearningRate, 1 - (LearningRate * WeightDecay), Beta1, 1 - Beta1, Beta2, 1 - Beta2);
}

/// <summary>p = shrink p - rate sign(beta1 m + rest1 g);  m = beta2 m + rest2 g.</summary>
internal readonly record struct LionKernel<T>(
    Vector512<T> Rate,
    Vector512<T> Shrink,
    Vector512<T> Beta1,
    Vector512<T> Rest1,
    Vector512<T> Beta2,
    Vector512<T> Rest2) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> state1, ref Vector512<T> state2)
    {
        var direction = (Beta1 * mean) + (Rest1 * gradient);

        // Neither above nor below zero is 0 itself or NaN, which is handed on, so that a spoiled run shows.
        var step = Vector512.ConditionalSelect(
            Vector512.GreaterThan(direction, Vector512<T>.Zero), Rate, Vector512.ConditionalSelect(Vector512.LessThan(direction, Vector512<T>.Zero), -Rate, direction));
        parameter = (Shrink * parameter) - step;
        mean = (Beta2 * mean) + (Rest2 * gradient);
    }
}
