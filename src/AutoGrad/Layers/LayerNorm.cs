using System.Numerics;

namespace AutoGrad;

/// <summary>Brings each example's last axis to mean 0 and variance 1, then scales and shifts it by what is learned.</summary>
/// <remarks>
/// Parameters: <c>weight</c> (ones) and <c>bias</c> (zeros), both of shape [size]. Shapes: x is [.., size].
/// Source: Ba, Kiros and Hinton, Layer normalization (2016).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class LayerNorm<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="epsilon">Added to the variance, which may be zero.</param>
    public LayerNorm(int size, double epsilon = 1e-5)
    {
        this.epsilon = epsilon >= 0 && double.IsFinite(epsilon) ? epsilon : throw Errors.Epsilon("LayerNorm", epsilon);
        Weight = AddParameter("weight", Tensor.Ones<T>(size));
        Bias = AddParameter("bias", Tensor.Zeros<T>(size));
    }

    /// <summary>The scale, [size].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The shift, [size].</summary>
    public Parameter<T> Bias { get; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.LayerNorm(Weight, Bias, epsilon);
    }
}
