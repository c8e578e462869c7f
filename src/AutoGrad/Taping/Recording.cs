using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>One thread's recording for one element type: the nodes of all its open tapes, each tape being a mark in the same list.</summary>
/// <remarks>
/// Nested tapes share the list so that an inner sweep, which is recorded like everything else, can be differentiated by the outer tape.
/// A frame is either a tape, or a suspension (a scope or an unrecorded sweep) below which everything is constant.
/// </remarks>
internal sealed partial class Recording<T> : History
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static Recording<T>? current;

    private readonly List<Frame> frames = [];
    private readonly Stack<Frame> spareFrames = [];
    private readonly Stack<Slot<T>[]> spareSlots = [];
    private int mostSlots;
    private long nextId;
    private int listeners;
    private bool isRecording;
    private bool madeGraph;
    private bool makesGraphs;

    private Recording()
    {
    }

    /// <summary>This thread's recording while a tape is open on it, else null.</summary>
    public static Recording<T>? Current => current is { frames.Count: > 0 } recording ? recording : null;

    /// <summary>The same, by the thread's arena: an op that finds its thread's own memory once instead of twice saves 3 % of a gradient of small ops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Recording<T>? Of(Arena<T> arena) => Unsafe.As<Recording<T>>(arena.History) is { frames.Count: > 0 } recording ? recording : null;

    public NodeList<T> Nodes { get; } = new();

    /// <summary>Whether the innermost frame is a tape: whether ops are recorded now.</summary>
    public override bool IsRecording => isRecording;

    /// <summary>The first ordinal that is not constant: where the innermost suspension began.</summary>
    private int floor;

    /// <summary>The mark of what was computed without being recorded: the outermost tape's identity, negated, since the dependence is lost for it too. 0 without a tape.</summary>
    private long unrecordedId;

    /// <summary>The innermost tape or suspension.</summary>
    public Frame Top => frames[^1];

    /// <summary>Opens a tape on this thread.</summary>
    public static Frame OpenTape(Inspector? inspector)
    {
        var recording = current ??= new Recording<T>();
        var arena = Arena<T>.Current;
        arena.History = recording;
        var frame = recording.Push(isTape: true);
        frame.ScopeId = arena.Open();
        frame.IsChecking = inspector is not null;
        if (inspector is not null)
        {
            frame.PreviousInspector = Inspector.Attach(inspector);
        }

        return frame;
    }

    /// <summary>Ends the innermost tape: what no enclosing tape tracks is cut off, and its memory goes back.</summary>
    public void CloseTape(Frame frame)
    {
        if (!ReferenceEquals(Top, frame))
        {
            throw Errors.InnerScopeOpen("Tape.Dispose");
        }

        if (frame.IsChecking)
        {
            Inspector.Attach(frame.PreviousInspector);
        }

        var survivors = frame.Level > 0 && CutOff(frame);
        if (!survivors)
        {
            Nodes.Truncate(frame.Mark);
            NodeCount = Nodes.Count;
        }
        else
        {
            for (var place = 0; place < frame.Buffers.Count; place++)
            {
                frames[frame.Level - 1].NoteVersion(frame.Buffers.KeyAt(place), frame.Buffers.ValueAt(place));
            }
        }

        Pop();
        if (frames.Count == 0)
        {
            (makesGraphs, madeGraph) = (madeGraph, false);
        }

        var arena = Arena<T>.Current;
        arena.Close(everythingOutward: survivors);
        arena.Counts.Tapes++;
        arena.Counts.Nodes = Nodes.Added;
    }

    /// <summary>Marks a tape, and those opened inside it, as swept for the last time.</summary>
    public void Spend(Frame frame)
    {
        for (var index = frame.Level; index < frames.Count; index++)
        {
            frames[index].IsSpent = true;
        }
    }

    /// <summary>Lets go of a node whose rule has run for the last time: what it captured may be collected.</summary>
    public static void Release(ref Node<T> node) => (node.Rule0, node.Rule1, node.Rule2, node.Joint, node.More) = (default, default, default, null, null);

    /// <summary>The memory of a node's result that no node before it can read: not what was made earlier and watched or reshaped here. Null for leaves.</summary>
    /// <remarks>An op's memory is lent just before its node is entered; only parameters that it is the first to use come in between, as leaves.</remarks>
    public Storage<T>? OwnMemory(in Node<T> node, int ordinal)
    {
        var isLeaf = node.Rule0.Exists ? node.Rule0.Is(identity) : !node.Rule1.Exists && !node.Rule2.Exists && node.Joint is null && node.More is null;
        if (isLeaf || node.Output?.Memory is not { } memory)
        {
            return null;
        }

        for (var earlier = ordinal - 1; earlier >= memory.Born; earlier--)
        {
            if (Nodes[earlier].Output is not Parameter<T>)
            {
                return null;
            }
        }

        return memory;
    }

    /// <inheritdoc/>
    public override void Trim(bool everything)
    {
        Nodes.Trim(everything);
        if (everything || mostSlots < spareSlots.Sum(static slots => (long)slots.Length) / 4)
        {
            spareSlots.Clear();
        }

        mostSlots = 0;
    }

    /// <summary>A table of empty slots, one for each node that a sweep may visit; it goes back by <see cref="ReturnSlots"/>.</summary>
    public Slot<T>[] RentSlots(int count)
    {
        mostSlots = Math.Max(mostSlots, count);
        return spareSlots.Count > 0 && spareSlots.Peek().Length >= count
            ? spareSlots.Pop()
            : new Slot<T>[Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)count), 64)];
    }

    /// <summary>Takes a table of slots back for the next sweep.</summary>
    public void ReturnSlots(Slot<T>[] slots, int count)
    {
        Array.Clear(slots, 0, count);

        // A sweep within a sweep took a smaller one.
        if (spareSlots.Count == 0 || spareSlots.Peek().Length <= slots.Length)
        {
            spareSlots.Push(slots);
        }
    }

    /// <inheritdoc/>
    public override void Suspend() => Push(isTape: false);

    /// <summary>Suspends recording, and tells of every operand meanwhile that the tapes beneath track.</summary>
    /// <param name="used">Called with the operand, often more than once.</param>
    /// <param name="asConstants">Whether such operands are constants then, and not marked as something whose dependence is lost: the one who is told sees to it.</param>
    public void SuspendAndTell(Action<Tensor<T>> used, bool asConstants)
    {
        var frame = Push(isTape: false);
        (frame.Used, frame.TakesConstants) = (used, asConstants);
        listeners++;
    }

    /// <summary>Opens a tape on which everything recorded before is constant, except what it adopts: as if the function that runs on it had been given leaves instead.</summary>
    public static Frame OpenReplayTape()
    {
        var frame = OpenTape(null);
        frame.Adopted = [];
        current!.floor = frame.Mark;
        return frame;
    }

    /// <inheritdoc/>
    public override void Resume() => Pop();

    /// <inheritdoc/>
    public override bool IsLive(int ordinal, long id) => id > 0 ? Nodes.IdAt(ordinal) == id : IsTapeAlive(-id);

    /// <summary>Whether the sweep of a tape is itself recorded: an enclosing tape is alive with no suspension in between.</summary>
    public bool IsEnclosed(Frame frame) => frame.Level > 0 && frames[frame.Level - 1].IsTape;

    /// <summary>Whether the sweep of the innermost tape will itself be recorded: by an enclosing tape, or, probably, by the same, if this or this thread's last outermost tape made a graph of gradients.</summary>
    /// <remarks>It decides in which form an op is recorded, never its bits.</remarks>
    public bool ExpectsGraph => madeGraph || makesGraphs || frames is [.., { IsTape: true }, { IsTape: true }];

    /// <summary>Notes that a tape records its own sweep.</summary>
    public void NoteGraph() => madeGraph = true;

    /// <summary>Whether this frame is still open in this recording.</summary>
    public bool IsOpen(Frame frame, long id) => frame.Id == id && ReferenceEquals(current, this);

    private bool IsTapeAlive(long id)
    {
        foreach (var frame in frames)
        {
            if (frame.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private Frame Push(bool isTape)
    {
        var frame = spareFrames.Count > 0 ? spareFrames.Pop() : new Frame();
        var enclosing = frames.Count > 0 ? frames[^1] : null;
        frame.IsTape = isTape;
        frame.Mark = Nodes.Count;
        frame.Id = ++nextId;
        frame.Level = enclosing is null ? 0 : enclosing.Level + 1;
        frames.Add(frame);
        unrecordedId = isTape && unrecordedId == 0 ? -frame.Id : unrecordedId;
        isRecording = isTape;
        floor = isTape ? floor : Nodes.Count;
        return frame;
    }

    private void Pop()
    {
        var frame = Top;
        frames.RemoveAt(frames.Count - 1);
        listeners -= frame.Used is null ? 0 : 1;
        unrecordedId = unrecordedId == -frame.Id ? 0 : unrecordedId;
        frame.Clear();
        spareFrames.Push(frame);
        isRecording = frames.Count > 0 && Top.IsTape;
        floor = 0;
        foreach (var open in frames)
        {
            floor = open.HidesEarlier ? open.Mark : floor;
        }
    }

    /// <summary>Clears the nodes of a tape that only the tape itself tracks, and says whether others remain.</summary>
    private bool CutOff(Frame frame)
    {
        var survivors = false;
        for (var ordinal = frame.Mark; ordinal < Nodes.Count; ordinal++)
        {
            ref var node = ref Nodes[ordinal];
            if (node.Level >= frame.Level)
            {
                node = Node<T>.Cut;
            }
            else
            {
                survivors = true;
            }
        }

        return survivors;
    }

    /// <summary>One open tape or suspension.</summary>
    internal sealed class Frame
    {
        public bool IsTape { get; set; }

        /// <summary>The ordinal of the first node recorded since the frame was opened.</summary>
        public int Mark { get; set; }

        /// <summary>The identity of the tape; 0 after its end.</summary>
        public long Id { get; set; }

        /// <summary>How many frames enclose this one: its place among the open ones.</summary>
        public int Level { get; set; }

        public long ScopeId { get; set; }

        public bool IsChecking { get; set; }

        /// <summary>Whether a sweep said it was the last and let go of what rules had captured.</summary>
        public bool IsSpent { get; set; }

        public Inspector? PreviousInspector { get; set; }

        /// <summary>The ordinals of what was watched on this tape, parameters included, in order of watching.</summary>
        public List<int> Leaves { get; } = [];

        /// <summary>The parameters that this tape saw, each with its node and the version it had.</summary>
        public IdentityTable<Parameter<T>, (int Ordinal, long Version)> Parameters { get; } = new();

        /// <summary>The module buffers that recorded ops of this tape used, each with the version it had.</summary>
        public IdentityTable<WritableTensor<T>, long> Buffers { get; } = new();

        /// <summary>Whether what was recorded before is constant here, unless it was adopted.</summary>
        public bool HidesEarlier => !IsTape || Adopted is not null;

        /// <summary>Told of the operands in this suspension that the tapes beneath track.</summary>
        public Action<Tensor<T>>? Used { get; set; }

        /// <summary>Whether what was recorded before this suspension is a plain constant in it.</summary>
        public bool TakesConstants { get; set; }

        /// <summary>The leaves of a replay's tape, by the identities of the nodes that they stand for.</summary>
        public Dictionary<long, int>? Adopted { get; set; }

        /// <summary>Notes the version of a buffer where it is first used.</summary>
        public void NoteVersion(WritableTensor<T> buffer, long version)
        {
            if (!Buffers.Contains(buffer))
            {
                Buffers.Set(buffer, version);
            }
        }

        public void Clear()
        {
            Id = 0;
            Leaves.Clear();
            Parameters.Clear();
            Buffers.Clear();
            Used = null;
            TakesConstants = false;
            Adopted = null;
            PreviousInspector = null;
            IsChecking = false;
            IsSpent = false;
        }
    }
}
