using System.Numerics;

namespace AutoGrad;

/// <summary>Scales each example's last axis to a root mean square of 1, then by what is learned.</summary>
/// <remarks>
/// Parameters: <c>weight</c> (ones) of shape [size]. Shapes: x is [.., size].
/// Source: Zhang and Sennrich, Root mean square layer normalization, 2019.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class RmsNorm<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="epsilon">Added to the mean square, which may be zero.</param>
    public RmsNorm(int size, double epsilon = 1e-5)
    {
        this.epsilon = epsilon >= 0 && double.IsFinite(epsilon) ? epsilon : throw Errors.Epsilon("RmsNorm", epsilon);
        Weight = AddParameter("weight", Tensor.Ones<T>(size));
    }

    /// <summary>The scale, [size].</summary>
    public Parameter<T> Weight { get; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.RmsNorm(Weight, epsilon);
    }
}
