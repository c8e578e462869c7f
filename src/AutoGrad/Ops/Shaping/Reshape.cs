using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The same elements, in the same row-major order, in another shape; one size may be -1: whatever is left.</summary>
        /// <remarks>
        /// Formula: y_flat = x_flat.  Derivative: g in the shape of x.  Shapes: the lengths are equal; the memory is shared.  Keeps: nothing.
        /// Errors: AG108 where the lengths differ or the -1 cannot be found.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Reshape(params ReadOnlySpan<int> shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.ReshapeTo(ShapeRules.Reshape("Reshape", x.Shape, shape));
        }

        /// <summary>Reshape to a shape that exists already.</summary>
        internal Tensor<T> ReshapeTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(shape);
            if (shape.ElementCount != x.Length)
            {
                throw Errors.Rule("Reshape", $"the shape {x.Shape} with {x.Length} elements cannot become {shape} with {shape.ElementCount}", "Both must hold the same number of elements; one size may be -1 for whatever is left.");
            }

            if (x.IsRow)
            {
                var row = (BatchedTensor<T>)x;
                return row.With(row.Whole.ReshapeTo(shape.Over(row.Batch.Count)));
            }

            return Enter(x.Alias("Reshape", shape), OpKind.Linear, x, x.Shape, static (_, y, original) => new ReshapeRule<T>(original, y.Shape).Pull);
        }
    }
}

/// <summary>The rule of Reshape, whose two directions are reshapes.</summary>
internal sealed class ReshapeRule<T>(Shape from, Shape to) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => cotangent.ReshapeTo(from);

    public Tensor<T> Push(Tensor<T> tangent) => tangent.ReshapeTo(to);
}
