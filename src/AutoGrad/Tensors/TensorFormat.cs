namespace AutoGrad;

/// <summary>How a tensor is written as text.</summary>
public sealed record TensorFormat
{
    /// <summary>What <c>ToString()</c> uses: 4 decimals, elided beyond 1000 elements, 3 items at each edge, lines of 75 characters.</summary>
    public static TensorFormat Default { get; } = new();

    /// <summary>The most digits after the decimal point, 0 to 17. Fewer are written where fewer identify the number.</summary>
    public int Precision
    {
        get;
        init => field = Check(value, 0, 17, nameof(Precision));
    } = 4;

    /// <summary>Tensors with more elements than this show only the edges of their long axes.</summary>
    public int Threshold
    {
        get;
        init => field = Check(value, 0, int.MaxValue, nameof(Threshold));
    } = 1000;

    /// <summary>How many items an elided axis shows at its beginning and at its end; at least 1.</summary>
    public int EdgeItems
    {
        get;
        init => field = Check(value, 1, 1_000_000, nameof(EdgeItems));
    } = 3;

    /// <summary>The length after which a line is broken, in characters; a number is never broken.</summary>
    public int LineWidth
    {
        get;
        init => field = Check(value, 1, int.MaxValue, nameof(LineWidth));
    } = 75;

    private static int Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"TensorFormat: {name} is {value}; give one from {least} to {most}.");
        }

        return value;
    }
}
