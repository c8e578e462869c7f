using System.Numerics;

namespace AutoGrad;

/// <summary>Sees every launch of the thread it is attached to: check mode, timing and tracing hang here and cost nothing while absent.</summary>
internal abstract class Inspector
{
    private static int attached;

    [ThreadStatic]
    private static Inspector? current;

    /// <summary>Whether any thread has an inspector; a plain read, so that the launch door stays free of charge.</summary>
    public static bool IsAttached => Volatile.Read(ref attached) > 0;

    /// <summary>The inspector of this thread, if any.</summary>
    public static Inspector? Current => current;

    /// <summary>Attaches an inspector to this thread (null: none) and returns the one before, to be put back.</summary>
    public static Inspector? Attach(Inspector? inspector)
    {
        var before = current;
        Interlocked.Add(ref attached, (inspector is null ? 0 : 1) - (before is null ? 0 : 1));
        current = inspector;
        return before;
    }

    public static void Inspect<T>(Tensor<T> output, params ReadOnlySpan<Tensor<T>> operands)
        where T : unmanaged, IFloatingPointIeee754<T> => current?.Launched(output, operands);

    protected abstract void Launched<T>(Tensor<T> output, ReadOnlySpan<Tensor<T>> operands)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
