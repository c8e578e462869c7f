namespace AutoGrad.GradBench;

/// <summary>The square of a number, and its derivative.</summary>
internal static class Hello
{
    public static Module Module { get; } = new Module<double>("hello")
    {
        ["square"] = static x => () => Square(Tensor.Scalar(x)),
        ["double"] = static x => () => Differentiate.Gradient<double>(Square)(Tensor.Scalar(x)),
    };

    private static Tensor<double> Square(Tensor<double> x) => x * x;
}
