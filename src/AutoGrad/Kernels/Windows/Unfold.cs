using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Lays the windows of an image side by side, so that a convolution is a matrix product; and the adjoint, which adds them back.</summary>
/// <remarks>
/// The image is [channels, height, width]; the patches are [channels, window height, window width, output height, output width]: each row holds what one
/// tap of the window reads at all places, which for stride 1 are straight copies. Source: Chellapilla, Puri and Simard, High performance convolutional neural networks for
/// document processing, 2006.
/// </remarks>
internal static unsafe class Unfold
{
    // Taps whose ranges are found once and lie on the stack; larger windows are rare and pay for an array.
    private const int TapsOnStack = 32;

    /// <summary>Copies every window into a column of the patches, zeros where it reaches into the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(T* image, int channels, WindowAxis rows, WindowAxis columns, T* patches)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (height, width) = (rows.Count, columns.Count);
        var down = rows.Window <= TapsOnStack ? stackalloc TapRange[rows.Window] : new TapRange[rows.Window];
        var across = columns.Window <= TapsOnStack ? stackalloc TapRange[columns.Window] : new TapRange[columns.Window];
        rows.Fill(down);
        columns.Fill(across);
        for (var channel = 0; channel < channels; channel++)
        {
            foreach (var tapRow in down)
            {
                foreach (var tap in across)
                {
                    Clear(patches, tapRow.First * width);
                    var source = image + (nint)((tapRow.Input * columns.Size) + tap.Input);
                    var target = patches + ((nint)tapRow.First * width);
                    for (var row = tapRow.First; row < tapRow.End; row++)
                    {
                        Clear(target, tap.First);
                        CopyRow(source, columns.Stride, target + tap.First, tap.End - tap.First);
                        Clear(target + tap.End, width - tap.End);
                        source += (nint)rows.Stride * columns.Size;
                        target += width;
                    }

                    Clear(target, (height - tapRow.End) * width);
                    patches += (nint)height * width;
                }
            }

            image += (nint)rows.Size * columns.Size;
        }
    }

    /// <summary>Adds every column of the patches to its window of the image, which is cleared first; always in the patches' order, so that the sums are reproducible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add<T>(T* patches, int channels, WindowAxis rows, WindowAxis columns, T* image)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (height, width) = (rows.Count, columns.Count);
        var down = rows.Window <= TapsOnStack ? stackalloc TapRange[rows.Window] : new TapRange[rows.Window];
        var across = columns.Window <= TapsOnStack ? stackalloc TapRange[columns.Window] : new TapRange[columns.Window];
        rows.Fill(down);
        columns.Fill(across);
        for (var channel = 0; channel < channels; channel++)
        {
            Clear(image, rows.Size * columns.Size);
            foreach (var tapRow in down)
            {
                foreach (var tap in across)
                {
                    var source = patches + ((nint)tapRow.First * width) + tap.First;
                    var target = image + (nint)((tapRow.Input * columns.Size) + tap.Input);
                    for (var row = tapRow.First; row < tapRow.End; row++)
                    {
                        AddRow(source, target, columns.Stride, tap.End - tap.First);
                        source += width;
                        target += (nint)rows.Stride * columns.Size;
                    }

                    patches += (nint)height * width;
                }
            }

            image += (nint)rows.Size * columns.Size;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<T>(T* start, int count)
        where T : unmanaged
    {
        // Without padding there is never anything to clear, and even an empty call costs as much as a short row.
        if (count > 0)
        {
            new Span<T>(start, count).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<T>(T* source, int stride, T* target, int count)
        where T : unmanaged
    {
        if (stride == 1)
        {
            ShortRows.Copy(source, target, count);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[index] = source[(nint)index * stride];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<T>(T* source, T* target, int stride, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            ShortRows.Add(source, target, count);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[(nint)index * stride] += source[index];
        }
    }
}
