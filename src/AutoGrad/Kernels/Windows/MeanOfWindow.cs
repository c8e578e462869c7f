using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The mean of each window, padding counted as zeros, and the adjoint, which spreads a number evenly over its window.</summary>
internal static unsafe class MeanOfWindow
{
    public static void Take<T>(PoolSizes sizes, ReadOnlySpan<T> x, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("input", sizes.Length, x.Length);
        KernelErrors.CheckLength("output", sizes.WindowCount, output.Length);
        fixed (T* px = x, py = output)
        {
            Chunks.Run(sizes.Planes, Chunks.Grain(sizes.PlaneLength), new TakeItem<T>(sizes, px, py));
        }
    }

    public static void Add<T>(PoolSizes sizes, ReadOnlySpan<T> g, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("cotangent", sizes.WindowCount, g.Length);
        KernelErrors.CheckLength("output", sizes.Length, output.Length);
        fixed (T* pg = g, py = output)
        {
            Chunks.Run(sizes.Planes, Chunks.Grain(sizes.PlaneLength), new AddItem<T>(sizes, pg, py));
        }
    }

    private static T Area<T>(PoolSizes sizes)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating((long)sizes.Rows.Window * sizes.Columns.Window);

    private readonly struct TakeItem<T>(PoolSizes sizes, T* x, T* output) : IChunkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            var (rows, columns, width) = (sizes.Rows.Count, sizes.Columns.Count, sizes.Columns.Size);
            var area = Area<T>(sizes);
            var isFour = WindowsOfFour.Fits<T>(sizes);
            var target = output + ((nint)start * sizes.Places);
            for (var index = start; index < start + length; index++)
            {
                var plane = x + ((nint)index * sizes.PlaneLength);
                for (var row = 0; row < rows; row++)
                {
                    if (isFour)
                    {
                        WindowsOfFour.TakeMean(plane + ((nint)2 * row * width), width, columns, target);
                        target += columns;
                        continue;
                    }

                    var (top, bottom) = sizes.Rows.Clip(row);
                    for (var column = 0; column < columns; column++)
                    {
                        var (left, right) = sizes.Columns.Clip(column);
                        var sum = T.Zero;
                        for (var y = top; y < bottom; y++)
                        {
                            for (var place = (y * width) + left; place < (y * width) + right; place++)
                            {
                                sum += plane[place];
                            }
                        }

                        *target++ = sum / area;
                    }
                }
            }
        }
    }

    private readonly struct AddItem<T>(PoolSizes sizes, T* g, T* output) : IChunkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            var (rows, columns, width) = (sizes.Rows.Count, sizes.Columns.Count, sizes.Columns.Size);
            var area = Area<T>(sizes);
            var isFour = WindowsOfFour.Fits<T>(sizes);
            var source = g + ((nint)start * sizes.Places);
            for (var index = start; index < start + length; index++)
            {
                var plane = output + ((nint)index * sizes.PlaneLength);
                new Span<T>(plane, sizes.PlaneLength).Clear();
                for (var row = 0; row < rows; row++)
                {
                    if (isFour)
                    {
                        WindowsOfFour.PutMean(source, width, columns, plane + ((nint)2 * row * width));
                        source += columns;
                        continue;
                    }

                    var (top, bottom) = sizes.Rows.Clip(row);
                    for (var column = 0; column < columns; column++)
                    {
                        var (left, right) = sizes.Columns.Clip(column);
                        var share = *source++ / area;
                        for (var y = top; y < bottom; y++)
                        {
                            for (var place = (y * width) + left; place < (y * width) + right; place++)
                            {
                                plane[place] += share;
                            }
                        }
                    }
                }
            }
        }
    }
}
