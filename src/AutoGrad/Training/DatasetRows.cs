using System.Numerics;

namespace AutoGrad;

/// <summary>Examples by their numbers.</summary>
internal static class DatasetRows
{
    public static Tensor<T> Take<T>(Tensor<T> tensor, ReadOnlySpan<int> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var taken = Tensor<T>.Allocate("Select", ShapeOf(tensor, rows.Length));
        Launch.Rows(tensor, rows, taken);
        return taken;
    }

    public static Indices Take(Indices labels, ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var index = 0; index < rows.Length; index++)
        {
            taken[index] = labels[rows[index]];
        }

        return Indices.Own(taken, Shape.Create(rows.Length));
    }

    /// <summary>The shape of a number of examples.</summary>
    public static Shape ShapeOf<T>(Tensor<T> tensor, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> sizes = stackalloc int[tensor.Rank];
        tensor.Shape.AsSpan().CopyTo(sizes);
        sizes[0] = count;
        return Shape.Create(sizes);
    }
}
