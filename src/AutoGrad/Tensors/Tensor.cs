using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>An immutable array of numbers of rank 0 to 8, dense and row-major, that remembers how a tape computed it.</summary>
/// <remarks>
/// Every operation returns a new tensor; <c>x += y</c> means <c>x = x + y</c>. Tensors are never disposed: what a <see cref="Scope{T}"/>
/// or a tape made goes back to its pool when it ends, except what was kept by <see cref="Keep"/> and tensors of rank 0.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[DebuggerDisplay("{DebuggerText,nq}")]
public partial class Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Storage<T>? storage;
    private readonly int generation;

    private const int RowOrdinal = -1;

    private static readonly Storage<T> nowhere = new(0, -1);

    // The value of a rank-0 tensor is a field, or memory that no pool lends: it outlives every scope.
    private T scalar;

    private protected Tensor(string op, Shape shape, Storage<T>? storage)
    {
        Op = op;
        Shape = shape;
        this.storage = storage;
        generation = storage?.Generation ?? 0;
    }

    /// <summary>A row of a batch, which has no memory: the generation, which no storage has, leads every reader to <see cref="Ended"/>.</summary>
    private protected Tensor(string op, Shape shape)
    {
        (Op, Shape, storage, generation, Ordinal) = (op, shape, nowhere, -1, RowOrdinal);
        History = RowHistory.Instance;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Length => Shape.ElementCount;

    /// <summary>Whether a live tape records what is computed from this tensor.</summary>
    public bool IsTracked => Id > 0 ? History!.IsLive(Ordinal, Id) : this is BatchedTensor<T> row && row.Whole.IsTracked;

    /// <summary>Whether this is a row of a batch.</summary>
    internal bool IsRow => Ordinal == RowOrdinal;

    /// <summary>The name of the op that made this tensor.</summary>
    internal string Op { get; }

    /// <summary>The recording that knows this tensor, if any.</summary>
    internal History? History { get; private set; }

    /// <summary>The place in the recording.</summary>
    internal int Ordinal { get; private set; }

    /// <summary>
    /// Positive: the identity of the node that made this tensor. Negative: the tensor came, unrecorded, out of the tape with this (negated)
    /// identity, and must not be mixed into a tracked expression while that tape lives. Zero: a constant.
    /// </summary>
    internal long Id { get; private set; }

    /// <summary>The memory, which reshaped tensors share; null for rank 0, but where a launch waits, or waited, to write it.</summary>
    internal Storage<T>? Memory => storage;

    private string DebuggerText => $"{Op} {Shape}{(IsTracked ? " tracked" : "")} {ToString()}";

    /// <summary>Allocates a tensor with undefined content from the current scope's pool, or from fresh memory outside every scope.</summary>
    internal static Tensor<T> Allocate(string op, Shape shape) => Allocate(Arena<T>.Current, op, shape);

    /// <summary>Allocates a tensor with undefined content from this thread's arena, for those who ask that for more.</summary>
    internal static Tensor<T> Allocate(Arena<T> arena, string op, Shape shape) =>
        shape.Rank == 0 ? new(op, shape, null) : Lent(arena, op, shape);

    // Once in the machine code, not once in every op: see decision 16.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor<T> Lent(Arena<T> arena, string op, Shape shape) => new(op, shape, arena.Rent(shape.ElementCount));

    /// <summary>Allocates a tensor with undefined content that owns its memory, outlives every scope, and may be written again.</summary>
    internal static Tensor<T> AllocateOwned(string op, Shape shape) =>
        new(op, shape, shape.Rank == 0 ? null : new Storage<T>(shape.ElementCount, Storage<T>.Rewritten));

    /// <summary>A tensor on the memory of a former one made here, which can no longer be read afterwards; on new memory when there is none, it is too small, or was kept.</summary>
    internal static Tensor<T> Lend(string op, Shape shape, Tensor<T>? former)
    {
        if (former?.storage is { } storage && storage.Capacity >= shape.ElementCount && storage.Destiny != Destiny.Kept)
        {
            storage.Generation++;
            return new Tensor<T>(op, shape, storage);
        }

        // The shelf number, which no pool reads here, says that Keep() may take the memory away.
        return new Tensor<T>(op, shape, new Storage<T>(shape.ElementCount, 0));
    }

    /// <summary>A tensor filled by a kernel that makes numbers from nothing.</summary>
    internal static Tensor<T> Generated<TKernel>(string op, Shape shape, TKernel kernel)
        where TKernel : struct, IGeneratorKernel<T>
    {
        var output = Allocate(op, shape);
        Launch.Generate(kernel, output);
        return output;
    }

    private protected static Storage<T> OwnedStorage(Shape shape) => new(shape.ElementCount, -1);

    /// <summary>A tensor on the same memory with another shape of the same length, or another place in a recording.</summary>
    internal Tensor<T> Alias(string op, Shape shape)
    {
        if (shape.Rank > 0 && storage is not null && this is not WritableTensor<T>)
        {
            CheckAlive();
            return new Tensor<T>(op, shape, storage);
        }

        (this as WritableTensor<T>)?.CheckUnchanged();

        // What can be written is copied, so that every other tensor stays as it is; and from or to rank 0 there is no memory to share.
        var alias = Allocate(op, shape);
        Read().CopyTo(alias.Write());
        return alias;
    }

    /// <summary>Remembers the node that made this tensor; called once, by the recording.</summary>
    internal void AttachTo(History history, int ordinal, long id) => (History, Ordinal, Id) = (history, ordinal, id);

    /// <summary>The elements for reading; called by the launch door and by the host's reading methods only.</summary>
    internal ReadOnlySpan<T> Read()
    {
        if (storage is null)
        {
            return MemoryMarshal.CreateReadOnlySpan(ref scalar, 1);
        }

        CheckAlive();
        if (storage.Chain is not null && storage.ChainRole != ChainRole.Operand)
        {
            storage.Chain?.Flush();
        }

        return storage.ReadOnlySpan(Shape.ElementCount);
    }

    /// <summary>The elements for writing; called by the launch door only.</summary>
    internal Span<T> Write()
    {
        if (storage is null)
        {
            return MemoryMarshal.CreateSpan(ref scalar, 1);
        }

        CheckAlive();
        storage.Chain?.Flush();
        return storage.Span(Shape.ElementCount);
    }

    /// <summary>Gives a tensor of rank 0 memory of its own instead of a field: for a launch that waits to write it.</summary>
    internal Storage<T> Outline() => storage ??= new Storage<T>(1, -1);

    /// <summary>Where the elements lie, whatever waits to be written there; for launches that wait themselves.</summary>
    internal Span<T> Place()
    {
        CheckAlive();
        return storage!.Span(Shape.ElementCount);
    }

    /// <summary>The elements in row-major order. The span is valid as long as the tensor: until its scope ends.</summary>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has ended.</exception>
    public ReadOnlySpan<T> AsSpan() => Read();

    /// <summary>The elements in row-major order, copied.</summary>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has ended.</exception>
    public T[] ToArray() => Read().ToArray();

    /// <summary>The one number of a tensor that holds exactly one.</summary>
    /// <exception cref="ShapeException">The tensor does not hold exactly one element.</exception>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has ended.</exception>
    public T Item() => Shape.ElementCount == 1 ? Read()[0] : throw Errors.NotOneElement("Item", Shape);

    /// <summary>The same numbers without history, kept beyond the end of their scope: the memory moves out of the pool, nothing is copied.</summary>
    /// <remarks>While its tape lives, an unrecorded gradient stays marked as such; afterwards it is a constant.</remarks>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has already ended.</exception>
    public Tensor<T> Keep()
    {
        if (this is BatchedTensor<T> row)
        {
            return row.With(row.Whole.Keep());
        }

        KeepMemory();
        var kept = Alias(Op, Shape).KeepMemory();
        if (Id < 0)
        {
            kept.AttachTo(History!, Ordinal, Id);
        }

        return kept;
    }

    /// <summary>The same numbers on the same memory as a constant: no gradient flows through the result.</summary>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has ended.</exception>
    public Tensor<T> Detach() => this is BatchedTensor<T> row ? row.With(row.Whole.Detach()) : Alias("Detach", Shape);

    /// <summary>Moves the memory out of the pool but leaves the history: for results that an enclosing tape may track.</summary>
    internal Tensor<T> KeepMemory()
    {
        if (this is BatchedTensor<T> row)
        {
            row.Whole.KeepMemory();
            return this;
        }

        CheckAlive();
        if (storage is { SizeClass: >= 0 })
        {
            storage.Destiny = Destiny.Kept;
        }

        return this;
    }

    /// <summary>Lets the memory move to the enclosing scope when its own ends.</summary>
    internal void MoveOutward()
    {
        if (storage is { Destiny: Destiny.Pool or Destiny.Seen, SizeClass: >= 0 })
        {
            storage.Destiny = Destiny.Outward;
        }
    }

    /// <summary>The tensor as text, like NumPy's: aligned columns, long axes elided, four decimals.</summary>
    public override string ToString() => ToString(TensorFormat.Default);

    /// <summary>The tensor as text in the given format.</summary>
    public string ToString(TensorFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return IsReadable ? TensorFormatter.Format(Read(), Shape, format) : $"(ended: {Op} {Shape})";
    }

    /// <summary>Whether the memory is still this tensor's.</summary>
    internal bool IsReadable => storage is null || storage.Generation == generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckAlive()
    {
        if (storage is not null && storage.Generation != generation)
        {
            throw Ended();
        }
    }

    // While its tape lives, only a last sweep takes a node's memory away.
    private Exception Ended() =>
        this is BatchedTensor<T> row ? row.Unreadable()
        : storage!.SpentGeneration == generation || IsTracked ? Errors.SpentOutput(Op, Shape) : Errors.ScopeEnded(Op, Shape);
}
