using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Replaces one element along an axis for each index; where several meet, the last in row-major order stays. The original stays as it is.</summary>
        /// <remarks>
        /// Formula: y = x, then y[.., indices[.., i, ..], ..] = values[.., i, ..] for each element.
        /// Derivative: g with 0 at the places written for x; for values, g at the place of each value that stayed, 0 for one that was overwritten.
        /// Shapes: x and indices have the same rank and, but for the axis, the same sizes; values broadcast to the shape of the indices.  Keeps: the indices.
        /// Errors: AG121 for an index outside the axis, AG168 for other shapes, AG111 for an axis that does not exist, AG108 where the values do not broadcast.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Scatter(int axis, Indices indices, Tensor<T> values)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(values);
            var map = AlongMap.Create("Scatter", x.Shape, axis, indices);
            return Apply(
                x,
                Fitted("Scatter", values, map.To),
                x.Shape,
                new ScatterKernel<T>(map),
                OpKind.Linear,
                static (_, _, _, kernel) => g => ClearAlong(g, kernel.Map),
                static (_, _, _, kernel) => g => TakeLastAlong(g, kernel.Map));
        }
    }

    /// <summary>Sets the places of the indices to 0 and leaves the rest: its own adjoint.</summary>
    internal static Tensor<T> ClearAlong<T>(Tensor<T> x, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.From, new ClearAlongKernel<T>(map), OpKind.ElementWise, static (_, _, kernel) => g => ClearAlong(g, kernel.Map));

    /// <summary>Reads each element from its place if it is the last there, else 0: the adjoint of <see cref="PlaceAlong"/>.</summary>
    internal static Tensor<T> TakeLastAlong<T>(Tensor<T> x, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.To, new TakeLastAlongKernel<T>(map), static kernel => g => PlaceAlong(g, kernel.Map));

    /// <summary>Writes elements into zeros at their places; where several meet, the last stays.</summary>
    internal static Tensor<T> PlaceAlong<T>(Tensor<T> x, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.From, new PlaceAlongKernel<T>(map), static kernel => g => TakeLastAlong(g, kernel.Map));
}

internal readonly record struct ScatterKernel<T>(AlongMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        x.CopyTo(output);
        ScatterAlongAxis.Run(y, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
    }
}

internal readonly record struct PlaceAlongKernel<T>(AlongMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        ScatterAlongAxis.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
    }
}

internal readonly record struct ClearAlongKernel<T>(AlongMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        x.CopyTo(output);
        ScatterAlongAxis.Fill(T.Zero, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
    }
}

internal readonly record struct TakeLastAlongKernel<T>(AlongMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        GatherAlongAxis.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
        var last = Map.IsLast;
        for (var position = 0; position < output.Length; position++)
        {
            output[position] = last[position] ? output[position] : T.Zero;
        }
    }
}
