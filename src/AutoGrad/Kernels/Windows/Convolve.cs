using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The convolution of a batch of images and its two adjoints, each a matrix product over unfolded windows.</summary>
/// <remarks>
/// For one group of one image, with patches P [depth, places], weight W [outputs, depth] and result Y [outputs, places]: Y = W P; for a cotangent G of Y, the image's
/// is the fold of Wᵀ G and the weight's G Pᵀ, summed over the images. Images are shared out over threads; the sum over images is cut by shape alone and added in order, so the
/// bits do not depend on threads.
/// </remarks>
internal static unsafe class Convolve
{
    // Multiply-adds in one piece of work: several microseconds, many times what handing it over costs.
    private const long PieceLength = 1L << 18;

    // A weight's gradient is summed in at most this many parts, which together hold at most this many elements. Both decide bits.
    private const int MostParts = 16;
    private const int MostPartElements = 1 << 22;

    /// <summary>Y = W P, plus a bias per output channel (empty for none).</summary>
    public static void Forward<T>(ConvolutionSizes sizes, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("input", sizes.InputLength, x.Length);
        KernelErrors.CheckLength("weight", sizes.WeightLength, weight.Length);
        KernelErrors.CheckLength("bias", bias.IsEmpty ? 0 : sizes.Outputs, bias.Length);
        KernelErrors.CheckLength("output", sizes.OutputLength, output.Length);
        if (output.IsEmpty)
        {
            return;
        }

        fixed (T* px = x, pw = weight, pb = bias, py = output)
        {
            Share(sizes, new ForwardItem<T>(sizes, Grain(sizes), px, pw, pb, py));
        }
    }

    /// <summary>The adjoint in x: the windows of Wᵀ G added into an image.</summary>
    public static void Input<T>(ConvolutionSizes sizes, ReadOnlySpan<T> g, ReadOnlySpan<T> weight, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("cotangent", sizes.OutputLength, g.Length);
        KernelErrors.CheckLength("weight", sizes.WeightLength, weight.Length);
        KernelErrors.CheckLength("output", sizes.InputLength, output.Length);
        if (output.IsEmpty || sizes.Outputs == 0)
        {
            output.Clear();
            return;
        }

        fixed (T* pg = g, pw = weight, px = output)
        {
            Share(sizes, new InputItem<T>(sizes, Grain(sizes), pg, pw, px));
        }
    }

    /// <summary>The adjoint in the weight: G Pᵀ, summed over the images.</summary>
    public static void Weight<T>(ConvolutionSizes sizes, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelErrors.CheckLength("input", sizes.InputLength, x.Length);
        KernelErrors.CheckLength("cotangent", sizes.OutputLength, g.Length);
        KernelErrors.CheckLength("output", sizes.WeightLength, output.Length);
        if (output.IsEmpty || sizes.Images == 0)
        {
            output.Clear();
            return;
        }

        var parts = Math.Clamp(MostPartElements / sizes.WeightLength, 1, Math.Min(MostParts, sizes.Images));
        var grain = (sizes.Images + parts - 1) / parts;
        parts = (sizes.Images + grain - 1) / grain;
        using var scratch = new Scratch<T>(parts * sizes.WeightLength);
        fixed (T* px = x, pg = g, sums = scratch)
        {
            var item = new WeightItem<T>(sizes, grain, px, pg, sums);
            if (parts == 1 || sizes.Work * sizes.Images * sizes.Groups <= 4 * PieceLength)
            {
                RunHere(parts, item);
            }
            else
            {
                AutoGrad.Work.Run(parts, item);
            }
        }

        var total = scratch.Span[..sizes.WeightLength];
        for (var part = 1; part < parts; part++)
        {
            Gemm.AddTo(total, scratch.Span.Slice(part * sizes.WeightLength, sizes.WeightLength));
        }

        var (outputs, depth) = (sizes.GroupOutputs, sizes.Depth);
        for (var group = 0; group < sizes.Groups; group++)
        {
            var sum = total.Slice(group * outputs * depth, outputs * depth);
            var weight = output.Slice(group * outputs * depth, outputs * depth);
            for (var channel = 0; channel < outputs; channel++)
            {
                for (var tap = 0; tap < depth; tap++)
                {
                    weight[(channel * depth) + tap] = sum[(tap * outputs) + channel];
                }
            }
        }
    }

    /// <summary>Images in one piece of work, by shape alone.</summary>
    private static int Grain(ConvolutionSizes sizes) => (int)Math.Clamp(PieceLength / Math.Max(1, sizes.Work * sizes.Groups), 1, sizes.Images);

    private static void Share<TItem>(ConvolutionSizes sizes, TItem item)
        where TItem : struct, IWorkItem
    {
        var grain = Grain(sizes);
        var pieces = (sizes.Images + grain - 1) / grain;

        // Few large products keep the threads busy better one after the other, each split inside.
        var splitInside = Gemm.IsWorthSplitting(sizes.GroupOutputs, sizes.Places, sizes.Depth) && sizes.Images < 2 * AutoGrad.Work.MaxThreads;
        if (splitInside || sizes.Work * sizes.Groups * sizes.Images <= 4 * PieceLength)
        {
            RunHere(pieces, item);
        }
        else
        {
            AutoGrad.Work.Run(pieces, item);
        }
    }

    private static void RunHere<TItem>(int count, TItem item)
        where TItem : struct, IWorkItem
    {
        for (var index = 0; index < count; index++)
        {
            item.Invoke(index);
        }
    }

    private readonly struct ForwardItem<T>(ConvolutionSizes sizes, int grain, T* x, T* weight, T* bias, T* output) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (outputs, depth, places) = (sizes.GroupOutputs, sizes.Depth, sizes.Places);
            using var scratch = new Scratch<T>(sizes.IsPointwise ? 0 : depth * places);
            fixed (T* unfolded = scratch)
            {
                // A group of an image after the other: so they follow in x and in the output.
                var end = Math.Min(sizes.Images, (index + 1) * grain) * sizes.Groups;
                for (var at = index * grain * sizes.Groups; at < end; at++)
                {
                    var group = at % sizes.Groups;
                    var image = x + ((nint)at * sizes.GroupLength);
                    var patches = sizes.IsPointwise ? image : unfolded;
                    if (!sizes.IsPointwise)
                    {
                        Unfold.Run(image, sizes.GroupChannels, sizes.Rows, sizes.Columns, patches);
                    }

                    var result = new Span<T>(output + ((nint)at * outputs * places), outputs * places);
                    Gemm.Multiply(new ReadOnlySpan<T>(weight + ((nint)group * outputs * depth), outputs * depth), false, new ReadOnlySpan<T>(patches, depth * places), false, result, outputs, places, depth);
                    for (var channel = 0; bias != null && channel < outputs; channel++)
                    {
                        var row = result.Slice(channel * places, places);
                        TensorPrimitives.Add(row, bias[(group * outputs) + channel], row);
                    }
                }
            }
        }
    }

    private readonly struct InputItem<T>(ConvolutionSizes sizes, int grain, T* g, T* weight, T* output) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (outputs, depth, places) = (sizes.GroupOutputs, sizes.Depth, sizes.Places);
            using var scratch = new Scratch<T>(sizes.IsPointwise ? 0 : depth * places);
            fixed (T* unfolded = scratch)
            {
                var end = Math.Min(sizes.Images, (index + 1) * grain) * sizes.Groups;
                for (var at = index * grain * sizes.Groups; at < end; at++)
                {
                    var image = output + ((nint)at * sizes.GroupLength);
                    var patches = sizes.IsPointwise ? image : unfolded;
                    var kernel = new ReadOnlySpan<T>(weight + ((nint)(at % sizes.Groups) * outputs * depth), outputs * depth);
                    Gemm.Multiply(kernel, true, new ReadOnlySpan<T>(g + ((nint)at * outputs * places), outputs * places), false, new Span<T>(patches, depth * places), depth, places, outputs);
                    if (!sizes.IsPointwise)
                    {
                        Unfold.Add(patches, sizes.GroupChannels, sizes.Rows, sizes.Columns, image);
                    }
                }
            }
        }
    }

    private readonly struct WeightItem<T>(ConvolutionSizes sizes, int grain, T* x, T* g, T* sums) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Invoke(int index)
        {
            var (outputs, depth, places) = (sizes.GroupOutputs, sizes.Depth, sizes.Places);
            var length = outputs * depth;
            var patchLength = sizes.IsPointwise ? 0 : depth * places;
            using var scratch = new Scratch<T>(patchLength + length);
            fixed (T* later = scratch)
            {
                var start = index * grain * sizes.Groups;
                var end = Math.Min(sizes.Images, (index + 1) * grain) * sizes.Groups;
                for (var at = start; at < end; at++)
                {
                    var image = x + ((nint)at * sizes.GroupLength);
                    var patches = sizes.IsPointwise ? image : later + length;
                    if (!sizes.IsPointwise)
                    {
                        Unfold.Run(image, sizes.GroupChannels, sizes.Rows, sizes.Columns, patches);
                    }

                    // The part's first image writes its sums, later ones add to them. They are transposed, P Gᵀ, since of the two sides the left one is read where it lies and the patches are the longer.
                    var isFirst = at - start < sizes.Groups;
                    var sum = new Span<T>(sums + ((nint)index * sizes.WeightLength) + ((nint)(at % sizes.Groups) * length), length);
                    var product = isFirst ? sum : new Span<T>(later, length);
                    Gemm.Multiply(new ReadOnlySpan<T>(patches, depth * places), false, new ReadOnlySpan<T>(g + ((nint)at * outputs * places), outputs * places), true, product, depth, outputs, places);
                    if (!isFirst)
                    {
                        Gemm.AddTo(sum, product);
                    }
                }
            }
        }
    }
}
