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

    /// <summary>How much of the former direction is kept; 0 (the default) keeps no state for it.</summary>
    public double Momentum { get; init => field = NotNegative(value, nameof(Momentum)); }

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Whether the mean gradient is taken out of the mean square.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => (Centered, Momentum > 0) switch
    {
        (false, false) => ["meanSquare"],
        (false, true) => ["meanSquare", "momentum"],
        (true, false) => ["meanSquare", "mean"],
        (true, true) => ["meanSquare", "momentum", "mean"],
    };

    private protected override int SettingCount => 6;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ReadOnlySpan<double> settings = [LearningRate, WeightDecay, Alpha, 1 - Alpha, Epsilon, Momentum];
        switch (Centered, Momentum > 0)
        {
            case (false, false):
                Fused<RmsPropKernel<T>>(parameter, gradient, state, settings);
                break;
            case (false, true):
                Fused<RmsPropMomentumKernel<T>>(parameter, gradient, state, settings);
                break;
            case (true, false):
                Fused<CenteredRmsPropKernel<T>>(parameter, gradient, state, settings);
                break;
            case (true, true):
                Fused<CenteredRmsPropMomentumKernel<T>>(parameter, gradient, state, settings);
                break;
        }
    }
}

/// <summary>g += decay p;  v = alpha v + rest g^2;  p -= rate g / (sqrt v + epsilon).</summary>
internal readonly record struct RmsPropKernel<T>(
    Vector512<T> Rate, Vector512<T> Decay, Vector512<T> Alpha, Vector512<T> Rest, Vector512<T> Epsilon, Vector512<T> Momentum) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> state1, ref Vector512<T> state2) =>
        parameter -= Rate * Direction(parameter, gradient, ref square);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Direction(Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square)
    {
        gradient += Decay * parameter;
        square = (Alpha * square) + (Rest * (gradient * gradient));
        return gradient / (Vector512.Sqrt(square) + Epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Centered(Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> mean)
    {
        gradient += Decay * parameter;
        square = (Alpha * square) + (Rest * (gradient * gradient));
        mean = (Alpha * mean) + (Rest * gradient);

        // The variance is zero or more; rounding may leave it a little below, whose root would be NaN.
        var variance = Vector512.Max(square - (mean * mean), Vector512<T>.Zero);
        return gradient / (Vector512.Sqrt(variance) + Epsilon);
    }
}

/// <summary>The same direction d summed up: b = momentum b + d;  p -= rate b.</summary>
internal readonly record struct RmsPropMomentumKernel<T>(RmsPropKernel<T> Plain) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> momentum, ref Vector512<T> state2)
    {
        momentum = (Plain.Momentum * momentum) + Plain.Direction(parameter, gradient, ref square);
        parameter -= Plain.Rate * momentum;
    }
}

/// <summary>a = alpha a + rest g, and v - a^2 under the root.</summary>
internal readonly record struct CenteredRmsPropKernel<T>(RmsPropKernel<T> Plain) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> mean, ref Vector512<T> state2)
    {
        parameter -= Plain.Rate * Plain.Centered(parameter, gradient, ref square, ref mean);
    }
}

/// <summary>The centered direction d summed up: b = momentum b + d;  p -= rate b.</summary>
internal readonly record struct CenteredRmsPropMomentumKernel<T>(RmsPropKernel<T> Plain) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> momentum, ref Vector512<T> mean)
    {
        momentum = (Plain.Momentum * momentum) + Plain.Centered(parameter, gradient, ref square, ref mean);
        parameter -= Plain.Rate * momentum;
    }
}
