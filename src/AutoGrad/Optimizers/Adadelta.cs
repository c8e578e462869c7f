using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Steps whose size follows the steps taken so far, in the parameter's own unit: there is no learning rate to choose but 1.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  v = rho v + (1 - rho) g^2;  d = sqrt(a + epsilon) / sqrt(v + epsilon) g;  a = rho a + (1 - rho) d^2;  p -= learningRate d.
/// Source: Zeiler, ADADELTA: an adaptive learning rate method (2012). The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Adadelta<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running means is kept.</summary>
    public double Rho { get; init => field = Fraction(value, nameof(Rho)); } = 0.9;

    /// <summary>Starts the steps, and keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-6;

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["meanSquare", "meanSquareStep"];

    private protected override int SettingCount => 5;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state) =>
        Fused<AdadeltaKernel<T>>(parameter, gradient, state, LearningRate, Epsilon, Rho, 1 - Rho, WeightDecay);
}

/// <summary>g += decay p;  v = rho v + rest g^2;  d = sqrt(a + epsilon) / sqrt(v + epsilon) g;  a = rho a + rest d^2;  p -= rate d.</summary>
internal readonly record struct AdadeltaKernel<T>(Vector512<T> Rate, Vector512<T> Epsilon, Vector512<T> Rho, Vector512<T> Rest, Vector512<T> Decay) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> square, ref Vector512<T> step, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        square = (Rho * square) + (Rest * (gradient * gradient));
        var delta = Vector512.Sqrt(step + Epsilon) / Vector512.Sqrt(square + Epsilon) * gradient;
        step = (Rho * step) + (Rest * (delta * delta));
        parameter -= Rate * delta;
    }
}
