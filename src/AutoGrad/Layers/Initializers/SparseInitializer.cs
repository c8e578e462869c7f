namespace AutoGrad;

/// <summary>Normal numbers, and zeros in random places of each column.</summary>
internal sealed record SparseInitializer(double Share, double StandardDeviation) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank != 2)
        {
            throw Errors.Value("Initializer.Sparse", $"the shape {shape} was given", "A matrix is needed: two axes.");
        }

        var (rows, columns) = (shape[0], shape[1]);
        var isZero = new T[rows * columns];
        for (var column = 0; column < columns; column++)
        {
            foreach (var row in random.Permutation(rows).Take((int)Math.Ceiling(Share * rows)))
            {
                isZero[(row * columns) + column] = T.One;
            }
        }

        return random.Normal<T>(shape, 0, StandardDeviation).MaskedFill(Tensor.Create<T>(isZero, shape), 0);
    }
}
