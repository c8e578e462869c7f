using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The backward sweep: walks the recording from the targets down to the tape's mark and sends each node's cotangent through its rules.</summary>
/// <remarks>
/// The order of recording is a topological order, so one loop suffices; nothing recurses. Only nodes between the requested leaves and the
/// targets are visited. Rules are made of ops: where the sweep is recorded, it can be swept again.
/// Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 3.2 (reverse mode, incremental form).
/// </remarks>
internal ref struct Sweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // As many as are swept while memory answers, for each of three that it is asked for in turn.
    private const int NodesPerAnswer = 6;

    // What so many nodes read and write, half a kilobyte each, leaves the second-level cache.
    private const int NodesInCache = 2_048;

    private readonly Recording<T> recording;
    private readonly Slot<T>[] slots;
    private readonly int lowest;
    private readonly int expectDownTo;
    private readonly bool inPlace;
    private readonly NonFiniteInspector? check;
    private CotangentMemory<T> memory;
    private RowSums<T> rows;

    private Sweep(Recording<T> recording, Slot<T>[] slots, int lowest, int count, bool recorded, NonFiniteInspector? check)
    {
        this.recording = recording;
        this.slots = slots;
        this.lowest = lowest;
        expectDownTo = count > NodesInCache ? lowest + (3 * NodesPerAnswer) : int.MaxValue;
        inPlace = !recorded;
        this.check = check;
        memory = new CotangentMemory<T>(counts: !recorded);
    }

    /// <summary>Computes the cotangents of the requested ordinals: nothing where no path leads, rows of a parameter of which few were used.</summary>
    /// <param name="recording">The thread's recording.</param>
    /// <param name="seeds">The targets.</param>
    /// <param name="requested">The ordinals asked for, each once.</param>
    /// <param name="results">Has a place for each of them, in the same order.</param>
    /// <param name="recorded">Whether the sweep itself is being recorded: then every sum is a new tensor.</param>
    /// <param name="last">Whether the outputs of visited nodes may be let go.</param>
    public static void Run(
        Recording<T> recording, ReadOnlySpan<Seed<T>> seeds, ReadOnlySpan<int> requested, IdentityTable<Tensor<T>, LeafGradient<T>> results, bool recorded, bool last)
    {
        if (requested.Length == 0)
        {
            return;
        }

        var (lowest, highest) = (requested[0], seeds[0].Ordinal);
        foreach (var ordinal in requested)
        {
            lowest = Math.Min(lowest, ordinal);
        }

        foreach (var seed in seeds)
        {
            highest = Math.Max(highest, seed.Ordinal);
        }

        var count = Math.Max(highest - lowest + 1, 0);
        var slots = recording.RentSlots(count);
        var check = Inspector.Current as NonFiniteInspector;
        var outer = check?.Sweeping;
        var sweep = new Sweep<T>(recording, slots, lowest, count, recorded, check);
        try
        {
            sweep.MarkNeeded(requested, highest);
            sweep.Hold(seeds, requested);
            foreach (var seed in seeds)
            {
                sweep.Accumulate(seed.Ordinal, seed.Cotangent);
            }

            sweep.Walk(highest, last);
            sweep.End(seeds, requested, results, highest);
            Arena<T>.Current.Chain.FlushOwn();
        }
        finally
        {
            if (check is not null)
            {
                check.Sweeping = outer;
            }

            sweep.memory.Abandon();
            recording.ReturnSlots(slots, count);
        }
    }

    /// <summary>Marks every node that depends on a requested one.</summary>
    private void MarkNeeded(ReadOnlySpan<int> requested, int highest)
    {
        foreach (var ordinal in requested)
        {
            if (ordinal <= highest)
            {
                slots[ordinal - lowest] = new Slot<T> { Needed = true, Requested = true };
            }
        }

        for (var ordinal = lowest; ordinal <= highest; ordinal++)
        {
            ref var node = ref recording.Nodes[ordinal];
            var needed = IsNeeded(node.Parent0) || IsNeeded(node.Parent1) || IsNeeded(node.Parent2);
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

    /// <summary>The values of targets and of what was asked for outlive a last sweep.</summary>
    private readonly void Hold(ReadOnlySpan<Seed<T>> seeds, ReadOnlySpan<int> requested)
    {
        foreach (var seed in seeds)
        {
            if (ValueOf(seed.Ordinal) is { } value)
            {
                memory.Hold(value);
            }
        }

        foreach (var ordinal in requested)
        {
            if (ValueOf(ordinal) is { } value)
            {
                memory.Hold(value);
            }
        }
    }

    /// <summary>Gives the results, and stops counting: what they lie in is the scope's again.</summary>
    private void End(ReadOnlySpan<Seed<T>> seeds, ReadOnlySpan<int> requested, IdentityTable<Tensor<T>, LeafGradient<T>> results, int highest)
    {
        rows.End(ref memory);
        foreach (var seed in seeds)
        {
            if (ValueOf(seed.Ordinal) is { } value)
            {
                memory.GiveOut(value);
            }
        }

        for (var place = 0; place < requested.Length; place++)
        {
            var ordinal = requested[place];
            if (ValueOf(ordinal) is { } value)
            {
                memory.GiveOut(value);
            }

            if (ordinal <= highest)
            {
                ref var result = ref results.ValueAt(place);
                if (slots[ordinal - lowest].Cotangent is { } cotangent)
                {
                    memory.GiveOut(cotangent);
                    result = new(cotangent);
                }

                if (rows.Sums is { } sums && sums.TryGetValue(ordinal, out var sum))
                {
                    result = result with { Rows = sum };
                }
            }
        }
    }

    // Constant targets are below all nodes, parameters that the tape never saw above.
    private readonly Tensor<T>? ValueOf(int ordinal) => (uint)ordinal < (uint)recording.NodeCount ? recording.Nodes[ordinal].Output : null;

    private void Walk(int highest, bool last)
    {
        for (var ordinal = highest; ordinal >= lowest; ordinal--)
        {
            ref var slot = ref slots[ordinal - lowest];
            Expect(ordinal);
            if (slot.Cotangent is not { } cotangent)
            {
                continue;
            }

            if (!slot.Needed)
            {
                memory.Drop(cotangent);
                slot.Cotangent = null;
                continue;
            }

            ref var node = ref recording.Nodes[ordinal];
            if (slot.Requested && node.IsLeaf)
            {
                continue;
            }

            if (check is not null)
            {
                check.Sweeping = (node.Op, ordinal);
            }

            memory.EnterNode(mayShare: node.Rule2.Exists || node.Joint is not null || node.More is not null);
            if (node.Joint is { } joint)
            {
                Propagate(ref node, joint, cotangent, isSpent: check is null && !slot.Requested && memory.MayOverwrite(cotangent));
            }
            else if (node.More is { } more)
            {
                Propagate(ref node, more, cotangent);
            }
            else
            {
                Propagate(ref node, node.Parent0, in node.Rule0, cotangent);
                Propagate(ref node, node.Parent1, in node.Rule1, cotangent);
                Propagate(ref node, node.Parent2, in node.Rule2, cotangent);
            }

            if (!slot.Requested)
            {
                memory.Drop(cotangent);
                slot.Cotangent = null;
            }

            memory.LeaveNode();
            if (last)
            {
                memory.ReleaseOutput(recording.OwnMemory(in node, ordinal));
                memory.ReleaseOutput(node.Joint?.Notes?.Memory);
                Recording<T>.Release(ref node);
            }
        }
    }

    /// <summary>Asks for what the rules of nodes to come will read: that of a long recording has left the caches, and would be waited for (measured: 10 to 20 % of the gradient of 26,000 ops on 14 numbers).</summary>
    private readonly void Expect(int ordinal)
    {
        // Each answer says where the next thing lies: the tensor, its memory, the elements.
        if (ordinal >= expectDownTo)
        {
            ref var tensors = ref recording.Nodes[ordinal - (3 * NodesPerAnswer)];
            Prefetch.ToFirstLevel(tensors.Output);
            Prefetch.ToFirstLevel(tensors.Rule0.Kept);
            Prefetch.ToFirstLevel(tensors.Rule1.Kept);
            ref var memories = ref recording.Nodes[ordinal - (2 * NodesPerAnswer)];
            Prefetch.ToFirstLevel(memories.Output?.Memory, lines: 2);
            Prefetch.ToFirstLevel(memories.Rule0.Kept?.Memory, lines: 2);
            Prefetch.ToFirstLevel(memories.Rule1.Kept?.Memory, lines: 2);
            ref var elements = ref recording.Nodes[ordinal - NodesPerAnswer];
            elements.Rule0.Kept?.Memory?.Expect();
            elements.Rule1.Kept?.Memory?.Expect();
        }
    }

    private void Propagate(ref Node<T> node, JointRule<T> joint, Tensor<T> cotangent, bool isSpent)
    {
        var (x, y, z) = joint.Pull(cotangent, isSpent, IsNeeded(node.Parent0), IsNeeded(node.Parent1), IsNeeded(node.Parent2));
        Send(ref node, node.Parent0, x);
        Send(ref node, node.Parent1, y);
        Send(ref node, node.Parent2, z);
    }

    // Once in the machine code, not once for each argument: see decision 16.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Send(ref Node<T> node, int parent, Tensor<T>? contribution)
    {
        if (contribution is not null)
        {
            check?.RuleEnded(contribution);
            Accumulate(parent, Fit(ref node, parent, contribution));
        }
    }

    private void Propagate(ref Node<T> node, ManyRules<T> more, Tensor<T> cotangent)
    {
        if (more.Joint is not null)
        {
            var contributions = more.Joint(cotangent) ?? throw Errors.RuleGaveNothing(node.Op);
            for (var index = 0; index < more.Parents.Length; index++)
            {
                if (IsNeeded(more.Parents[index]))
                {
                    Send(ref node, more.Parents[index], contributions[index]);
                }
            }

            return;
        }

        for (var index = 0; index < more.Parents.Length; index++)
        {
            Propagate(ref node, more.Parents[index], more.Rules![index], cotangent);
        }
    }

    private void Propagate(ref Node<T> node, int parent, in Rule<T> rule, Tensor<T> cotangent)
    {
        if (rule.Exists && IsNeeded(parent))
        {
            if (slots[parent - lowest].Cotangent is null ? TryKeepRows(parent, in rule, cotangent) : TryAdd(parent, in rule, cotangent))
            {
                return;
            }

            Send(ref node, parent, rule.Pull(cotangent) ?? throw Errors.RuleGaveNothing(node.Op));
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

    /// <summary>
    /// Adds by count: the first contribution is borrowed, the second makes a sum, later ones are added in place unless the sweep is recorded. Where the first lies in a
    /// buffer that nobody else holds, the second is added in place already.
    /// </summary>
    private void Accumulate(int ordinal, Tensor<T> contribution)
    {
        if (ordinal < lowest)
        {
            return;
        }

        ref var slot = ref slots[ordinal - lowest];
        slot.Cotangent ??= rows.TakeWhole(ordinal, ref memory);
        if (slot.Cotangent is null)
        {
            slot.Cotangent = contribution;
            memory.Hold(contribution);
        }
        else if (MayAdd(ordinal) is { } own)
        {
            Launch.Zip(new AddKernel<T>(), own, contribution, own);
        }
        else
        {
            var sum = slot.Cotangent + contribution;
            memory.Hold(sum);
            memory.Drop(slot.Cotangent);
            slot.Cotangent = sum;
            slot.Owned = inPlace;
        }
    }

    /// <summary>Lets a rule that can add its contribution to the sum so far, if that may be written.</summary>
    private readonly bool TryAdd(int ordinal, in Rule<T> rule, Tensor<T> cotangent) =>
        MayAdd(ordinal) is { } sum && rule.Target is IAddingRule<T> adding && !Inspector.IsAttached && adding.TryAddTo(sum, cotangent, rule.Kept);

    /// <summary>Keeps the rows that an op took from a parameter, and their cotangents, instead of a table of zeros around them.</summary>
    private bool TryKeepRows(int ordinal, in Rule<T> rule, Tensor<T> cotangent)
    {
        ref var node = ref recording.Nodes[ordinal];
        return inPlace && node is { Rule0.Exists: false, Output: Parameter<T> parameter } && rule.Target is ITakingRule<T> { Rows: { } taken } && !Inspector.IsAttached &&
            rows.TryAdd(ordinal, parameter.Shape, taken, cotangent, ref memory);
    }

    /// <summary>The sum so far, if it lies in memory that nobody else holds.</summary>
    private readonly Tensor<T>? MayAdd(int ordinal)
    {
        ref var slot = ref slots[ordinal - lowest];
        return slot.Cotangent is { } sum && (slot.Owned || memory.MayOverwrite(sum)) ? sum : null;
    }
}
