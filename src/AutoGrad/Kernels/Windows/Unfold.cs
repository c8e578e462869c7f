using System.Numerics;

namespace AutoGrad;

/// <summary>Lays the windows of an image side by side, so that a convolution is a matrix product; and the adjoint, which adds them back.</summary>
/// <remarks>
/// The image is [channels, height, width]; the patches are [channels, window height, window width, output height, output width]: each row holds what one
/// tap of the window reads at all places, which for stride 1 are straight copies. Source: Chellapilla, Puri and Simard, High performance convolutional neural networks for
/// document processing, 2006.
/// </remarks>
internal static unsafe class Unfold
{
    /// <summary>Copies every window into a column of the patches, zeros where it reaches into the padding.</summary>
    public static void Run<T>(T* image, int channels, WindowAxis rows, WindowAxis columns, T* patches)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (height, width) = (rows.Count, columns.Count);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var tapRow = 0; tapRow < rows.Window; tapRow++)
            {
                var (top, bottom) = rows.Inside(tapRow);
                for (var tapColumn = 0; tapColumn < columns.Window; tapColumn++)
                {
                    var (left, right) = columns.Inside(tapColumn);
                    new Span<T>(patches, top * width).Clear();
                    for (var row = top; row < bottom; row++)
                    {
                        var target = patches + ((nint)row * width);
                        new Span<T>(target, left).Clear();
                        if (right > left)
                        {
                            var source = image + (nint)((rows.Input(row, tapRow) * columns.Size) + columns.Input(left, tapColumn));
                            CopyRow(source, columns.Stride, target + left, right - left);
                        }

                        new Span<T>(target + right, width - right).Clear();
                    }

                    new Span<T>(patches + ((nint)bottom * width), (height - bottom) * width).Clear();
                    patches += (nint)height * width;
                }
            }

            image += (nint)rows.Size * columns.Size;
        }
    }

    /// <summary>Adds every column of the patches to its window of the image, which is cleared first; always in the patches' order, so that the sums are reproducible.</summary>
    public static void Add<T>(T* patches, int channels, WindowAxis rows, WindowAxis columns, T* image)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (height, width) = (rows.Count, columns.Count);
        for (var channel = 0; channel < channels; channel++)
        {
            new Span<T>(image, rows.Size * columns.Size).Clear();
            for (var tapRow = 0; tapRow < rows.Window; tapRow++)
            {
                var (top, bottom) = rows.Inside(tapRow);
                for (var tapColumn = 0; tapColumn < columns.Window; tapColumn++)
                {
                    var (left, right) = columns.Inside(tapColumn);
                    for (var row = top; row < bottom && right > left; row++)
                    {
                        var target = image + (nint)((rows.Input(row, tapRow) * columns.Size) + columns.Input(left, tapColumn));
                        AddRow(patches + ((nint)row * width) + left, target, columns.Stride, right - left);
                    }

                    patches += (nint)height * width;
                }
            }

            image += (nint)rows.Size * columns.Size;
        }
    }

    private static void CopyRow<T>(T* source, int stride, T* target, int count)
        where T : unmanaged
    {
        if (stride == 1)
        {
            new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[index] = source[(nint)index * stride];
        }
    }

    private static void AddRow<T>(T* source, T* target, int stride, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            Gemm.AddTo(new Span<T>(target, count), new ReadOnlySpan<T>(source, count));
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[(nint)index * stride] += source[index];
        }
    }
}
