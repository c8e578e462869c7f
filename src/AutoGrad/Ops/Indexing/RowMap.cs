using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Which rows of an axis to take: y[o, i, :] = x[o, indices[i], :], the larger tensor seen as [outer, size, inner]. Taking rows and adding rows to zeros are each
/// other's adjoint.
/// </summary>
/// <param name="From">The shape of the tensor that rows are taken from.</param>
/// <param name="To">The shape of the rows taken.</param>
/// <param name="Axis">The axis of <paramref name="From"/> that the indices count along.</param>
/// <param name="Indices">The rows, already checked.</param>
internal sealed record RowMap(Shape From, Shape To, int Axis, Indices Indices)
{
    /// <summary>The larger tensor seen from the axis; an empty one is never read.</summary>
    public AxisSplit Split { get; } = AxisSplit.Of("Rows", Axis, From);

    /// <summary>The map that takes the same rows of each of many tensors.</summary>
    public RowMap Over(int rows) => new(From.Over(rows), To.Over(rows), Axis + 1, Indices);
}

public static partial class Ops
{
    /// <summary>Copies rows: y[o, i, :] = x[o, indices[i], :].</summary>
    internal static Tensor<T> TakeRows<T>(Tensor<T> x, RowMap map, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.To, new TakeRowsKernel<T>(map), OpKind.Linear, static (_, y, kernel) => new TakeRowsRule<T>(kernel.Map, y.Op).Pull, op);

    /// <summary>Adds rows to zeros, in the order of the indices: y[o, indices[i], :] += x[o, i, :].</summary>
    internal static Tensor<T> AddRows<T>(Tensor<T> x, RowMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.From, new AddRowsKernel<T>(map), static kernel => g => TakeRows(g, kernel.Map, "TakeRows"));
}

/// <summary>The rule of taking rows, which a sweep need not spread over a table of zeros.</summary>
internal sealed class TakeRowsRule<T>(RowMap map, string op) : IForwardRule<T>, ITakingRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Indices? Rows => map.Axis == 0 ? map.Indices : null;

    public Tensor<T> Pull(Tensor<T> cotangent) => Ops.AddRows(cotangent, map);

    public Tensor<T> Push(Tensor<T> tangent) => Ops.TakeRows(tangent, map, op);
}

internal readonly record struct TakeRowsKernel<T>(RowMap Map) : ISpanKernel<T>, IBatchable<TakeRowsKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public TakeRowsKernel<T> Over(int rows) => new(Map.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (!output.IsEmpty)
        {
            GatherRows.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Split.Inner, output);
        }
    }
}

internal readonly record struct AddRowsKernel<T>(RowMap Map) : ISpanKernel<T>, IBatchable<AddRowsKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public AddRowsKernel<T> Over(int rows) => new(Map.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        if (!x.IsEmpty)
        {
            ScatterAddRows.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Split.Inner, output);
        }
    }
}
