using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Adds one value along an axis for each index; where several meet, in row-major order.</summary>
        /// <remarks>
        /// Formula: y = x, then y[.., indices[.., i, ..], ..] += values[.., i, ..] for each element.  Derivative: g for x, g.Gather(axis, indices) for values.
        /// Shapes: x and indices have the same rank and, but for the axis, the same sizes; values broadcast to the shape of the indices.  Keeps: the indices.
        /// Errors: AG121 for an index outside the axis, AG168 for other shapes, AG111 for an axis that does not exist, AG108 where the values do not broadcast.
        /// Accuracy: each addition correctly rounded, in row-major order.
        /// </remarks>
        public Tensor<T> ScatterAdd(int axis, Indices indices, Tensor<T> values)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(values);
            var map = AlongMap.Create("ScatterAdd", x.Shape, axis, indices);
            return Apply(
                x,
                Fitted("ScatterAdd", values, map.To),
                x.Shape,
                new ScatterAddKernel<T>(map),
                OpKind.Linear,
                static (_, _, _, _) => static g => g,
                static (_, _, _, kernel) => g => TakeAlong(g, kernel.Map, "TakeAlong"));
        }
    }
}

internal readonly record struct ScatterAddKernel<T>(AlongMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        x.CopyTo(output);
        if (!y.IsEmpty)
        {
            ScatterAddAlongAxis.Run(y, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
        }
    }
}
