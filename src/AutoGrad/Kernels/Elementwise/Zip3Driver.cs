using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Applies a function of three numbers to three spans, element by element or broadcasting.</summary>
internal static unsafe class Zip3Driver
{
    /// <summary>Equal lengths; the output may be any input.</summary>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
    {
        KernelErrors.CheckLength("second operand", x.Length, y.Length);
        KernelErrors.CheckLength("third operand", x.Length, z.Length);
        KernelErrors.CheckLength("output", x.Length, output.Length);
        fixed (T* xStart = x, yStart = y, zStart = z, outputStart = output)
        {
            var item = new DenseItem<T, TKernel>(kernel, xStart, yStart, zStart, outputStart);
            Chunks.Elements(x.Length, isCostly: false, item);
        }
    }

    /// <summary>Broadcasts: strides per axis of the output, 0 where an operand is repeated.</summary>
    public static void Run<T, TKernel>(
        TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<int> xStrides, ReadOnlySpan<T> y, ReadOnlySpan<int> yStrides,
        ReadOnlySpan<T> z, ReadOnlySpan<int> zStrides, Span<T> output, ReadOnlySpan<int> shape)
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
    {
        LoopNest.Create(out var nest, shape, xStrides, yStrides, zStrides);
        KernelErrors.CheckLength("output", nest.Count, output.Length);
        if (nest.Count == 0)
        {
            return;
        }

        nest.CheckReach(nest.X, 0, x.Length);
        nest.CheckReach(nest.Y, 0, y.Length);
        nest.CheckReach(nest.Z, 0, z.Length);
        fixed (T* xStart = x, yStart = y, zStart = z, outputStart = output)
        {
            var rows = new BroadcastRows(nest);
            Chunks.Run(rows.Units, rows.Grain, new BroadcastItem<T, TKernel>(kernel, xStart, yStart, zStart, outputStart, &nest, rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<T, TKernel>(TKernel kernel, T* x, nint xStride, T* y, nint yStride, T* z, nint zStride, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
    {
        switch (xStride, yStride, zStride)
        {
            case (1, 1, 1):
                ElementLoop.Zip3(kernel, new DenseOperand<T>(x), new DenseOperand<T>(y), new DenseOperand<T>(z), output, length);
                break;
            case (1, 1, 0):
                ElementLoop.Zip3(kernel, new DenseOperand<T>(x), new DenseOperand<T>(y), new ScalarOperand<T>(*z), output, length);
                break;
            case (1, 0, 1):
                ElementLoop.Zip3(kernel, new DenseOperand<T>(x), new ScalarOperand<T>(*y), new DenseOperand<T>(z), output, length);
                break;
            case (1, 0, 0):
                ElementLoop.Zip3(kernel, new DenseOperand<T>(x), new ScalarOperand<T>(*y), new ScalarOperand<T>(*z), output, length);
                break;
            case (0, 1, 1):
                ElementLoop.Zip3(kernel, new ScalarOperand<T>(*x), new DenseOperand<T>(y), new DenseOperand<T>(z), output, length);
                break;
            case (0, 1, 0):
                ElementLoop.Zip3(kernel, new ScalarOperand<T>(*x), new DenseOperand<T>(y), new ScalarOperand<T>(*z), output, length);
                break;
            case (0, 0, 1):
                ElementLoop.Zip3(kernel, new ScalarOperand<T>(*x), new ScalarOperand<T>(*y), new DenseOperand<T>(z), output, length);
                break;
            case (0, 0, 0):
                ElementLoop.Fill(kernel.Invoke(*x, *y, *z), output, length);
                break;
            default:
                ElementLoop.Zip3(
                    kernel, new StridedOperand<T>(x, xStride), new StridedOperand<T>(y, yStride), new StridedOperand<T>(z, zStride), output, length);
                break;
        }
    }

    private readonly struct DenseItem<T, TKernel>(TKernel kernel, T* x, T* y, T* z, T* output) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
    {
        public void Invoke(int start, int length) =>
            ElementLoop.Zip3(
                kernel, new DenseOperand<T>(x + start), new DenseOperand<T>(y + start), new DenseOperand<T>(z + start), output + start, length);
    }

    private readonly struct BroadcastItem<T, TKernel>(TKernel kernel, T* x, T* y, T* z, T* output, LoopNest* nest, BroadcastRows rows) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
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
            Row(
                kernel, x + at.X + (first * nest->X[0]), nest->X[0], y + at.Y + (first * nest->Y[0]), nest->Y[0],
                z + at.Z + (first * nest->Z[0]), nest->Z[0], target, count);
    }
}
