using System.Numerics;

namespace AutoGrad;

/// <summary>Sets elements to zero at random while training; hands its input on while evaluating.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">The probability of zero. What stays is divided by 1 - rate.</param>
/// <param name="random">Where the masks are drawn from.</param>
public sealed class Dropout<T>(double rate, RandomStream random) : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Checked when the model is built, not at the first training step: evaluation alone would never notice.
    private readonly double rate = rate is >= 0 and <= 1 ? rate : throw Errors.DropoutRate(rate);
    private readonly RandomStream random = random ?? throw new ArgumentNullException(nameof(random));

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return IsTraining ? x.Dropout(rate, random) : x;
    }
}
