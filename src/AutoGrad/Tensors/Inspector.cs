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
        where T : unmanaged, IFloatingPointIeee754<T> => Inspect(default(NoProduct), output, operands);

    /// <summary>Shows a launch of a kernel that may be a product.</summary>
    public static void Inspect<T, TKernel>(TKernel kernel, Tensor<T> output, params ReadOnlySpan<Tensor<T>> operands)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct
    {
        if (current is { } inspector)
        {
            inspector.MultiplyAdds = kernel is IProductKernel product ? product.MultiplyAdds : 0;
            inspector.Launched(output, operands);
        }
    }

    /// <summary>Says that a part of a model, such as a layer, begins to compute.</summary>
    public static void Enter(object part)
    {
        if (IsAttached)
        {
            current?.Entered(part);
        }
    }

    /// <summary>Says that the part has made its result.</summary>
    public static void Leave(object part, Shape result)
    {
        if (IsAttached)
        {
            current?.Left(part, result);
        }
    }

    /// <summary>The multiply-adds of the launch that is shown; 0 for what is no product.</summary>
    protected long MultiplyAdds { get; private set; }

    protected virtual void Entered(object part)
    {
    }

    protected virtual void Left(object part, Shape result)
    {
    }

    protected abstract void Launched<T>(Tensor<T> output, ReadOnlySpan<Tensor<T>> operands)
        where T : unmanaged, IFloatingPointIeee754<T>;

    private readonly struct NoProduct;
}
