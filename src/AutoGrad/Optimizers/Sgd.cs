using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Gradient descent, with momentum, Nesterov's look-ahead and weight decay where asked for.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  b = momentum b + (1 - dampening) g, at the first step b = g;  p -= learningRate d, where d is g without momentum,
/// g + momentum b with Nesterov's, else b.
/// Source: Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, ICML 2013; in PyTorch's form, with its numbers.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Sgd<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the former direction is kept; 0 (the default) keeps no state.</summary>
    public double Momentum { get; init => field = NotNegative(value, nameof(Momentum)); }

    /// <summary>How much of the new gradient momentum leaves out.</summary>
    public double Dampening { get; init => field = NotNegative(value, nameof(Dampening)); }

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Whether the step looks ahead along the momentum; needs momentum and no dampening.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Momentum > 0 ? ["momentum"] : [];

    private protected override bool LeavesRows => Momentum == 0 && WeightDecay == 0;

    private protected override int SettingCount => Momentum > 0 ? 6 : 2;

    private protected override void CheckSettings()
    {
        if (Nesterov && (Momentum == 0 || Dampening != 0))
        {
            const string Rule = "Nesterov's look-ahead needs a positive Momentum and no Dampening.";
            throw Momentum == 0 ? Errors.Setting("Sgd", "Nesterov is set and Momentum", Momentum, Rule) : Errors.Setting("Sgd", "Nesterov is set and Dampening", Dampening, Rule);
        }
    }

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Momentum == 0)
        {
            Fused<SgdKernel<T>>(parameter, gradient, state, LearningRate, WeightDecay);
            return;
        }

        var gain = state.Steps == 1 ? 1 : 1 - Dampening;
        Fused<MomentumKernel<T>>(parameter, gradient, state, LearningRate, WeightDecay, Momentum, gain, Nesterov ? 1 : 0, Nesterov ? Momentum : 1);
    }
}

/// <summary>p -= rate (g + decay p).</summary>
internal readonly record struct SgdKernel<T>(Vector512<T> Rate, Vector512<T> Decay) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> state0, ref Vector512<T> state1, ref Vector512<T> state2) =>
        parameter -= Rate * (gradient + (Decay * parameter));
}

/// <summary>g += decay p;  b = momentum b + gain g;  p -= rate (ahead g + follow b).</summary>
internal readonly record struct MomentumKernel<T>(
    Vector512<T> Rate, Vector512<T> Decay, Vector512<T> Momentum, Vector512<T> Gain, Vector512<T> Ahead, Vector512<T> Follow) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> momentum, ref Vector512<T> state1, ref Vector512<T> state2)
    {
        var direction = gradient + (Decay * parameter);
        momentum = (Momentum * momentum) + (Gain * direction);
        parameter -= Rate * ((Ahead * direction) + (Follow * momentum));
    }
}
