namespace AutoGrad;

/// <summary>The sizes of a convolution: x is [images, channels, rows, columns], the weight [outputs, channels / groups, window], the result [images, outputs, places].</summary>
internal readonly record struct ConvolutionSizes(int Images, int Channels, int Outputs, int Groups, WindowAxis Rows, WindowAxis Columns)
{
    /// <summary>Channels that one group reads.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Output channels that one group makes.</summary>
    public int GroupOutputs => Outputs / Groups;

    /// <summary>Places of the window in one image.</summary>
    public int Places => Rows.Count * Columns.Count;

    /// <summary>Numbers under the window in one group.</summary>
    public int Depth => GroupChannels * Rows.Window * Columns.Window;

    /// <summary>Elements that one group reads of an image.</summary>
    public int GroupLength => GroupChannels * Rows.Size * Columns.Size;

    /// <summary>Elements of x.</summary>
    public long InputLength => (long)Images * Groups * GroupLength;

    /// <summary>Elements of the result.</summary>
    public long OutputLength => (long)Images * Outputs * Places;

    public int WeightLength => Outputs * Depth;

    /// <summary>Multiply-adds for one group of one image.</summary>
    public long Work => (long)GroupOutputs * Depth * Places;

    /// <summary>Multiply-adds for all groups of all images.</summary>
    public long MultiplyAdds => Work * Groups * Images;

    /// <summary>A window of one element that visits every place: the patches are the image itself.</summary>
    public bool IsPointwise => IsIdentity(Rows) && IsIdentity(Columns);

    private static bool IsIdentity(WindowAxis axis) => axis is { Window: 1, Stride: 1, Padding: 0 };
}
