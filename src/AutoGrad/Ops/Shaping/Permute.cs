using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Puts the axes into another order: axis i of the result is axis <c>axes[i]</c> of x.</summary>
        /// <remarks>
        /// Formula: y[i0, i1, ...] = x[j0, j1, ...] with j[axes[k]] = i[k].  Derivative: g in the inverse order.  Shapes: the sizes move with their axes.
        /// Keeps: nothing.  Errors: AG164 unless every axis is named, AG111 for one that does not exist, AG112 for one named twice.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Permute(params ReadOnlySpan<int> axes)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (axes.Length != x.Rank)
            {
                throw Errors.AxisOrder("Permute", axes, x.Shape);
            }

            Span<int> order = stackalloc int[Shape.MaxRank];
            var named = 0;
            for (var axis = 0; axis < axes.Length; axis++)
            {
                order[axis] = ShapeRules.Axis("Permute", axes[axis], x.Shape);
                named |= 1 << order[axis];
            }

            return named == (1 << x.Rank) - 1 ? Permute(x, AxisOrder.From(order[..x.Rank]), "Permute") : throw Errors.DuplicateAxis("Permute", axes, x.Shape);
        }
    }

    private static Tensor<T> Permute<T>(Tensor<T> x, AxisOrder order, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x is BatchedTensor<T> row)
        {
            return row.With(Permute(row.Whole, order.Behind(x.Rank), op));
        }

        Span<int> sizes = stackalloc int[x.Rank];
        var (last, dense) = (-1, true);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = x.Shape[order[axis]];
            dense &= sizes[axis] == 1 || order[axis] > last;
            last = sizes[axis] == 1 ? last : order[axis];
        }

        // Where only axes of size 1 move, all elements stay where they are and the memory is shared.
        var kernel = new PermuteKernel<T>(x.Shape, Shape.Create(sizes), order);
        return dense
            ? Enter(x.Alias(op, kernel.To), OpKind.Linear, x, kernel, static (_, _, kernel) => g => Permute(g, kernel.Order.Inverse(kernel.To.Rank), "Permute"))
            : Apply(x, kernel.To, kernel, static kernel => g => Permute(g, kernel.Order.Inverse(kernel.To.Rank), "Permute"), op);
    }
}

/// <summary>An order of up to eight axes, four bits each, so that a kernel can carry it as a value.</summary>
internal readonly record struct AxisOrder(uint Packed)
{
    public int this[int axis] => (int)(Packed >> (4 * axis)) & 15;

    public static AxisOrder From(ReadOnlySpan<int> axes)
    {
        var packed = 0u;
        for (var axis = 0; axis < axes.Length; axis++)
        {
            packed |= (uint)axes[axis] << (4 * axis);
        }

        return new AxisOrder(packed);
    }

    /// <summary>The same order of this many axes where a further one stands, and stays, before them.</summary>
    public AxisOrder Behind(int rank)
    {
        Span<int> axes = stackalloc int[rank + 1];
        for (var axis = 0; axis < rank; axis++)
        {
            axes[axis + 1] = this[axis] + 1;
        }

        return From(axes);
    }

    /// <summary>The order that undoes this one.</summary>
    public AxisOrder Inverse(int rank)
    {
        var packed = 0u;
        for (var axis = 0; axis < rank; axis++)
        {
            packed |= (uint)axis << (4 * this[axis]);
        }

        return new AxisOrder(packed);
    }
}

internal readonly record struct PermuteKernel<T>(Shape From, Shape To, AxisOrder Order) : ISpanKernel<T>, IBatchable<PermuteKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public PermuteKernel<T> Over(int rows) => new(From.Over(rows), To.Over(rows), Order.Behind(To.Rank));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        Span<int> dense = stackalloc int[From.Rank];
        Span<int> strides = stackalloc int[From.Rank];
        ShapeRules.Strides(From, dense);
        for (var axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = dense[Order[axis]];
        }

        StridedCopy.Run(x, 0, strides, To, output);
    }
}
