using System.Numerics;

namespace AutoGrad;

/// <summary>A long short-term memory over a whole sequence, and the gradient through all its steps, in one launch each.</summary>
/// <remarks>
/// At each step the output before times the recurrent weight, which is packed once, then <see cref="LstmGates"/>. Rows of the batch never meet, so each piece of rows goes through
/// all steps alone; nothing waits between steps. The layouts: x and g of the gates [steps, batch, 4 hidden]; the states [steps + 1, batch, hidden], the outputs and then the
/// last cell; what is kept for the gradient [steps, batch, 5 hidden], the four gates and the cell.
/// </remarks>
internal static unsafe class LstmSequence
{
    /// <summary>The states; <paramref name="kept"/> is empty where no gradient will be taken.</summary>
    public static void Run<T>(RecurrentSizes sizes, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> hidden, ReadOnlySpan<T> cell, Span<T> states, Span<T> kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("input", sizes.PerStep(4), x.Length);
        KernelErrors.CheckLength("recurrent weight", 4L * sizes.Hidden * sizes.Hidden, weight.Length);
        KernelErrors.CheckLength("first output", sizes.StateLength, hidden.Length);
        KernelErrors.CheckLength("first cell", sizes.StateLength, cell.Length);
        KernelErrors.CheckLength("list of states", sizes.PerStep(1) + sizes.StateLength, states.Length);
        KernelErrors.CheckLength("list of what is kept", kept.IsEmpty ? 0 : sizes.PerStep(5), kept.Length);
        using var scratch = new Scratch<T>(GemmPanels.Length<T>(4 * sizes.Hidden, sizes.Hidden));
        fixed (T* px = x, pw = weight, ph = hidden, pc = cell, ps = states, pk = kept, panels = scratch)
        {
            GemmPanels.Pack<T>(pw, false, 4 * sizes.Hidden, sizes.Hidden, panels);
            sizes.Share(new ForwardItem<T>(sizes, px, panels, ph, pc, ps, pk));
        }
    }

    /// <summary>The cotangents of the gates, and of the first output and cell [2, batch, hidden], from those of the states.</summary>
    public static void Gradient<T>(RecurrentSizes sizes, ReadOnlySpan<T> g, ReadOnlySpan<T> weight, ReadOnlySpan<T> cell, ReadOnlySpan<T> kept, Span<T> gates, Span<T> first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("cotangent of the states", sizes.PerStep(1) + sizes.StateLength, g.Length);
        KernelErrors.CheckLength("recurrent weight", 4L * sizes.Hidden * sizes.Hidden, weight.Length);
        KernelErrors.CheckLength("first cell", sizes.StateLength, cell.Length);
        KernelErrors.CheckLength("list of what is kept", sizes.PerStep(5), kept.Length);
        KernelErrors.CheckLength("cotangent of the gates", sizes.PerStep(4), gates.Length);
        KernelErrors.CheckLength("cotangent of the first output and cell", 2L * sizes.StateLength, first.Length);
        using var scratch = new Scratch<T>(GemmPanels.Length<T>(sizes.Hidden, 4 * sizes.Hidden));
        fixed (T* pg = g, pw = weight, pc = cell, pk = kept, pd = gates, pf = first, panels = scratch)
        {
            GemmPanels.Pack<T>(pw, true, sizes.Hidden, 4 * sizes.Hidden, panels);
            sizes.Share(new BackwardItem<T>(sizes, pg, panels, pc, pk, pd, pf));
        }
    }

    private readonly struct ForwardItem<T>(RecurrentSizes sizes, T* x, T* panels, T* hidden, T* cell, T* states, T* kept) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (first, rows) = sizes.RowsOf(index);
            var (size, width) = (sizes.Hidden, 4 * sizes.Hidden);
            using var scratch = new Scratch<T>((rows * width) + GemmPanels.ScratchLength<T>(rows, size));
            fixed (T* work = scratch)
            {
                T* products = work + GemmPanels.ScratchLength<T>(rows, size);
                T* formerOutput = hidden + ((nint)first * size);
                T* formerCell = cell + ((nint)first * size);
                nint cellStride = size;
                T* lastCell = states + ((nint)sizes.Steps * sizes.StateLength) + ((nint)first * size);
                for (var step = 0; step < sizes.Steps; step++)
                {
                    GemmPanels.Multiply<T>(formerOutput, panels, products, rows, width, size, work);
                    nint at = ((nint)step * sizes.Batch) + first;
                    T* output = states + (at * size);
                    T* gates = kept == null ? null : kept + (at * 5 * size);

                    // Without gradients the cells need no memory of their own: each step writes over the one before.
                    T* newCell = gates == null ? lastCell : gates + width;
                    nint newStride = gates == null ? size : 5 * size;
                    for (var row = 0; row < rows; row++)
                    {
                        LstmGates.Run(
                            size,
                            x + ((at + row) * width),
                            products + ((nint)row * width),
                            formerCell + (row * cellStride),
                            gates == null ? null : gates + ((nint)row * 5 * size),
                            newCell + (row * newStride),
                            output + ((nint)row * size));
                    }

                    formerOutput = output;
                    formerCell = newCell;
                    cellStride = newStride;
                }

                for (var row = 0; row < rows; row++)
                {
                    new ReadOnlySpan<T>(formerCell + (row * cellStride), size).CopyTo(new Span<T>(lastCell + ((nint)row * size), size));
                }
            }
        }
    }

    private readonly struct BackwardItem<T>(RecurrentSizes sizes, T* g, T* panels, T* cell, T* kept, T* gates, T* ends) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (first, rows) = sizes.RowsOf(index);
            var (size, width) = (sizes.Hidden, 4 * sizes.Hidden);

            // What comes back from the step after: in the end, the cotangents of the first output and cell.
            T* output = ends + ((nint)first * size);
            T* cells = output + sizes.StateLength;
            new Span<T>(output, rows * size).Clear();
            new ReadOnlySpan<T>(g + ((nint)sizes.Steps * sizes.StateLength) + ((nint)first * size), rows * size).CopyTo(new Span<T>(cells, rows * size));
            using var scratch = new Scratch<T>(GemmPanels.ScratchLength<T>(rows, width));
            fixed (T* work = scratch)
            {
                for (var step = sizes.Steps - 1; step >= 0; step--)
                {
                    nint at = ((nint)step * sizes.Batch) + first;
                    T* now = kept + (at * 5 * size);
                    T* formerCell = step == 0 ? cell + ((nint)first * size) : now - ((nint)sizes.Batch * 5 * size) + width;
                    nint formerStride = step == 0 ? size : 5 * size;
                    T* result = gates + (at * width);
                    for (nint row = 0; row < rows; row++)
                    {
                        LstmGates.Gradient(
                            size,
                            g + ((at + row) * size),
                            output + (row * size),
                            cells + (row * size),
                            now + (row * 5 * size),
                            formerCell + (row * formerStride),
                            now + (row * 5 * size) + width,
                            result + (row * width));
                    }

                    GemmPanels.Multiply<T>(result, panels, output, rows, size, width, work);
                }
            }
        }
    }
}
