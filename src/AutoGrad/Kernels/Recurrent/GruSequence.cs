using System.Numerics;

namespace AutoGrad;

/// <summary>A gated recurrent unit over a whole sequence, and the gradient through all its steps, in one launch each; built like <see cref="LstmSequence"/>.</summary>
/// <remarks>The layouts: x and the cotangents of x and of the products [steps, batch, 3 hidden]; the outputs [steps, batch, hidden]; what is kept for the gradient [steps, batch, 4 hidden], see <see cref="GruGates"/>.</remarks>
internal static unsafe class GruSequence
{
    /// <summary>The outputs; <paramref name="kept"/> is empty where no gradient will be taken.</summary>
    public static void Run<T>(RecurrentSizes sizes, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, ReadOnlySpan<T> hidden, Span<T> outputs, Span<T> kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("input", sizes.PerStep(3), x.Length);
        KernelErrors.CheckLength("recurrent weight", 3L * sizes.Hidden * sizes.Hidden, weight.Length);
        KernelErrors.CheckLength("recurrent bias", 3L * sizes.Hidden, bias.Length);
        KernelErrors.CheckLength("first output", sizes.StateLength, hidden.Length);
        KernelErrors.CheckLength("list of outputs", sizes.PerStep(1), outputs.Length);
        KernelErrors.CheckLength("list of what is kept", kept.IsEmpty ? 0 : sizes.PerStep(4), kept.Length);
        using var scratch = new Scratch<T>(GemmPanels.Length<T>(3 * sizes.Hidden, sizes.Hidden));
        fixed (T* px = x, pw = weight, pb = bias, ph = hidden, po = outputs, pk = kept, panels = scratch)
        {
            GemmPanels.Pack<T>(pw, false, 3 * sizes.Hidden, sizes.Hidden, panels);
            sizes.Share(new ForwardItem<T>(sizes, px, panels, pb, ph, po, pk));
        }
    }

    /// <summary>The cotangents of x, of the products and of the first output [batch, hidden], from those of the outputs.</summary>
    public static void Gradient<T>(
        RecurrentSizes sizes, ReadOnlySpan<T> g, ReadOnlySpan<T> weight, ReadOnlySpan<T> hidden, ReadOnlySpan<T> outputs, ReadOnlySpan<T> kept, Span<T> x, Span<T> products, Span<T> first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("cotangent of the outputs", sizes.PerStep(1), g.Length);
        KernelErrors.CheckLength("recurrent weight", 3L * sizes.Hidden * sizes.Hidden, weight.Length);
        KernelErrors.CheckLength("first output", sizes.StateLength, hidden.Length);
        KernelErrors.CheckLength("list of outputs", sizes.PerStep(1), outputs.Length);
        KernelErrors.CheckLength("list of what is kept", sizes.PerStep(4), kept.Length);
        KernelErrors.CheckLength("cotangent of the input", sizes.PerStep(3), x.Length);
        KernelErrors.CheckLength("cotangent of the products", sizes.PerStep(3), products.Length);
        KernelErrors.CheckLength("cotangent of the first output", sizes.StateLength, first.Length);
        using var scratch = new Scratch<T>(GemmPanels.Length<T>(sizes.Hidden, 3 * sizes.Hidden));
        fixed (T* pg = g, pw = weight, ph = hidden, po = outputs, pk = kept, px = x, pq = products, pf = first, panels = scratch)
        {
            GemmPanels.Pack<T>(pw, true, sizes.Hidden, 3 * sizes.Hidden, panels);
            sizes.Share(new BackwardItem<T>(sizes, pg, panels, ph, po, pk, px, pq, pf));
        }
    }

    private readonly struct ForwardItem<T>(RecurrentSizes sizes, T* x, T* panels, T* bias, T* hidden, T* outputs, T* kept) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (first, rows) = sizes.RowsOf(index);
            var (size, width) = (sizes.Hidden, 3 * sizes.Hidden);
            using var scratch = new Scratch<T>((rows * width) + GemmPanels.ScratchLength<T>(rows, size));
            fixed (T* work = scratch)
            {
                T* products = work + GemmPanels.ScratchLength<T>(rows, size);
                T* former = hidden + ((nint)first * size);
                for (var step = 0; step < sizes.Steps; step++)
                {
                    GemmPanels.Multiply<T>(former, panels, products, rows, width, size, work);
                    nint at = ((nint)step * sizes.Batch) + first;
                    T* output = outputs + (at * size);
                    for (nint row = 0; row < rows; row++)
                    {
                        GruGates.Run(
                            size,
                            x + ((at + row) * width),
                            products + (row * width),
                            bias,
                            former + (row * size),
                            kept == null ? null : kept + ((at + row) * 4 * size),
                            output + (row * size));
                    }

                    former = output;
                }
            }
        }
    }

    private readonly struct BackwardItem<T>(RecurrentSizes sizes, T* g, T* panels, T* hidden, T* outputs, T* kept, T* x, T* products, T* first) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (firstRow, rows) = sizes.RowsOf(index);
            var (size, width) = (sizes.Hidden, 3 * sizes.Hidden);
            var length = rows * size;
            T* past = first + ((nint)firstRow * size);
            using var scratch = new Scratch<T>(length + GemmPanels.ScratchLength<T>(rows, width));
            fixed (T* work = scratch)
            {
                T* fromProducts = work + GemmPanels.ScratchLength<T>(rows, width);
                new Span<T>(past, length).Clear();
                new Span<T>(fromProducts, length).Clear();
                for (var step = sizes.Steps - 1; step >= 0; step--)
                {
                    nint at = ((nint)step * sizes.Batch) + firstRow;
                    T* former = step == 0 ? hidden + ((nint)firstRow * size) : outputs + ((at - sizes.Batch) * size);
                    for (nint row = 0; row < rows; row++)
                    {
                        GruGates.Gradient(
                            size,
                            g + ((at + row) * size),
                            fromProducts + (row * size),
                            past + (row * size),
                            kept + ((at + row) * 4 * size),
                            former + (row * size),
                            x + ((at + row) * width),
                            products + ((at + row) * width));
                    }

                    GemmPanels.Multiply<T>(products + (at * width), panels, fromProducts, rows, size, width, work);
                }

                Gemm.AddTo(new Span<T>(past, length), new ReadOnlySpan<T>(fromProducts, length));
            }
        }
    }
}
