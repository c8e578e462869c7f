namespace AutoGrad;

/// <summary>How much the tests do: the gate is what every change must pass, in minutes; the deep tier, AUTOGRAD_DEEP=1, does the same on a hundred times as much, in hours.</summary>
internal static class Tier
{
    public static bool IsDeep { get; } = Environment.GetEnvironmentVariable("AUTOGRAD_DEEP") == "1";

    /// <summary>How often to do something.</summary>
    public static int Count(int gate, int deep) => IsDeep ? deep : gate;
}
