using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <content>How an operand is found in the recording, and how a result is entered.</content>
internal sealed partial class Recording<T>
{
    /// <summary>The operand is a constant for this recording.</summary>
    public const int Untracked = -1;

    /// <summary>The operand came, unrecorded, from something that a live tape tracks: it may be computed with, but not mixed into a tracked expression.</summary>
    public const int Unrecorded = -2;

    /// <summary>Finds the node of an operand: its ordinal, <see cref="Untracked"/> or <see cref="Unrecorded"/>. Throws for tensors of another thread's live tape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Resolve(Recording<T>? recording, Tensor<T> x, string op)
    {
        if (x.History is not { } history)
        {
            return recording is not null && x is Parameter<T> parameter ? recording.ResolveParameter(parameter) : Untracked;
        }

        // Usually the operand is a result of this thread's open tapes.
        return ReferenceEquals(history, recording) && recording.isRecording && x.Ordinal >= recording.floor && recording.Nodes.Holds(x.Ordinal, x.Id)
            ? x.Ordinal
            : ResolveRecorded(recording ?? current, x, op);
    }

    private static int ResolveRecorded(Recording<T>? recording, Tensor<T> x, string op)
    {
        // In a sweep that is not recorded: one of its results, or of the tape's.
        if (ReferenceEquals(x.History, recording) && (x.Id == recording!.unrecordedId || (!recording.isRecording && recording.listeners == 0 && recording.Nodes.Holds(x.Ordinal, x.Id))))
        {
            return Unrecorded;
        }

        if (x is BatchedTensor<T>)
        {
            throw new NoBatchedFormException(op);
        }

        if (!ReferenceEquals(x.History, recording))
        {
            // Another thread's recording may be asked for one node's identity, but not for its tapes: those change under our feet.
            return x.IsTracked ? throw Errors.OtherThread(op, x.Op, x.Shape) : Untracked;
        }

        if (!recording!.IsLive(x.Ordinal, x.Id))
        {
            return Untracked;
        }

        if (x.Id < 0)
        {
            return Unrecorded;
        }

        recording.Tell(x);
        return recording.Find(x, recording.frames.Count - 1);
    }

    /// <summary>What stands for a recorded tensor in a frame: its node, a leaf that adopted it, or the mark of a constant.</summary>
    private int Find(Tensor<T> x, int index)
    {
        var isSuspended = false;
        for (; index >= 0; index--)
        {
            var frame = frames[index];
            if (x.Ordinal >= frame.Mark)
            {
                break;
            }

            if (frame.Adopted is { } adopted)
            {
                return !isSuspended && adopted.TryGetValue(x.Id, out var leaf) ? leaf : Unrecorded;
            }

            if (frame.TakesConstants)
            {
                return Untracked;
            }

            isSuspended |= !frame.IsTape;
        }

        return isSuspended ? Unrecorded : x.Ordinal;
    }

    /// <summary>Tells the suspensions that asked of an operand that is tracked beneath them.</summary>
    private void Tell(Tensor<T> x)
    {
        if (listeners == 0)
        {
            return;
        }

        for (var index = frames.Count - 1; index > 0; index--)
        {
            var frame = frames[index];
            if (frame.Used is { } used && frames[index - 1].IsTape && (x is Parameter<T> || (x.Ordinal < frame.Mark && Find(x, index - 1) >= 0)))
            {
                used(x);
            }
        }
    }

    private int ResolveParameter(Parameter<T> parameter)
    {
        // Frozen it is a constant, unless a tape was asked to watch it.
        if (parameter.IsFrozen && !IsWatched(parameter))
        {
            return Untracked;
        }

        if (isRecording)
        {
            return LeafOf(parameter, frames.Count - 1);
        }

        Tell(parameter);
        return frames.FindLast(static frame => frame.IsTape || frame.TakesConstants) is { TakesConstants: true } ? Untracked : Unrecorded;
    }

    // By itself: its closure would be made for every parameter.
    private bool IsWatched(Parameter<T> parameter) => frames.Exists(frame => frame.Parameters.Contains(parameter));

    /// <summary>The node of a parameter on a tape. On a nested tape it is an identity of the enclosing tape's node, made on first use.</summary>
    private int LeafOf(Parameter<T> parameter, int index)
    {
        var frame = frames[index];
        if (frame.Parameters.PlaceOf(parameter) is >= 0 and var place)
        {
            return frame.Parameters.ValueAt(place).Ordinal;
        }

        var parent = index > 0 && frames[index - 1].IsTape ? LeafOf(parameter, index - 1) : Node<T>.NoParent;
        Tell(parameter);
        var ordinal = AddLeaf(frame, parameter, parent);
        frame.Parameters.Add(parameter, (ordinal, parameter.Version));
        return ordinal;
    }

    /// <summary>Watches a tensor: a new leaf on the same memory; an identity node where an enclosing tape tracks the tensor already.</summary>
    public Tensor<T> Watch(Frame frame, Tensor<T> x)
    {
        if (x is Parameter<T> parameter)
        {
            LeafOf(parameter, frame.Level);
            return x;
        }

        if (x is BatchedTensor<T> row)
        {
            return row.With(Watch(frame, row.Whole));
        }

        return WatchAs(frame, x, Resolve(this, x, "Watch"));
    }

    private Tensor<T> WatchAs(Frame frame, Tensor<T> x, int parent)
    {
        var watched = x.Alias("Watch", x.Shape);
        var ordinal = AddLeaf(frame, watched, Math.Max(parent, Node<T>.NoParent));
        watched.AttachTo(this, ordinal, Nodes[ordinal].Id);
        return watched;
    }

    /// <summary>Lets a leaf of a replay's tape stand for a tensor, wherever the function that runs on it uses it.</summary>
    public Tensor<T> Adopt(Frame frame, Tensor<T> x)
    {
        var leaf = WatchAs(frame, x, IsEnclosed(frame) ? Find(x, frame.Level - 1) : Node<T>.NoParent);
        frame.Adopted!.Add(x.Id, leaf.Ordinal);
        return leaf;
    }

    private ref Node<T> AddNode()
    {
        ref var node = ref Nodes.Add();
        NodeCount = Nodes.Count;
        node.Id = ++nextId;
        (node.Parent0, node.Parent1, node.Parent2) = (Node<T>.NoParent, Node<T>.NoParent, Node<T>.NoParent);
        return ref node;
    }

    private int AddLeaf(Frame frame, Tensor<T> output, int parent)
    {
        ref var node = ref AddNode();
        node.Kind = OpKind.ElementWise;
        node.Output = output;
        node.Parent0 = parent;
        node.Rule0 = parent == Node<T>.NoParent ? null : identity;
        node.Level = parent == Node<T>.NoParent ? frame.Level : Math.Min(frame.Level, Nodes[parent].Level);
        frame.Leaves.Add(Nodes.Count - 1);
        return Nodes.Count - 1;
    }

    private static readonly Func<Tensor<T>, Tensor<T>> identity = static g => g;

    /// <summary>Enters an op with up to three arguments. Parents are ordinals; those without a rule do not count.</summary>
    public void Record(
        Tensor<T> output,
        OpKind kind,
        bool broadcasts,
        int parent0,
        in Rule<T> rule0,
        int parent1 = Node<T>.NoParent,
        in Rule<T> rule1 = default,
        int parent2 = Node<T>.NoParent,
        in Rule<T> rule2 = default)
    {
        ref var node = ref AddNode();
        node.Level = int.MaxValue;
        node.Kind = kind;
        node.Broadcasts = broadcasts;
        node.Output = output;
        if (rule0.Exists)
        {
            (node.Parent0, node.Rule0, node.Level) = (parent0, rule0, Nodes[parent0].Level);
        }

        if (rule1.Exists)
        {
            (node.Parent1, node.Rule1, node.Level) = (parent1, rule1, Math.Min(node.Level, Nodes[parent1].Level));
        }

        if (rule2.Exists)
        {
            (node.Parent2, node.Rule2, node.Level) = (parent2, rule2, Math.Min(node.Level, Nodes[parent2].Level));
        }

        output.AttachTo(this, Nodes.Count - 1, node.Id);
    }

    /// <summary>Enters an op whose arguments have one rule together. Parents are ordinals, negative for untracked arguments.</summary>
    public void Record(Tensor<T> output, OpKind kind, (int X, int Y, int Z) parents, JointRule<T> rule)
    {
        ref var node = ref AddNode();
        node.Kind = kind;
        node.Broadcasts = false;
        node.Output = output;
        node.Joint = rule;
        (node.Parent0, node.Parent1, node.Parent2) = parents;
        node.Level = Math.Min(LevelOf(parents.X), Math.Min(LevelOf(parents.Y), LevelOf(parents.Z)));
        output.AttachTo(this, Nodes.Count - 1, node.Id);
    }

    private int LevelOf(int parent) => parent >= 0 ? Nodes[parent].Level : int.MaxValue;

    /// <summary>Enters an op with any number of arguments.</summary>
    public void Record(Tensor<T> output, OpKind kind, bool broadcasts, ManyRules<T> rules)
    {
        var level = int.MaxValue;
        foreach (var parent in rules.Parents)
        {
            level = parent >= 0 ? Math.Min(level, Nodes[parent].Level) : level;
        }

        ref var node = ref AddNode();
        node.Level = level;
        node.Kind = kind;
        node.Broadcasts = broadcasts;
        node.Output = output;
        node.More = rules;
        output.AttachTo(this, Nodes.Count - 1, node.Id);
    }

    /// <summary>Marks a result that depends on tracked tensors but was not recorded, so that mixing it into a tracked expression is noticed.</summary>
    public void MarkUnrecorded(Tensor<T> output)
    {
        if (unrecordedId != 0)
        {
            output.AttachTo(this, 0, unrecordedId);
        }
    }

    /// <summary>A tensor for a joint rule's launch to write where nothing is recorded, marked as what an op gives there; null where it is not wanted.</summary>
    // Once in the machine code: see decision 16.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Tensor<T>? AllocateCotangent(Arena<T> arena, string op, Shape shape, bool isWanted)
    {
        if (!isWanted)
        {
            return null;
        }

        var cotangent = Tensor<T>.Allocate(arena, op, shape);
        Of(arena)?.MarkUnrecorded(cotangent);
        return cotangent;
    }

    /// <summary>Whether no other thread's recording tracks an operand, nor a batch of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Knows(Tensor<T> operand) => operand.History is not { } history || ReferenceEquals(history, this);

    /// <summary>Marks the result of what a sweep or scope computes without being recorded from an operand that has the mark. False: the operands must be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool PassesOn(Tensor<T> operand, Tensor<T> output)
    {
        var passesOn = operand.Id == unrecordedId && ReferenceEquals(operand.History, this) && !isRecording && listeners == 0;
        if (passesOn)
        {
            MarkUnrecorded(output);
        }

        return passesOn;
    }

    /// <summary>Remembers the version of a module's buffer, or frozen parameter, that a recorded op used as a constant.</summary>
    public void NoteConstant(Tensor<T> x)
    {
        // What can be written has no history, and most of it is trained: both are asked in less time than whether the type is derived from another.
        if (x.History is null && x is not Parameter<T> { IsFrozen: false } && x is WritableTensor<T> buffer)
        {
            buffer.CheckUnchanged();
            Top.NoteVersion(buffer, buffer.Version);
        }
    }

    /// <summary>Throws when a tracked and an unrecorded operand meet.</summary>
    public static void CheckMixed(Tensor<T> output, int tracked, int other)
    {
        if (tracked >= 0 && other == Unrecorded)
        {
            throw Errors.UnrecordedMixed(output.Op, output.Shape);
        }
    }
}
