using System.Numerics;

namespace AutoGrad;

/// <summary>A set of axes as bits, so that a kernel can carry it as a value.</summary>
internal readonly record struct AxisSet(int Bits)
{
    public static AxisSet From(ReadOnlySpan<bool> marks)
    {
        var bits = 0;
        for (var axis = 0; axis < marks.Length; axis++)
        {
            bits |= marks[axis] ? 1 << axis : 0;
        }

        return new AxisSet(bits);
    }

    /// <summary>The same axes where further ones stand before them.</summary>
    public AxisSet Behind(int count) => new(Bits << count);

    public bool Contains(int axis) => (Bits & (1 << axis)) != 0;

    public void CopyTo(Span<bool> marks)
    {
        for (var axis = 0; axis < marks.Length; axis++)
        {
            marks[axis] = Contains(axis);
        }
    }
}

/// <summary>Folds a tensor over a set of axes.</summary>
internal readonly record struct ReduceKernel<T, TFold>(TFold Fold, Shape From, AxisSet Axes) : ISpanKernel<T>, IFoldingKernel<T>, IBatchable<ReduceKernel<T, TFold>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TFold : struct, IFoldKernel<T>
{
    public ReduceKernel<T, TFold> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public FoldLink<T> Link() => new FoldLink<T, TFold, IdentityKernel<T>>(Fold, default);

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (output.Length == 1)
        {
            // All in one run, whatever the axes.
            output[0] = AutoGrad.Fold.Run(Fold, x);
            return;
        }

        Span<bool> reduced = stackalloc bool[From.Rank];
        Axes.CopyTo(reduced);
        FoldAxes.Run(Fold, x, From, reduced, output);
    }
}
