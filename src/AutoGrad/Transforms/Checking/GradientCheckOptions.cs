namespace AutoGrad;

/// <summary>How a gradient is checked.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The highest order of derivative to check: 1, or 2 for the derivative of the gradient too.</summary>
    public int Order { get; init; } = 2;

    /// <summary>The largest error allowed relative to the derivative. Default: 1e-9 in double, 2e-3 in float.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>The largest absolute error allowed on top. Default: 1e-9 in double, 2e-3 in float.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>How many coordinates of an argument are checked at most; of a larger argument, this many are drawn at random.</summary>
    public int MaxCoordinates { get; init; } = 256;

    /// <summary>The seed of the random cotangents, directions and coordinates.</summary>
    public ulong Seed { get; init; } = 1;
}
