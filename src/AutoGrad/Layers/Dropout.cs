using System.Numerics;

namespace AutoGrad;

/// <summary>Sets elements to zero at random while training; hands its input on while evaluating.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Dropout<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double rate;
    private readonly RandomStream random;

    /// <summary>Makes the layer.</summary>
    /// <param name="rate">The probability of zero. What stays is divided by 1 - rate.</param>
    /// <param name="random">Where the masks are drawn from.</param>
    /// <exception cref="ValueException">The rate is no probability.</exception>
    public Dropout(double rate, RandomStream random)
    {
        // Checked when the model is built, not at the first training step: evaluation alone would never notice.
        this.rate = rate is >= 0 and <= 1 ? rate : throw Errors.DropoutRate(rate);
        this.random = AddRandom("random", random);
    }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return IsTraining ? x.Dropout(rate, random) : x;
    }
}
