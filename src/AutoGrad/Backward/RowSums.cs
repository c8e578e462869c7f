using System.Numerics;

namespace AutoGrad;

/// <summary>The gradients of the parameters of which a sweep has met only rows so far. The first contribution to the whole makes a whole of them.</summary>
internal struct RowSums<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>By ordinal; null where there is none.</summary>
    public Dictionary<int, RowGradient<T>>? Sums { get; private set; }

    /// <summary>Adds the cotangents of rows that were taken; false where the rows are too many to be kept apart.</summary>
    public bool TryAdd(int ordinal, Shape shape, Indices taken, Tensor<T> cotangent, ref CotangentMemory<T> memory)
    {
        if (RowGradient<T>.TryCreate(shape, taken, cotangent) is not { } sum)
        {
            return false;
        }

        Sums ??= [];
        if (Sums.TryGetValue(ordinal, out var before))
        {
            if (before.Plus(sum) is not { } more)
            {
                return false;
            }

            memory.Drop(before.Values);
            sum = more;
        }

        Sums[ordinal] = sum;
        memory.Hold(sum.Values);
        return true;
    }

    /// <summary>The sum as a whole, held and no longer in rows; null where there is none.</summary>
    public readonly Tensor<T>? TakeWhole(int ordinal, ref CotangentMemory<T> memory)
    {
        if (Sums is null || !Sums.Remove(ordinal, out var few))
        {
            return null;
        }

        var whole = few.ToDense();
        memory.Hold(whole);
        memory.Drop(few.Values);
        return whole;
    }

    /// <summary>Stops counting: the rows are the scope's again.</summary>
    public readonly void End(ref CotangentMemory<T> memory)
    {
        if (Sums is not null)
        {
            foreach (var few in Sums.Values)
            {
                memory.GiveOut(few.Values);
            }
        }
    }
}
