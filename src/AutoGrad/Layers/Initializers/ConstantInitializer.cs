namespace AutoGrad;

/// <summary>One number everywhere; draws nothing.</summary>
internal sealed record ConstantInitializer(double Value) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random) => Tensor.Full(shape, T.CreateTruncating(Value));
}
