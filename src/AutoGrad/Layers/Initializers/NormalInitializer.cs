namespace AutoGrad;

/// <summary>The normal distribution.</summary>
internal sealed record NormalInitializer(double Mean, double StandardDeviation) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Normal<T>(shape, Mean, StandardDeviation);
    }
}
