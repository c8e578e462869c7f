namespace AutoGrad;

/// <summary>The shapes of matrices in the last two axes of a tensor.</summary>
internal static class Matrices
{
    /// <summary>The axes before the matrices.</summary>
    public static Shape Batch(Shape shape) => Shape.Create(shape.AsSpan()[..^2]);

    /// <summary>The same batch of matrices of another size.</summary>
    public static Shape Sized(Shape shape, int rows, int columns) => Shape.Create([.. shape.AsSpan()[..^2], rows, columns]);

    /// <summary>Throws unless there are at least two axes.</summary>
    public static void Check(string op, Shape shape)
    {
        if (shape.Rank < 2)
        {
            throw Errors.NotMatrices(op, shape);
        }
    }

    /// <summary>The size of square matrices; throws for others.</summary>
    public static int Square(string op, Shape shape)
    {
        Check(op, shape);
        return shape[^1] == shape[^2] ? shape[^1] : throw Errors.NotSquare(op, shape);
    }
}
