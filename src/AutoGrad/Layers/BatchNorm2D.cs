using System.Numerics;

namespace AutoGrad;

/// <summary>Brings each channel of images to mean 0 and variance 1 over the batch and all places, then scales and shifts it by what is learned.</summary>
/// <remarks>As <see cref="BatchNorm{T}"/>. Shapes: x is [n, channels, height, width].</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class BatchNorm2D<T> : BatchNorm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the layer.</summary>
    /// <param name="features">The size of the second axis.</param>
    /// <param name="epsilon">Added to the variance, which may be zero.</param>
    /// <param name="momentum">How far the running statistics move to the batch's: 0 to 1.</param>
    public BatchNorm2D(int features, double epsilon = 1e-5, double momentum = 0.1)
        : base("BatchNorm2D", features, epsilon, momentum)
    {
    }

    private protected override bool Takes(int rank) => rank is 4;

    private protected override string Needed(int features) => $"[n, {features}, height, width]";
}
