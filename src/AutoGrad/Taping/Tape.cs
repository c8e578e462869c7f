using System.Numerics;

namespace AutoGrad;

/// <summary>Records what is computed from watched tensors and parameters while it is open, so that gradients can be swept back through it.</summary>
/// <remarks>
/// <para>Use it as <c>using var tape = new Tape&lt;double&gt;();</c>. It is a memory scope too (<see cref="Scope{T}"/>): what is made inside goes back to a pool at
/// the end, except rank-0 tensors and what was kept. It is a ref struct: the compiler forbids fields, captures, <c>await</c> and <c>yield</c> across it.</para>
/// <para>Tapes nest. Tensors of an enclosing tape are constants for the inner one; the inner sweep is recorded by the outer, which gives derivatives of any order.
/// Any number of tapes may be open on different threads.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct Tape<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Recording<T>.Frame frame;
    private readonly Recording<T> recording;
    private readonly long id;

    /// <summary>Opens a tape on this thread.</summary>
    public Tape()
        : this(check: false)
    {
    }

    /// <summary>Opens a tape on this thread.</summary>
    /// <param name="check">
    /// Whether to stop at the first op, forward or backward, whose result is NaN or infinite, with an error that names the op, its ordinal, the calling line,
    /// the index and the operands' values there. Slow: for finding a fault, not for training.
    /// </param>
    public Tape(bool check)
    {
        frame = Recording<T>.OpenTape(check ? new NonFiniteInspector() : null);
        recording = Recording<T>.Current!;
        id = frame.Id;
    }

    private Tape(Recording<T>.Frame frame)
    {
        this.frame = frame;
        recording = Recording<T>.Current!;
        id = frame.Id;
    }

    /// <summary>The number of ops and leaves recorded since this tape was opened.</summary>
    public int Count => Open("Count").Nodes.Count - frame.Mark;

    /// <summary>Starts tracking: returns a tensor on the same memory, by which the gradient is later asked for.</summary>
    /// <remarks>Parameters need no Watch. Watching a tensor that an enclosing tape tracks makes it a variable of this tape too.</remarks>
    /// <exception cref="TapeException">The tape has ended, or the tensor belongs to another thread's tape.</exception>
    public Tensor<T> Watch(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Open("Watch").Watch(frame, x);
    }

    /// <summary>Ends the tape and its scope; a second call does nothing.</summary>
    /// <exception cref="TapeException">A scope or tape opened inside this one is still open.</exception>
    public void Dispose()
    {
        if (frame is not null && recording.IsOpen(frame, id))
        {
            recording.CloseTape(frame);
        }
    }

    internal Recording<T>.Frame Frame => frame;

    /// <summary>A tape for running a recorded function again: what was recorded before is constant there, except what it adopts.</summary>
    internal static Tape<T> ForReplay() => new(Recording<T>.OpenReplayTape());

    /// <summary>A leaf that stands for a recorded tensor wherever it is used on this replay's tape; a parameter stands for itself.</summary>
    internal Tensor<T> Adopt(Tensor<T> x) => x is Parameter<T> ? Watch(x) : Open("Adopt").Adopt(frame, x);

    /// <summary>The node of a leaf or of a result of this tape.</summary>
    internal int OrdinalOf(Tensor<T> x) => x is Parameter<T> parameter ? frame.Parameters.ValueAt(frame.Parameters.PlaceOf(parameter)).Ordinal : x.Ordinal;

    /// <summary>The recording, if the tape is still open.</summary>
    internal Recording<T> Open(string op) =>
        frame is null ? throw Errors.TapeLost(op) : recording.IsOpen(frame, id) ? recording : throw Errors.TapeEnded(op);
}
