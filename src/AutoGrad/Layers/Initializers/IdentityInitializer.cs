namespace AutoGrad;

/// <summary>The identity matrix times a gain; draws nothing.</summary>
internal sealed record IdentityInitializer(double Gain) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank == 2
            ? Gain * Tensor.Eye<T>(shape[0], shape[1])
            : throw Errors.Value("Initializer.Identity", $"the shape {shape} was given", "A matrix is needed: two axes.");
    }
}
