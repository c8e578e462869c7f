using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Steps divided element by element by the root of the sum of all squared gradients so far: rare features keep large steps.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  s += g^2;  p -= learningRate / (1 + (t - 1) learningRateDecay) g / (sqrt s + epsilon).
/// Source: Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic optimization, JMLR 12 (2011). The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Adagrad<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-2)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How fast the learning rate falls with the steps.</summary>
    public double LearningRateDecay { get; init => field = NotNegative(value, nameof(LearningRateDecay)); }

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Where the sums of squares begin.</summary>
    public double InitialAccumulator { get; init => field = NotNegative(value, nameof(InitialAccumulator)); }

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-10;

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["sumOfSquares"];

    private protected override bool LeavesRows => WeightDecay == 0;

    private protected override int SettingCount => 3;

    private protected override void Prepare(OptimizerState<T> state) => state.Fill(0, T.CreateTruncating(InitialAccumulator));

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Fused<AdagradKernel<T>>(parameter, gradient, state, LearningRate / (1 + ((state.Steps - 1) * LearningRateDecay)), WeightDecay, Epsilon);
    }
}

/// <summary>g += decay p;  s += g^2;  p -= rate g / (sqrt s + epsilon).</summary>
internal readonly record struct AdagradKernel<T>(Vector512<T> Rate, Vector512<T> Decay, Vector512<T> Epsilon) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> sum, ref Vector512<T> state1, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        sum += gradient * gradient;
        parameter -= Rate * gradient / (Vector512.Sqrt(sum) + Epsilon);
    }
}
