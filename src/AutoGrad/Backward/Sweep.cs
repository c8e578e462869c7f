using System.Buffers;
using System.Numerics;

namespace AutoGrad;

/// <summary>The backward sweep: walks the recording from the targets down to the tape's mark and sends each node's cotangent through its rules.</summary>
/// <remarks>
/// The order of recording is a topological order, so one loop suffices; nothing recurses. Only nodes between the requested leaves and the
/// targets are visited. Rules are made of ops: where the sweep is recorded, it can be swept again.
/// Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 3.2 (reverse mode, incremental form).
/// </remarks>
internal readonly ref struct Sweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Recording<T> recording;
    private readonly Slot[] slots;
    private readonly int lowest;
    private readonly bool inPlace;

    private Sweep(Recording<T> recording, Slot[] slots, int lowest, bool inPlace)
    {
        this.recording = recording;
        this.slots = slots;
        this.lowest = lowest;
        this.inPlace = inPlace;
    }

    /// <summary>The cotangent on its way to one node.</summary>
    private struct Slot
    {
        public Tensor<T>? Cotangent;

        /// <summary>Whether a requested leaf lies below, so that the cotangent is worth computing.</summary>
        public bool Needed;

        /// <summary>Whether the node itself was requested.</summary>
        public bool Requested;

        /// <summary>Whether the sweep made the cotangent's memory (a sum of several) and may add to it in place.</summary>
        public bool Owned;
    }

    /// <summary>Computes the cotangents of the requested ordinals, null where no path leads.</summary>
    /// <param name="recording">The thread's recording.</param>
    /// <param name="targets">The ordinals of the targets.</param>
    /// <param name="seeds">The cotangent of each target.</param>
    /// <param name="requested">The ordinals asked for.</param>
    /// <param name="recorded">Whether the sweep itself is being recorded: then every sum is a new tensor.</param>
    /// <param name="last">Whether the outputs of visited nodes may be let go.</param>
    public static Tensor<T>?[] Run(
        Recording<T> recording, ReadOnlySpan<int> targets, ReadOnlySpan<Tensor<T>> seeds, ReadOnlySpan<int> requested, bool recorded, bool last)
    {
        var results = new Tensor<T>?[requested.Length];
        if (requested.Length == 0)
        {
            return results;
        }

        var (lowest, highest) = (requested[0], targets[0]);
        foreach (var ordinal in requested)
        {
            lowest = Math.Min(lowest, ordinal);
        }

        foreach (var ordinal in targets)
        {
            highest = Math.Max(highest, ordinal);
        }

        var count = Math.Max(highest - lowest + 1, 0);
        var slots = ArrayPool<Slot>.Shared.Rent(count);
        var check = Inspector.Current as NonFiniteInspector;
        var outer = check?.Sweeping;
        try
        {
            var sweep = new Sweep<T>(recording, slots, lowest, !recorded);
            sweep.MarkNeeded(requested, highest);
            for (var index = 0; index < targets.Length; index++)
            {
                sweep.Accumulate(targets[index], seeds[index]);
            }

            sweep.Walk(highest, last);
            for (var index = 0; index < requested.Length; index++)
            {
                results[index] = requested[index] <= highest ? slots[requested[index] - lowest].Cotangent : null;
            }

            return results;
        }
        finally
        {
            if (check is not null)
            {
                check.Sweeping = outer;
            }

            Array.Clear(slots, 0, count);
            ArrayPool<Slot>.Shared.Return(slots);
        }
    }

    /// <summary>Marks every node that depends on a requested one.</summary>
    private void MarkNeeded(ReadOnlySpan<int> requested, int highest)
    {
        foreach (var ordinal in requested)
        {
            if (ordinal <= highest)
            {
                slots[ordinal - lowest] = new Slot { Needed = true, Requested = true };
            }
        }

        for (var ordinal = lowest; ordinal <= highest; ordinal++)
        {
            ref var node = ref recording.Nodes[ordinal];
            var needed = IsNeeded(node.Parent0) || IsNeeded(node.Parent1);
            if (!needed && node.More is { } more)
            {
                foreach (var parent in more.Parents)
                {
                    needed |= IsNeeded(parent);
                }
            }

            slots[ordinal - lowest].Needed |= needed;
        }
    }

    private bool IsNeeded(int ordinal) => ordinal >= lowest && slots[ordinal - lowest].Needed;

    private void Walk(int highest, bool last)
    {
        var check = Inspector.Current as NonFiniteInspector;
        for (var ordinal = highest; ordinal >= lowest; ordinal--)
        {
            ref var slot = ref slots[ordinal - lowest];
            if (slot.Cotangent is not { } cotangent || !slot.Needed)
            {
                slot.Cotangent = null;
                continue;
            }

            ref var node = ref recording.Nodes[ordinal];
            if (check is not null)
            {
                check.Sweeping = (node.Op, ordinal);
            }

            if (node.More is { } more)
            {
                Propagate(ref node, more, cotangent);
            }
            else
            {
                Propagate(ref node, node.Parent0, node.Rule0, cotangent);
                Propagate(ref node, node.Parent1, node.Rule1, cotangent);
            }

            if (!slot.Requested)
            {
                slot.Cotangent = null;
            }

            if (last)
            {
                recording.Release(ordinal);
            }
        }
    }

    private void Propagate(ref Node<T> node, ManyRules<T> more, Tensor<T> cotangent)
    {
        if (more.Joint is not null)
        {
            var contributions = more.Joint(cotangent) ?? throw Errors.RuleGaveNothing(node.Op);
            for (var index = 0; index < more.Parents.Length; index++)
            {
                if (IsNeeded(more.Parents[index]) && contributions[index] is { } contribution)
                {
                    (Inspector.Current as NonFiniteInspector)?.RuleEnded(contribution);
                    Accumulate(more.Parents[index], Fit(ref node, more.Parents[index], contribution));
                }
            }

            return;
        }

        for (var index = 0; index < more.Parents.Length; index++)
        {
            Propagate(ref node, more.Parents[index], more.Rules![index], cotangent);
        }
    }

    private void Propagate(ref Node<T> node, int parent, Func<Tensor<T>, Tensor<T>>? rule, Tensor<T> cotangent)
    {
        if (rule is not null && IsNeeded(parent))
        {
            var contribution = rule(cotangent) ?? throw Errors.RuleGaveNothing(node.Op);
            (Inspector.Current as NonFiniteInspector)?.RuleEnded(contribution);
            Accumulate(parent, Fit(ref node, parent, contribution));
        }
    }

    /// <summary>Sums a contribution over the axes along which the argument was broadcast. Any other difference of shape is a wrong rule.</summary>
    private Tensor<T> Fit(ref Node<T> node, int parent, Tensor<T> contribution)
    {
        var shape = recording.Nodes[parent].Output!.Shape;
        if (contribution.Shape == shape)
        {
            return contribution;
        }

        return node.Broadcasts && contribution.Shape == node.Output!.Shape
            ? contribution.SumTo(shape)
            : throw Errors.RuleShape(node.Op, node.Output!.Shape, shape, contribution.Shape);
    }

    /// <summary>Adds by count: the first contribution is borrowed, the second makes a sum, later ones are added in place unless the sweep is recorded.</summary>
    private void Accumulate(int ordinal, Tensor<T> contribution)
    {
        if (ordinal < lowest)
        {
            return;
        }

        ref var slot = ref slots[ordinal - lowest];
        if (slot.Cotangent is null)
        {
            slot.Cotangent = contribution;
        }
        else if (slot.Owned)
        {
            Launch.Zip(new AddKernel<T>(), slot.Cotangent, contribution, slot.Cotangent);
        }
        else
        {
            slot.Cotangent += contribution;
            slot.Owned = inPlace;
        }
    }
}
