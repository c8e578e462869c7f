using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Steps divided element by element by the root of a running mean of squared gradients.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  v = alpha v + (1 - alpha) g^2;  d = g / (sqrt v + epsilon);  b = momentum b + d;  p -= learningRate b.
/// Centered: a running mean a of g is kept too, and the root is of v - a^2, an estimate of the variance.
/// Source: Hinton, Neural networks for machine learning, lecture 6e (2012); centered: Graves, Generating sequences with recurrent neural networks (2013),
/// equation 40. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class RmsProp<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-2)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running means is kept.</summary>
    public double Alpha { get; init => field = Fraction(value, nameof(Alpha)); } = 0.99;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>How much of the former direction is kept.</summary>
    public double Momentum { get; init => field = NotNegative(value, nameof(Momentum)); }

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Whether the mean gradient is taken out of the mean square.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Centered ? ["meanSquare", "momentum", "mean"] : ["meanSquare", "momentum"];

    private protected override int SettingCount => 6;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ReadOnlySpan<double> settings = [LearningRate, WeightDecay, Alpha, 1 - Alpha, Epsilon, Momentum];
        if (Centered)
        {
            Fused<CenteredRmsPropKernel<T>>(parameter, gradient, state, settings);
        }
        else
        {
            Fused<RmsPropKernel<T>>(parameter, gradient, state, settings);
        }
    }
}

/// <summary>g += decay p;  v = alpha v + rest g^2;  b = momentum b + g / (sqrt v + epsilon);  p -= rate b.</summary>
internal readonly record struct RmsPropKernel<T>(
    Vector512<T> Rate, Vector512<T> Decay, Vector512<T> Alpha, Vector512<T> Rest, Vector512<T> Epsilon, Vector512<T> Momentum) : IUpdateKernel<RmsPropKernel<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    public static RmsPropKernel<T> Create(ReadOnlySpan<T> settings) =>
        new(
            Vector512.Create(settings[0]),
            Vector512.Create(settings[1]),
            Vector512.Create(settings[2]),
            Vector512.Create(settings[3]),
            Vector512.Create(settings[4]),
            Vector512.Create(settings[5]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> momentum, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        square = (Alpha * square) + (Rest * (gradient * gradient));
        momentum = (Momentum * momentum) + (gradient / (Vector512.Sqrt(square) + Epsilon));
        parameter -= Rate * momentum;
    }
}

/// <summary>The same with a = alpha a + rest g as the third state and v - a^2 under the root.</summary>
internal readonly record struct CenteredRmsPropKernel<T>(RmsPropKernel<T> Plain) : IUpdateKernel<CenteredRmsPropKernel<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 3;

    public static CenteredRmsPropKernel<T> Create(ReadOnlySpan<T> settings) => new(RmsPropKernel<T>.Create(settings));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> momentum, ref Vector512<T> mean)
    {
        gradient += Plain.Decay * parameter;
        square = (Plain.Alpha * square) + (Plain.Rest * (gradient * gradient));
        mean = (Plain.Alpha * mean) + (Plain.Rest * gradient);

        // The variance is zero or more; rounding may leave it a little below, whose root would be NaN.
        var variance = Vector512.Max(square - (mean * mean), Vector512<T>.Zero);
        momentum = (Plain.Momentum * momentum) + (gradient / (Vector512.Sqrt(variance) + Plain.Epsilon));
        parameter -= Plain.Rate * momentum;
    }
}
