using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Adam that divides by the root of the mean square only once enough gradients were seen to trust it: no warm-up is needed.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  m' = m / (1 - beta1^t);
/// n = 2 / (1 - beta2) - 1;  n_t = n - 2 t beta2^t / (1 - beta2^t);  where n_t &gt; 5, p -= learningRate r m' sqrt(1 - beta2^t) / (sqrt v + epsilon) with
/// r = sqrt((n_t - 4) (n_t - 2) n / ((n - 4) (n - 2) n_t)), else p -= learningRate m'.
/// Source: Liu, Jiang, He, Chen, Liu, Gao and Han, On the variance of the adaptive learning rate and beyond, ICLR 2020. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class RAdam<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running mean of gradients is kept.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["mean", "meanSquare"];

    private protected override int SettingCount => 8;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var left = Math.Pow(Beta2, state.Steps);
        var longest = (2 / (1 - Beta2)) - 1;
        var length = longest - (2 * state.Steps * left / (1 - left));
        var isTrusted = length > 5;
        var rectification = isTrusted ? Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) * Math.Sqrt(1 - left) : 1;
        Fused<RAdamKernel<T>>(
            parameter,
            gradient,
            state,
            LearningRate * rectification / (1 - Math.Pow(Beta1, state.Steps)),
            isTrusted ? 1 : 0,
            isTrusted ? Epsilon : 1,
            Beta1,
            1 - Beta1,
            Beta2,
            1 - Beta2,
            WeightDecay);
    }
}

/// <summary>g += decay p;  m = beta1 m + rest1 g;  v = beta2 v + rest2 g^2;  p -= rate m / (trust sqrt v + floor), where trust 0 and floor 1 divide by nothing.</summary>
internal readonly record struct RAdamKernel<T>(
    Vector512<T> Rate,
    Vector512<T> Trust,
    Vector512<T> Floor,
    Vector512<T> Beta1,
    Vector512<T> Rest1,
    Vector512<T> Beta2,
    Vector512<T> Rest2,
    Vector512<T> Decay) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> square, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        mean = (Beta1 * mean) + (Rest1 * gradient);
        square = (Beta2 * square) + (Rest2 * (gradient * gradient));
        parameter -= Rate * mean / ((Trust * Vector512.Sqrt(square)) + Floor);
    }
}
