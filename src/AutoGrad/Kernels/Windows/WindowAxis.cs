namespace AutoGrad;

/// <summary>How a window slides along one axis: output o reads the inputs o stride - padding + tap dilation, for tap = 0 .. window - 1; those outside the axis are padding.</summary>
/// <remarks>Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.</remarks>
internal readonly record struct WindowAxis(int Size, int Window, int Stride, int Padding, int Dilation)
{
    /// <summary>How many inputs lie between the window's ends, both included.</summary>
    public long Extent => ((long)Dilation * (Window - 1)) + 1;

    /// <summary>How many outputs there are: the places where the whole window lies inside the padded axis.</summary>
    public int Count
    {
        get
        {
            var room = Size + (2L * Padding) - Extent;
            // More than an int holds is more than any shape holds: the shape's own check refuses it.
            return room < 0 ? 0 : (int)Math.Min((room / Stride) + 1, int.MaxValue);
        }
    }

    /// <summary>The input that a tap of an output reads; outside 0 .. size - 1 it is padding.</summary>
    public long Input(int output, int tap) => ((long)output * Stride) - Padding + ((long)tap * Dilation);

    /// <summary>The outputs, first to end - 1, whose tap lies inside the axis.</summary>
    public (int First, int End) Inside(int tap)
    {
        var start = Input(0, tap);
        var first = start >= 0 ? 0 : (-start + Stride - 1) / Stride;
        var end = start >= Size ? 0 : ((Size - 1 - start) / Stride) + 1;
        var count = Count;
        return ((int)Math.Min(first, count), (int)Math.Clamp(end, Math.Min(first, count), count));
    }

    /// <summary>The inputs, first to end - 1, of an undilated window that lie inside the axis.</summary>
    public (int First, int End) Clip(int output)
    {
        var start = (output * Stride) - Padding;
        return (Math.Max(0, start), Math.Min(Size, start + Window));
    }

    /// <summary>Where each tap reads.</summary>
    public void Fill(Span<TapRange> taps)
    {
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var (first, end) = Inside(tap);

            // A tap without outputs reads nothing: no place of it may be computed.
            taps[tap] = first < end ? new TapRange(first, end, Input(first, tap)) : new TapRange(first, first, 0);
        }
    }
}

/// <summary>The outputs, first to end - 1, whose tap lies inside the axis, and the input that the first of them reads.</summary>
internal readonly record struct TapRange(int First, int End, long Input);
