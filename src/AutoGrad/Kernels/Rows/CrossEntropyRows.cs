using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The cross entropy of rows of logits [rows, classes] against labels, and its gradient; rows are shared over the cores.</summary>
/// <remarks>
/// Forward reads a row once from memory (the second pass finds it in the cache) and notes maximum m and sum s of e^(x - m). Backward is then one pass with one
/// exponential for each logit. Not ln s is noted but s: the rounding of m + ln s would cost the probabilities digits.
/// </remarks>
internal readonly unsafe record struct CrossEntropyRows<T>(int Classes, double Smoothing)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers noted for each row.</summary>
    public const int Notes = 2;

    /// <summary>ln sum e^x - x_label row by row, written as the sum of differences from the maximum.</summary>
    public void Forward(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, Span<T> losses, Span<T> notes)
    {
        Check(logits.Length, labels.Length, losses.Length, notes.Length);
        fixed (T* x = logits, y = losses, kept = notes)
        fixed (int* label = labels)
        {
            Chunks.Run(labels.Length, Chunks.Grain(Classes), new ForwardItem(this, x, label, y, kept));
        }
    }

    /// <summary>g (softmax - target) row by row, exactly 0 where g is.</summary>
    public void Gradient(ReadOnlySpan<T> g, ReadOnlySpan<T> logits, ReadOnlySpan<T> notes, ReadOnlySpan<int> labels, Span<T> output)
    {
        Check(logits.Length, labels.Length, g.Length, notes.Length);
        KernelErrors.CheckLength("output", logits.Length, output.Length);
        fixed (T* cotangents = g, x = logits, kept = notes, y = output)
        fixed (int* label = labels)
        {
            Chunks.Run(labels.Length, Chunks.Grain(Classes), new GradientItem(this, cotangents, x, kept, label, y));
        }
    }

    private void Check(int logits, int labels, int rows, int notes)
    {
        KernelErrors.CheckLength("input", (long)labels * Classes, logits);
        KernelErrors.CheckLength("list of rows", labels, rows);
        KernelErrors.CheckLength("list of notes", (long)labels * Notes, notes);
    }

    private T Loss(T* x, int label, T* notes)
    {
        var logits = new ReadOnlySpan<T>(x, Classes);
        T max = Fold.Run(new MaxFold<T>(), logits);
        T sum = RowExponentials.Sum(x, Classes, max);
        (notes[0], notes[1]) = (max, sum);
        T log = RowMath.Log(sum);
        if (Smoothing == 0)
        {
            return log + (max - x[label]);
        }

        T mean = Fold.Run(new SumOfShortfallsFold<T>(), logits, max) / T.CreateTruncating(Classes);
        return log + (T.CreateTruncating(1 - Smoothing) * (max - x[label])) + (T.CreateTruncating(Smoothing) * mean);
    }

    private void RowGradient(T g, T* x, T* notes, int label, T* output)
    {
        if (g == T.Zero)
        {
            new Span<T>(output, Classes).Clear();
            return;
        }

        T max = notes[0];
        T sum = notes[1];
        T factor = g / sum;
        T shared = T.CreateTruncating(Smoothing / Classes);
        T share = Smoothing == 0 ? T.Zero : g * shared;

        // At the label p - 1 would cancel for a confident row: it is minus the sum of the other probabilities.
        T others = RowExponentials.Store(x, label, max, factor, share, output);
        others += RowExponentials.Store(x + label + 1, Classes - label - 1, max, factor, share, output + label + 1);
        output[label] = g * (T.CreateTruncating(Smoothing) - shared - (others / sum));
    }

    private readonly struct ForwardItem(CrossEntropyRows<T> kernel, T* x, int* labels, T* losses, T* notes) : IChunkItem
    {
        public void Invoke(int start, int length)
        {
            for (int row = start; row < start + length; row++)
            {
                losses[row] = kernel.Loss(x + ((nint)row * kernel.Classes), labels[row], notes + ((nint)row * Notes));
            }
        }
    }

    private readonly struct GradientItem(CrossEntropyRows<T> kernel, T* g, T* x, T* notes, int* labels, T* output) : IChunkItem
    {
        public void Invoke(int start, int length)
        {
            for (int row = start; row < start + length; row++)
            {
                nint at = (nint)row * kernel.Classes;
                kernel.RowGradient(g[row], x + at, notes + ((nint)row * Notes), labels[row], output + at);
            }
        }
    }
}

/// <summary>Sum of m - x about the maximum m.</summary>
internal readonly record struct SumOfShortfallsFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => center - x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => center - x;

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}
