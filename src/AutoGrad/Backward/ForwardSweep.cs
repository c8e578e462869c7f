using System.Buffers;
using System.Numerics;

namespace AutoGrad;

/// <summary>Forward mode over a recording: sends tangents from the leaves up to the targets, by the same rules that the backward sweep uses.</summary>
/// <remarks>
/// An element-wise op's Jacobian is diagonal, so its rule applied to the tangent is the Jacobian-vector product. The rules of linear ops, of products and reshapes
/// know their other direction (<see cref="IForwardRule{T}"/>). Any other rule is a linear function
/// g -> J' g of its cotangent; differentiating that function transposes it back to t -> J t.
/// Source: for the transposition, Townsend, A new trick for calculating Jacobian vector products, 2017.
/// </remarks>
internal static class ForwardSweep
{
    /// <summary>The tangents of the targets, null where no path leads.</summary>
    public static Tensor<T>?[] Run<T>(Recording<T> recording, ReadOnlySpan<int> leaves, ReadOnlySpan<Tensor<T>> tangents, ReadOnlySpan<int> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var results = new Tensor<T>?[targets.Length];
        var lowest = int.MaxValue;
        var highest = -1;
        foreach (var ordinal in leaves)
        {
            lowest = Math.Min(lowest, ordinal);
        }

        foreach (var ordinal in targets)
        {
            highest = Math.Max(highest, ordinal);
        }

        var count = Math.Max(highest - lowest + 1, 0);
        var table = ArrayPool<Tensor<T>?>.Shared.Rent(count);

        // Others rent from the same pool and may give arrays back with something in them.
        Array.Clear(table, 0, count);
        try
        {
            for (var index = 0; index < leaves.Length; index++)
            {
                if (leaves[index] <= highest)
                {
                    table[leaves[index] - lowest] = tangents[index];
                }
            }

            for (var ordinal = lowest; ordinal <= highest; ordinal++)
            {
                table[ordinal - lowest] ??= Tangent(recording, ordinal, table, lowest);
            }

            for (var index = 0; index < targets.Length; index++)
            {
                results[index] = targets[index] >= lowest ? table[targets[index] - lowest] : null;
            }

            return results;
        }
        finally
        {
            Array.Clear(table, 0, count);
            ArrayPool<Tensor<T>?>.Shared.Return(table);
        }
    }

    private static Tensor<T>? Tangent<T>(Recording<T> recording, int ordinal, Tensor<T>?[] table, int lowest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A copy: rules record, and the node's fields are all that is needed.
        var node = recording.Nodes[ordinal];
        var sum = default(Tensor<T>);
        if (node.Joint is { } rule)
        {
            var (x, y, z) = (Of(node.Parent0), Of(node.Parent1), Of(node.Parent2));
            return x is null && y is null && z is null ? null : rule.Push(x, y, z);
        }

        if (node.More is not { } more)
        {
            Add(ref sum, node, Of(node.Parent0), node.Rule0);
            Add(ref sum, node, Of(node.Parent1), node.Rule1);
            Add(ref sum, node, Of(node.Parent2), node.Rule2);
            return sum;
        }

        if (more.Joint?.Target is IJointForwardRule<T> forward)
        {
            var tangents = Array.ConvertAll(more.Parents, Of);
            return tangents.Any(static tangent => tangent is not null) ? forward.Push(tangents) : null;
        }

        for (var index = 0; index < more.Parents.Length; index++)
        {
            var position = index;
            Add(ref sum, node, Of(more.Parents[index]), more.Joint is { } joint ? (Func<Tensor<T>, Tensor<T>>)(g => joint(g)[position]!) : more.Rules![index]);
        }

        return sum;

        Tensor<T>? Of(int parent) => parent >= lowest ? table[parent - lowest] : null;
    }

    private static void Add<T>(ref Tensor<T>? sum, in Node<T> node, Tensor<T>? tangent, in Rule<T> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tangent is null || !rule.Exists)
        {
            return;
        }

        var shape = node.Output!.Shape;
        var contribution = node.Kind == OpKind.ElementWise ? rule.Pull(node.Broadcasts ? tangent.BroadcastTo(shape) : tangent)
            : rule.Target is IForwardRule<T> forward ? forward.Push(tangent)
            : Transpose(in rule, shape, tangent);
        sum = sum is null ? contribution : sum + contribution;
    }

    /// <summary>J t from the rule g -> J' g: the gradient of the rule's result, seeded with t, with respect to g.</summary>
    private static Tensor<T> Transpose<T>(in Rule<T> rule, Shape shape, Tensor<T> tangent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var cotangent = tape.Watch(Tensor.Zeros<T>(shape));
        return rule.Pull(cotangent) is { IsTracked: true } image
            ? tape.Gradients(image, tangent, of: [cotangent], unreached: Unreached.Zero)[cotangent]
            : Tensor.Zeros<T>(shape).KeepMemory();
    }
}
