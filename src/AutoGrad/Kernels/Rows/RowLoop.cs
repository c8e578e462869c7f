namespace AutoGrad;

/// <summary>What happens to one row of one input; the attributes are fields.</summary>
internal interface IRowKernel<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, Span<T> output);
}

/// <summary>What happens to one row of two inputs.</summary>
internal interface IRowKernel2<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output);
}

/// <summary>Runs a kernel over the rows of dense [rows, columns] matrices, in ranges that could go to several cores.</summary>
internal static unsafe class RowLoop
{
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">The input, [rows, columns].</param>
    /// <param name="columns">Elements of a row; without any, there is nothing to do per element, and a result per row sees an empty row.</param>
    /// <param name="output">[rows, width].</param>
    /// <param name="width">Elements of a row of the output.</param>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, int columns, Span<T> output, int width)
        where T : unmanaged
        where TKernel : struct, IRowKernel<T>
    {
        int rows = width == 0 ? 0 : output.Length / width;
        KernelErrors.CheckLength("output", (long)rows * width, output.Length);
        KernelErrors.CheckLength("input", (long)rows * columns, x.Length);
        fixed (T* xStart = x, outputStart = output)
        {
            Chunks.Run(rows, Chunks.Grain(columns), new Item<T, TKernel>(kernel, xStart, columns, outputStart, width));
        }
    }

    /// <summary>Two inputs and an output of one shape.</summary>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<T> y, int columns, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IRowKernel2<T>
    {
        int rows = columns == 0 ? 0 : output.Length / columns;
        KernelErrors.CheckLength("output", (long)rows * columns, output.Length);
        KernelErrors.CheckLength("first input", output.Length, x.Length);
        KernelErrors.CheckLength("second input", output.Length, y.Length);
        fixed (T* xStart = x, yStart = y, outputStart = output)
        {
            Chunks.Run(rows, Chunks.Grain(columns), new Item2<T, TKernel>(kernel, xStart, yStart, outputStart, columns));
        }
    }

    private readonly struct Item<T, TKernel>(TKernel kernel, T* x, int columns, T* output, int width) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IRowKernel<T>
    {
        public void Invoke(int start, int length)
        {
            for (int row = start; row < start + length; row++)
            {
                kernel.Invoke(new ReadOnlySpan<T>(x + ((nint)row * columns), columns), new Span<T>(output + ((nint)row * width), width));
            }
        }
    }

    private readonly struct Item2<T, TKernel>(TKernel kernel, T* x, T* y, T* output, int columns) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IRowKernel2<T>
    {
        public void Invoke(int start, int length)
        {
            for (int row = start; row < start + length; row++)
            {
                nint at = (nint)row * columns;
                kernel.Invoke(new ReadOnlySpan<T>(x + at, columns), new ReadOnlySpan<T>(y + at, columns), new Span<T>(output + at, columns));
            }
        }
    }
}
