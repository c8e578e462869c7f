using System.Numerics;

namespace AutoGrad;

/// <summary>The gradient of a table of which few rows were used: those rows, and zeros elsewhere that nobody writes down.</summary>
/// <param name="Shape">The shape of the table.</param>
/// <param name="Rows">The rows, ascending, each once.</param>
/// <param name="Values">Their gradients, [rows, ..].</param>
internal sealed record RowGradient<T>(Shape Shape, Indices Rows, Tensor<T> Values)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The contribution of an op that took rows; null where they are so many that the whole table is no more.</summary>
    public static RowGradient<T>? TryCreate(Shape shape, Indices taken, Tensor<T> cotangent)
    {
        int[] rows = [.. taken.ToArray().Distinct().Order()];
        return 2 * (long)rows.Length <= shape[0] ? Gather(shape, rows, (taken, cotangent)) : null;
    }

    /// <summary>The sum; its bits are those of the whole tables' sum.</summary>
    public RowGradient<T>? Plus(RowGradient<T> other)
    {
        int[] rows = [.. Rows.ToArray().Union(other.Rows.ToArray()).Order()];
        return 2 * (long)rows.Length <= Shape[0] ? Gather(Shape, rows, (Rows, Values), (other.Rows, other.Values)) : null;
    }

    /// <summary>The whole table.</summary>
    public Tensor<T> ToDense() => Added(Shape, Rows, Values);

    private static RowGradient<T> Gather(Shape shape, int[] rows, params ReadOnlySpan<(Indices Taken, Tensor<T> Values)> parts)
    {
        var few = Shape.Create([rows.Length, .. shape.Skip(1)]);
        var sum = default(Tensor<T>);
        foreach (var (taken, values) in parts)
        {
            int[] places = [.. taken.ToArray().Select(row => Array.BinarySearch(rows, row))];
            var part = Added(few, Indices.Own(places, Shape.Create(places.Length)), values);
            sum = sum is null ? part : sum + part;
        }

        return new(shape, Indices.Own(rows, Shape.Create(rows.Length)), sum!);
    }

    private static Tensor<T> Added(Shape shape, Indices rows, Tensor<T> values) => Ops.AddRows(values, new RowMap(shape, values.Shape, 0, rows));
}
