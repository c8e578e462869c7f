using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Adam by the largest gradient of late in place of the root of the mean square.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  m = beta1 m + (1 - beta1) g;  u = max(beta2 u, |g| + epsilon);  p -= learningRate / (1 - beta1^t) m / u.
/// Source: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7.1. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Adamax<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 2e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running mean of gradients is kept.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the largest gradient is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["mean", "largest"];

    private protected override int SettingCount => 6;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Fused<AdamaxKernel<T>>(parameter, gradient, state, LearningRate / (1 - Math.Pow(Beta1, state.Steps)), Epsilon, Beta1, 1 - Beta1, Beta2, WeightDecay);
    }
}

/// <summary>g += decay p;  m = beta1 m + rest1 g;  u = max(beta2 u, |g| + epsilon);  p -= rate m / u.</summary>
internal readonly record struct AdamaxKernel<T>(
    Vector512<T> Rate,
    Vector512<T> Epsilon,
    Vector512<T> Beta1,
    Vector512<T> Rest1,
    Vector512<T> Beta2,
    Vector512<T> Decay) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> largest, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        mean = (Beta1 * mean) + (Rest1 * gradient);
        largest = Vector512.Max(Beta2 * largest, Vector512.Abs(gradient) + Epsilon);
        parameter -= Rate * mean / largest;
    }
}
