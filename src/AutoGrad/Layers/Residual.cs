using System.Numerics;

namespace AutoGrad;

/// <summary>A layer whose result is added to its input: y = x + f(x). The inner layer is named <c>inner</c>.</summary>
/// <remarks>Source: He, Zhang, Ren and Sun, Deep residual learning for image recognition, CVPR 2016.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Residual<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Layer<T> inner;

    /// <summary>Puts a connection around a layer that keeps the shape.</summary>
    public Residual(Layer<T> inner) => this.inner = Add("inner", inner);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The inner layer changes the shape.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = inner.Call(x);
        return y.Shape == x.Shape
            ? x + y
            : throw Errors.LayerInput("Residual", x.Shape, $"The inner layer makes {y.Shape} of it, but only equal shapes are added. Choose an inner layer that keeps the shape.");
    }
}
