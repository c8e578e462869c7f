using System.Numerics;

namespace AutoGrad;

/// <summary>Joins all axes but the first, which counts the examples: [n, a, b] becomes [n, a b].</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Flatten<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input has no axes.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0)
        {
            throw Errors.LayerInput("Flatten", x.Shape, "An axis of examples is needed; reshape one example to [1, ..].");
        }

        var features = 1;
        for (var axis = 1; axis < x.Rank; axis++)
        {
            features *= x.Shape[axis];
        }

        return x.ReshapeTo(Shape.Create(x.Shape[0], features));
    }
}
