namespace AutoGrad.Properties;

internal static class Composition
{
    /// <summary>The second function after the first.</summary>
    public static Func<Tensor<double>, Tensor<double>> Then(this Func<Tensor<double>, Tensor<double>> first, Func<Tensor<double>, Tensor<double>> second) => x => second(first(x));
}
