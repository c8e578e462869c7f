using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Adds values to the named elements of an axis; to one that is named more than once, in the order of the indices.</summary>
        /// <remarks>
        /// Formula: y = x, then y[.., indices[i], ..] += values[.., i, ..] for each i.  Derivative: g for x, g.IndexSelect(axis, indices) for values.
        /// Shapes: values broadcast to the shape of x with as many elements in the axis as there are indices.  Keeps: the indices.
        /// Errors: AG121 for an index outside the axis, AG168 unless the indices are a vector, AG111 for an axis that does not exist, AG108 where the values do not broadcast.
        /// Accuracy: each addition correctly rounded, in the order of the indices.
        /// </remarks>
        public Tensor<T> IndexAdd(int axis, Indices indices, Tensor<T> values)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(values);
            var map = RowsAlong("IndexAdd", x.Shape, axis, indices);
            return Apply(
                x,
                Fitted("IndexAdd", values, map.To),
                x.Shape,
                new IndexAddKernel<T>(map),
                OpKind.Linear,
                static (_, _, _, _) => static g => g,
                static (_, _, _, kernel) => g => TakeRows(g, kernel.Map, "TakeRows"));
        }
    }
}

internal readonly record struct IndexAddKernel<T>(RowMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        x.CopyTo(output);
        if (!y.IsEmpty)
        {
            ScatterAddRows.Run(y, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Split.Inner, output);
        }
    }
}
