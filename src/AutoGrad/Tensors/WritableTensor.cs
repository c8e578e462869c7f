using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor whose values may be replaced: a parameter, or a module's buffer. It owns its memory and outlives every scope.</summary>
/// <remarks>
/// All other tensors stay immutable beside it: what is detached, kept or reshaped from it is copied. A tape remembers the version it used and refuses to sweep
/// when the values have changed since.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class WritableTensor<T> : Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // What a replayed function makes for itself, it may write.
    private readonly bool isOfSecondRun = SecondRun.IsRunning;
    private long writtenAt;

    private protected WritableTensor(string op, Tensor<T> initial, string name)
        : base(op, Checked(initial).Shape, initial.Rank == 0 ? null : OwnedStorage(initial.Shape))
    {
        Name = name;
        Launch.Copy(initial, this);
    }

    /// <summary>The name, or within a model the path of names, such as <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>Counts the writes: a tape compares it with the version it recorded.</summary>
    public long Version { get; private set; }

    /// <summary>Replaces the values by those of a tensor of the same shape.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public void Assign(Tensor<T> values)
    {
        if (Checked(values).Shape != Shape)
        {
            throw Errors.SameShape($"{Op}.Assign to '{Name}'", Shape, values.Shape);
        }

        RowBatch.Refuse("Assign");
        if (SecondRun.IsRunning && !isOfSecondRun)
        {
            // The first run has written it: running statistics follow a batch once.
            return;
        }

        Launch.Copy(values, this);
        CountWrite();
    }

    /// <summary>Tells tapes that recorded the older values that these are gone; called after each write.</summary>
    internal void CountWrite()
    {
        Version++;
        writtenAt = isOfSecondRun ? 0 : SecondRun.CountWrite();
    }

    /// <summary>Throws if a function runs for the second time and would read other values than the first time.</summary>
    internal void CheckUnchanged() => SecondRun.CheckUnchanged(Name, writtenAt);

    private static Tensor<T> Checked(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor;
    }
}
