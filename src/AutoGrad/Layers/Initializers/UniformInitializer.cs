namespace AutoGrad;

/// <summary>The uniform distribution on [low, high).</summary>
internal sealed record UniformInitializer(double Low, double High) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Uniform<T>(shape, Low, High);
    }
}
