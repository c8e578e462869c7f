namespace AutoGrad.GradBench;

/// <summary>What a clock is held to.</summary>
internal static class Timed
{
    /// <summary>A value without its derivative: nothing is recorded, and the next evaluation uses the same memory again.</summary>
    public static Func<object> Value(Func<Tensor<double>> function) => () =>
    {
        using var scope = new Scope<double>();
        return function().Keep();
    };
}
