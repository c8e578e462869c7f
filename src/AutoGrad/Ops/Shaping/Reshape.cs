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
        public Tensor<T> Reshape(params ReadOnlySpan<int> shape) => x.ReshapeTo(Resolve(x, shape));

        /// <summary>Reshape to a shape that exists already.</summary>
        internal Tensor<T> ReshapeTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(shape);
            if (shape.ElementCount != x.Length)
            {
                throw Errors.Rule("Reshape", $"the shape {x.Shape} with {x.Length} elements cannot become {shape} with {shape.ElementCount}", "Both must hold the same number of elements; one size may be -1 for whatever is left.");
            }

            return Enter(x.Alias("Reshape", shape), OpKind.Linear, x, x.Shape, static (_, y, original) => new ReshapeRule<T>(original, y.Shape).Pull);
        }
    }

    private static Shape Resolve<T>(Tensor<T> x, ReadOnlySpan<int> shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var free = shape.IndexOf(-1);
        if (free < 0)
        {
            return Shape.For("Reshape", shape);
        }

        if (shape[(free + 1)..].Contains(-1))
        {
            throw Errors.Rule("Reshape", $"the sizes {Shape.Text(shape)} hold -1 more than once", "Only one size can be whatever is left: write the others out.");
        }

        Span<int> sizes = stackalloc int[shape.Length];
        shape.CopyTo(sizes);
        sizes[free] = 1;
        var known = Shape.For("Reshape", sizes).ElementCount;
        if (known == 0 || x.Length % known != 0)
        {
            throw Errors.Rule("Reshape", $"the shape {x.Shape} with {x.Length} elements cannot become {Shape.Text(shape)}", $"The sizes given multiply to {known}, which must divide the number of elements for -1 to have one meaning.");
        }

        sizes[free] = x.Length / known;
        return Shape.Create(sizes);
    }
}

/// <summary>The rule of Reshape, whose two directions are reshapes.</summary>
internal sealed class ReshapeRule<T>(Shape from, Shape to) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => cotangent.ReshapeTo(from);

    public Tensor<T> Push(Tensor<T> tangent) => tangent.ReshapeTo(to);
}
