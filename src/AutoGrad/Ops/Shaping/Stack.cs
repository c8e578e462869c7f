using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>Joins tensors of one shape along a new axis: <c>Ops.Stack([a, b])</c> of two vectors is a matrix with the rows a and b.</summary>
    /// <remarks>
    /// Formula: y[.., k, ..] = tensor k.  Derivative: each tensor's part of g.  Shapes: all equal; the new axis has as many elements as there are tensors.
    /// Keeps: nothing.  Errors: AG105 for different shapes, AG169 for no tensors, AG164 for an axis that the result does not have.  Accuracy: exact.
    /// </remarks>
    /// <param name="tensors">The tensors, of rank 0 to 7.</param>
    /// <param name="axis">The place of the new axis in the result: 0 puts it first, -1 last.</param>
    public static Tensor<T> Stack<T>(ReadOnlySpan<Tensor<T>> tensors, int axis = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tensors.Length == 0)
        {
            throw Errors.NoTensors("Stack");
        }

        ArgumentNullException.ThrowIfNull(tensors[0], nameof(tensors));
        var first = tensors[0].Shape;
        var shape = UnsqueezedShape("Stack", first, [axis]);
        var slabs = new Tensor<T>[tensors.Length];
        for (var index = 0; index < slabs.Length; index++)
        {
            ArgumentNullException.ThrowIfNull(tensors[index], nameof(tensors));
            slabs[index] = tensors[index].Shape == first ? tensors[index].ReshapeTo(shape) : throw Errors.SameShape("Stack", first, tensors[index].Shape);
        }

        return Join("Stack", slabs, axis);
    }
}
