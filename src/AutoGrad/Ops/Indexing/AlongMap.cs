using System.Numerics;

namespace AutoGrad;

/// <summary>One index per element: element [o, j, i] of the smaller tensor belongs to [o, indices[o, j, i], i] of the larger one, which is [outer, size, inner].</summary>
/// <param name="From">The shape of the larger tensor.</param>
/// <param name="Axis">The axis that the indices count along.</param>
/// <param name="Indices">One index for each element of the smaller tensor, already checked.</param>
internal sealed record AlongMap(Shape From, int Axis, Indices Indices)
{
    private bool[]? last;

    /// <summary>The larger tensor seen from the axis; an empty one is never read.</summary>
    public AxisSplit Split { get; } = AxisSplit.Of("Places", Axis, From);

    /// <summary>How many elements of the smaller tensor lie along the axis.</summary>
    public int Count => Indices.Shape[Axis];

    public Shape To => Indices.Shape;

    /// <summary>For each element whether none behind it has the same place: whether its value is the one that stays. Found when a gradient first asks.</summary>
    public ReadOnlySpan<bool> IsLast => last ??= FindLast();

    public static AlongMap Create(string op, Shape shape, int axis, Indices indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var along = ShapeRules.Axis(op, axis, shape);
        for (var index = 0; index < Math.Max(shape.Rank, indices.Rank); index++)
        {
            if (indices.Rank != shape.Rank || (index != along && indices.Shape[index] != shape[index]))
            {
                throw Errors.IndexShape(op, indices.Shape, shape, along);
            }
        }

        indices.CheckRange(op, shape, along);
        return new AlongMap(shape, along, indices);
    }

    /// <summary>The place in the larger tensor of an element of the smaller one.</summary>
    public int PlaceOf(int position)
    {
        var (_, size, inner) = Split;
        var (block, within) = Math.DivRem(position, Count * inner);
        return (((block * size) + Indices[position]) * inner) + (within % inner);
    }

    private bool[] FindLast()
    {
        var found = new bool[Indices.Length];
        var taken = new bool[From.ElementCount];
        for (var position = Indices.Length - 1; position >= 0; position--)
        {
            ref var place = ref taken[PlaceOf(position)];
            found[position] = !place;
            place = true;
        }

        return found;
    }
}

public static partial class Ops
{
    /// <summary>Adds elements to zeros at their places, in row-major order: the adjoint of Gather.</summary>
    internal static Tensor<T> AddAlong<T>(Tensor<T> x, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.From, new AddAlongKernel<T>(map), static kernel => g => TakeAlong(g, kernel.Map, "TakeAlong"));

    /// <summary>Reads each element from its place.</summary>
    internal static Tensor<T> TakeAlong<T>(Tensor<T> x, AlongMap map, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.To, new TakeAlongKernel<T>(map), static kernel => g => AddAlong(g, kernel.Map), op);
}

internal readonly record struct TakeAlongKernel<T>(AlongMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (!output.IsEmpty)
        {
            GatherAlongAxis.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
        }
    }
}

internal readonly record struct AddAlongKernel<T>(AlongMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        if (!x.IsEmpty)
        {
            ScatterAddAlongAxis.Run(x, Map.Indices.AsSpan(), Map.Split.Outer, Map.Split.Size, Map.Count, Map.Split.Inner, output);
        }
    }
}
