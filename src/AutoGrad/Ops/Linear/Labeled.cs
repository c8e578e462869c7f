using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor whose axes carry labels: what index notation speaks about. All labels differ.</summary>
internal readonly record struct Labeled<T>(Tensor<T> Value, int[] Labels)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int Size(int label) => Value.Shape[Array.IndexOf(Labels, label)];

    /// <summary>Labels one tensor; axes with the same label become one, their diagonal.</summary>
    public static Labeled<T> Create(Tensor<T> value, ReadOnlySpan<int> labels)
    {
        var list = labels.ToArray().ToList();
        for (var axis = 0; axis < list.Count;)
        {
            var twin = list.IndexOf(list[axis], axis + 1);
            if (twin < 0)
            {
                axis++;
                continue;
            }

            // The diagonal comes last.
            value = value.Diagonal(0, axis, twin);
            var label = list[axis];
            list.RemoveAt(twin);
            list.RemoveAt(axis);
            list.Add(label);
        }

        return new Labeled<T>(value, [.. list]);
    }

    /// <summary>Sums over every axis whose label is neither kept nor needed.</summary>
    public Labeled<T> SumUnless(ReadOnlySpan<int> kept, ReadOnlySpan<int> needed)
    {
        Span<int> axes = stackalloc int[Shape.MaxRank];
        var left = new List<int>(Labels.Length);
        var count = 0;
        for (var axis = 0; axis < Labels.Length; axis++)
        {
            if (kept.Contains(Labels[axis]) || needed.Contains(Labels[axis]))
            {
                left.Add(Labels[axis]);
            }
            else
            {
                axes[count++] = axis;
            }
        }

        return count == 0 ? this : new Labeled<T>(Value.Sum(axes[..count]), [.. left]);
    }

    /// <summary>Drops the axes of size 1 that are longer in another tensor: there they stand for all its places.</summary>
    public Labeled<T> DropBroadcast(Labeled<T> other)
    {
        var self = this;
        var left = Array.FindAll(Labels, label => self.Size(label) != 1 || !other.Labels.Contains(label) || other.Size(label) == 1);
        return left.Length == Labels.Length ? this : new Labeled<T>(Value.ReshapeTo(Sizes(left)), left);
    }

    /// <summary>The sizes of some labels.</summary>
    public Shape Sizes(ReadOnlySpan<int> labels)
    {
        Span<int> sizes = stackalloc int[labels.Length];
        for (var index = 0; index < sizes.Length; index++)
        {
            sizes[index] = Size(labels[index]);
        }

        return Shape.Create(sizes);
    }

    /// <summary>Whether the axes already lie in memory in an order, axes of size 1 aside.</summary>
    public bool LiesAs(ReadOnlySpan<int> labels)
    {
        var last = -1;
        foreach (var label in labels)
        {
            var axis = Array.IndexOf(Labels, label);
            if (Value.Shape[axis] != 1)
            {
                if (axis < last)
                {
                    return false;
                }

                last = axis;
            }
        }

        return true;
    }

    /// <summary>The tensor with its axes in an order; copied only where <see cref="LiesAs"/> says no.</summary>
    public Tensor<T> InOrder(ReadOnlySpan<int> labels)
    {
        if (labels.SequenceEqual(Labels))
        {
            return Value;
        }

        Span<int> order = stackalloc int[labels.Length];
        for (var axis = 0; axis < order.Length; axis++)
        {
            order[axis] = Array.IndexOf(Labels, labels[axis]);
        }

        return Value.Permute(order);
    }
}
