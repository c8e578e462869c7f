using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Applies a function of two numbers to two spans, element by element or broadcasting.</summary>
internal static unsafe class ZipDriver
{
    /// <summary>Equal lengths; the output may be either input.</summary>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        KernelErrors.CheckLength("second operand", x.Length, y.Length);
        KernelErrors.CheckLength("output", x.Length, output.Length);
        fixed (T* xStart = x, yStart = y, outputStart = output)
        {
            var item = new DenseItem<T, TKernel>(kernel, xStart, yStart, outputStart);
            Chunks.Elements(x.Length, TKernel.IsOverLanes, item);
        }
    }

    /// <summary>
    /// Broadcasts: the strides say how far each operand moves along each axis of the output, 0 where it is repeated. The output may be an
    /// operand that is not repeated.
    /// </summary>
    public static void Run<T, TKernel>(
        TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<int> xStrides, ReadOnlySpan<T> y, ReadOnlySpan<int> yStrides, Span<T> output, ReadOnlySpan<int> shape)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        LoopNest.Create(out var nest, shape, xStrides, yStrides);
        KernelErrors.CheckLength("output", nest.Count, output.Length);
        if (nest.Count == 0)
        {
            return;
        }

        nest.CheckReach(nest.X, 0, x.Length);
        nest.CheckReach(nest.Y, 0, y.Length);
        if (nest.Rank == 1 && nest.X[0] == 1 && nest.Y[0] == 1)
        {
            Run(kernel, x[..output.Length], y[..output.Length], output);
            return;
        }

        fixed (T* xStart = x, yStart = y, outputStart = output)
        {
            var rows = new BroadcastRows(nest);
            Chunks.Run(rows.Units, rows.Grain, new BroadcastItem<T, TKernel>(kernel, xStart, yStart, outputStart, &nest, rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<T, TKernel>(TKernel kernel, T* x, nint xStride, T* y, nint yStride, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        switch (xStride, yStride)
        {
            case (1, 1):
                ElementLoop.Zip(kernel, new DenseOperand<T>(x), new DenseOperand<T>(y), output, length);
                break;
            case (1, 0):
                ElementLoop.Zip(kernel, new DenseOperand<T>(x), new ScalarOperand<T>(*y), output, length);
                break;
            case (0, 1):
                ElementLoop.Zip(kernel, new ScalarOperand<T>(*x), new DenseOperand<T>(y), output, length);
                break;
            case (0, 0):
                ElementLoop.Zip(kernel, new ScalarOperand<T>(*x), new ScalarOperand<T>(*y), output, 1);
                ElementLoop.Fill(*output, output, length);
                break;
            default:
                ElementLoop.Zip(kernel, new StridedOperand<T>(x, xStride), new StridedOperand<T>(y, yStride), output, length);
                break;
        }
    }

    private readonly struct DenseItem<T, TKernel>(TKernel kernel, T* x, T* y, T* output) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        public void Invoke(int start, int length) =>
            ElementLoop.Zip(kernel, new DenseOperand<T>(x + start), new DenseOperand<T>(y + start), output + start, length);
    }

    private readonly struct BroadcastItem<T, TKernel>(TKernel kernel, T* x, T* y, T* output, LoopNest* nest, BroadcastRows rows) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            if (!rows.AreWhole)
            {
                for (int unit = start; unit < start + length; unit++)
                {
                    (int row, int first, int count) = rows.Segment(unit);
                    var at = new Odometer(in *nest, 1, row);
                    Launch(at, first, output + ((nint)row * rows.Inner) + first, count);
                }

                return;
            }

            var position = new Odometer(in *nest, 1, start);
            T* target = output + ((nint)start * rows.Inner);
            for (int row = 0; row < length; row++)
            {
                Launch(position, 0, target, rows.Inner);
                target += rows.Inner;
                position.Next(in *nest);
            }
        }

        private void Launch(in Odometer at, nint first, T* target, int count) =>
            Row(kernel, x + at.X + (first * nest->X[0]), nest->X[0], y + at.Y + (first * nest->Y[0]), nest->Y[0], target, count);
    }
}
