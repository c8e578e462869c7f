using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Steps scaled element by element by running means of the gradient and of its square.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
/// p -= learningRate m' / (sqrt(v') + epsilon), where m' = m / (1 - beta1^t) and v' = v / (1 - beta2^t) undo the start from zero.
/// With amsgrad the largest v seen so far takes the place of v.
/// Source: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015; amsgrad: Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018.
/// The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public class Adam<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running mean of gradients is kept.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>How strongly parameters are drawn to zero: added to the gradient here, taken off the parameter by <see cref="AdamW{T}"/>.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Whether the denominator never shrinks.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => AmsGrad ? ["mean", "meanSquare", "largestMeanSquare"] : ["mean", "meanSquare"];

    private protected override int SettingCount => 9;

    /// <summary>Whether weight decay is taken off the parameter instead of added to the gradient.</summary>
    private protected virtual bool IsDecayDecoupled => false;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ReadOnlySpan<double> settings =
        [
            LearningRate / (1 - Math.Pow(Beta1, state.Steps)),
            Math.Sqrt(1 - Math.Pow(Beta2, state.Steps)),
            Epsilon,
            Beta1,
            1 - Beta1,
            Beta2,
            1 - Beta2,
            IsDecayDecoupled ? 0 : WeightDecay,
            IsDecayDecoupled ? 1 - (LearningRate * WeightDecay) : 1,
        ];
        if (AmsGrad)
        {
            Fused<AmsGradKernel<T>>(parameter, gradient, state, settings);
        }
        else
        {
            Fused<AdamKernel<T>>(parameter, gradient, state, settings);
        }
    }
}

/// <summary>p *= shrink;  g += decay p;  m = beta1 m + rest1 g;  v = beta2 v + rest2 g^2;  p -= rate m / (sqrt v / correction + epsilon).</summary>
internal readonly record struct AdamKernel<T>(
    Vector512<T> Rate,
    Vector512<T> Correction,
    Vector512<T> Epsilon,
    Vector512<T> Beta1,
    Vector512<T> Rest1,
    Vector512<T> Beta2,
    Vector512<T> Rest2,
    Vector512<T> Decay,
    Vector512<T> Shrink) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> square, ref Vector512<T> state2)
    {
        var shrunk = parameter * Shrink;
        var slope = gradient + (Decay * shrunk);
        mean = (Beta1 * mean) + (Rest1 * slope);
        square = (Beta2 * square) + (Rest2 * (slope * slope));
        parameter = shrunk - (Rate * mean / ((Vector512.Sqrt(square) / Correction) + Epsilon));
    }
}

/// <summary>Adam's update with the largest v so far as the third state: w = max(w, v);  p -= rate m / (sqrt w / correction + epsilon).</summary>
internal readonly record struct AmsGradKernel<T>(AdamKernel<T> Adam) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> square, ref Vector512<T> largest)
    {
        var shrunk = parameter * Adam.Shrink;
        var slope = gradient + (Adam.Decay * shrunk);
        mean = (Adam.Beta1 * mean) + (Adam.Rest1 * slope);
        square = (Adam.Beta2 * square) + (Adam.Rest2 * (slope * slope));

        // Max hands a NaN on, so that a spoiled run shows.
        largest = Vector512.Max(largest, square);
        parameter = shrunk - (Adam.Rate * mean / ((Vector512.Sqrt(largest) / Adam.Correction) + Adam.Epsilon));
    }
}
