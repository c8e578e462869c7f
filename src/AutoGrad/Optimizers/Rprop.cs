using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A step size of its own for each element, which grows while the gradient keeps its sign and shrinks when it changes: for full batches.</summary>
/// <remarks>
/// Formula: s *= growth where g and the former g have one sign, shrink where they have not; s is kept within [smallest, largest] and begins as learningRate;
/// where the sign changed g counts as 0;  p -= s sign g. Only the signs of gradients count, so noise of small batches spoils it.
/// Source: Riedmiller and Braun, A direct adaptive method for faster backpropagation learning, ICNN 1993. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Rprop<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-2)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>By how much a step grows: more than 1.</summary>
    public double Growth { get; init => field = value > 1 ? NotNegative(value, nameof(Growth)) : throw Errors.Setting("Rprop", nameof(Growth), value, "It must be more than 1."); } = 1.2;

    /// <summary>By how much a step shrinks: less than 1.</summary>
    public double Shrink { get; init => field = Fraction(value, nameof(Shrink)); } = 0.5;

    /// <summary>The smallest step.</summary>
    public double SmallestStep { get; init => field = NotNegative(value, nameof(SmallestStep)); } = 1e-6;

    /// <summary>The largest step.</summary>
    public double LargestStep { get; init => field = NotNegative(value, nameof(LargestStep)); } = 50;

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["previous", "stepSize"];

    private protected override int SettingCount => 4;

    private protected override void Prepare(OptimizerState<T> state) => state.Fill(1, T.CreateTruncating(LearningRate));

    private protected override void CheckSettings()
    {
        if (SmallestStep > LargestStep)
        {
            throw Errors.Setting("Rprop", nameof(SmallestStep), SmallestStep, FormattableString.Invariant($"It must not be above LargestStep, which is {LargestStep}."));
        }
    }

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state) =>
        Fused<RpropKernel<T>>(parameter, gradient, state, Growth, Shrink, SmallestStep, LargestStep);
}

/// <summary>s = clamp(s growth or shrink);  g = 0 where its sign changed;  p -= s sign g.</summary>
internal readonly record struct RpropKernel<T>(Vector512<T> Growth, Vector512<T> Shrink, Vector512<T> Smallest, Vector512<T> Largest) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> previous, ref Vector512<T> size, ref Vector512<T> state2)
    {
        var agreement = gradient * previous;
        var turned = Vector512.LessThan(agreement, Vector512<T>.Zero);
        var scale = Vector512.ConditionalSelect(
            Vector512.GreaterThan(agreement, Vector512<T>.Zero), Growth, Vector512.ConditionalSelect(turned, Shrink, Vector512<T>.One));
        size = Vector512.Min(Vector512.Max(size * scale, Smallest), Largest);
        gradient = Vector512.ConditionalSelect(turned, Vector512<T>.Zero, gradient);

        // Neither above nor below zero is 0 itself or NaN, which is handed on, so that a spoiled run shows.
        parameter -= Vector512.ConditionalSelect(
            Vector512.GreaterThan(gradient, Vector512<T>.Zero), size, Vector512.ConditionalSelect(Vector512.LessThan(gradient, Vector512<T>.Zero), -size, gradient));
        previous = gradient;
    }
}
