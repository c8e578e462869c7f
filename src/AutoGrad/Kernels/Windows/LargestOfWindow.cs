using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Reads or writes, for each window, the place of the window's largest element: the first of equal ones, the first NaN if there is one.</summary>
/// <remarks>The places are found again wherever they are needed: a few comparisons per element are cheaper than an array of places per layer, and the pool has no integers.</remarks>
internal static unsafe class LargestOfWindow
{
    /// <summary>output = the value at the place of the largest chooser.</summary>
    public static void Take<T>(PoolSizes sizes, ReadOnlySpan<T> chooser, ReadOnlySpan<T> values, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("chooser", sizes.Length, chooser.Length);
        KernelErrors.CheckLength("input", sizes.Length, values.Length);
        KernelErrors.CheckLength("output", sizes.WindowCount, output.Length);
        fixed (T* pc = chooser, pv = values, py = output)
        {
            Chunks.Run(sizes.Planes, Chunks.Grain(sizes.PlaneLength), new TakeItem<T>(sizes, pc, pv, py));
        }
    }

    /// <summary>output = zeros, to which each g is added at the place of its window's largest chooser.</summary>
    public static void Add<T>(PoolSizes sizes, ReadOnlySpan<T> chooser, ReadOnlySpan<T> g, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("chooser", sizes.Length, chooser.Length);
        KernelErrors.CheckLength("cotangent", sizes.WindowCount, g.Length);
        KernelErrors.CheckLength("output", sizes.Length, output.Length);
        fixed (T* pc = chooser, pg = g, py = output)
        {
            Chunks.Run(sizes.Planes, Chunks.Grain(sizes.PlaneLength), new AddItem<T>(sizes, pc, pg, py));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place<T>(T* plane, int width, int top, int bottom, int left, int right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var best = (top * width) + left;
        for (var row = top; row < bottom; row++)
        {
            for (var place = (row * width) + left; place < (row * width) + right; place++)
            {
                // Which element is largest is a coin toss, so it is chosen by arithmetic and not by a branch. NaN is not <=, and once chosen it stays.
                var (x, largest) = (plane[place], plane[best]);
                var isBetter = !(x <= largest) & !T.IsNaN(largest);
                best += (place - best) & -(int)Unsafe.BitCast<bool, byte>(isBetter);
            }
        }

        return best;
    }

    private readonly struct TakeItem<T>(PoolSizes sizes, T* chooser, T* values, T* output) : IChunkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            var (rows, columns, width) = (sizes.Rows.Count, sizes.Columns.Count, sizes.Columns.Size);
            var isFour = WindowsOfFour.Fits<T>(sizes);
            var target = output + ((nint)start * sizes.Places);
            for (var index = start; index < start + length; index++)
            {
                var plane = chooser + ((nint)index * sizes.PlaneLength);
                var source = values + ((nint)index * sizes.PlaneLength);
                for (var row = 0; row < rows; row++)
                {
                    if (isFour)
                    {
                        var above = (nint)2 * row * width;
                        WindowsOfFour.TakeLargest(plane + above, source + above, width, columns, target);
                        target += columns;
                        continue;
                    }

                    var (top, bottom) = sizes.Rows.Clip(row);
                    for (var column = 0; column < columns; column++)
                    {
                        var (left, right) = sizes.Columns.Clip(column);
                        *target++ = source[Place(plane, width, top, bottom, left, right)];
                    }
                }
            }
        }
    }

    private readonly struct AddItem<T>(PoolSizes sizes, T* chooser, T* g, T* output) : IChunkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            var (rows, columns, width) = (sizes.Rows.Count, sizes.Columns.Count, sizes.Columns.Size);
            var isFour = WindowsOfFour.Fits<T>(sizes);
            var source = g + ((nint)start * sizes.Places);
            for (var index = start; index < start + length; index++)
            {
                var plane = chooser + ((nint)index * sizes.PlaneLength);
                var target = output + ((nint)index * sizes.PlaneLength);
                new Span<T>(target, sizes.PlaneLength).Clear();
                for (var row = 0; row < rows; row++)
                {
                    if (isFour)
                    {
                        var above = (nint)2 * row * width;
                        WindowsOfFour.PutLargest(plane + above, source, width, columns, target + above);
                        source += columns;
                        continue;
                    }

                    var (top, bottom) = sizes.Rows.Clip(row);
                    for (var column = 0; column < columns; column++)
                    {
                        var (left, right) = sizes.Columns.Clip(column);
                        target[Place(plane, width, top, bottom, left, right)] += *source++;
                    }
                }
            }
        }
    }
}
