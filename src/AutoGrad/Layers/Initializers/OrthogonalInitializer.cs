namespace AutoGrad;

/// <summary>Orthonormal rows or columns, whichever are fewer, from the directions of a normal matrix.</summary>
internal sealed record OrthogonalInitializer(double Gain) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank < 2)
        {
            throw Errors.Value("Initializer.Orthogonal", $"the shape {shape} was given", "A matrix is needed: two axes or more.");
        }

        var normal = random.Normal<T>(shape);
        var output = Tensor<T>.Allocate("Orthogonal", shape);
        var columns = shape[^1];
        Launch.Run(new OrthonormalKernel<T>(columns == 0 ? 0 : shape.ElementCount / columns, columns, T.CreateTruncating(Gain)), normal, output);
        return output;
    }
}
