namespace AutoGrad;

/// <summary>The sizes of systems of linear equations: matrices [.., n, n] and right sides [.., n, m], whose batch axes broadcast.</summary>
internal readonly record struct SystemSizes(Shape Matrix, Shape Right, Shape Output)
{
    /// <summary>How many unknowns there are.</summary>
    public int Size => Matrix[^1];

    /// <summary>How many right sides each matrix has.</summary>
    public int Columns => Right[^1];

    public static SystemSizes Of(string op, Shape matrix, Shape right)
    {
        if (right.Rank < 2 || right[^2] != matrix[^1])
        {
            throw Errors.RightSide(op, matrix, right);
        }

        Span<int> sizes = stackalloc int[Math.Max(matrix.Rank, right.Rank)];
        sizes[^1] = right[^1];
        sizes[^2] = right[^2];
        for (var axis = 3; axis <= sizes.Length; axis++)
        {
            var left = axis <= matrix.Rank ? matrix[^axis] : 1;
            var other = axis <= right.Rank ? right[^axis] : 1;
            if (left != other && left != 1 && other != 1)
            {
                throw Errors.RightSide(op, matrix, right);
            }

            sizes[^axis] = left == 1 ? other : left;
        }

        return new SystemSizes(matrix, right, Shape.For(op, sizes));
    }
}
