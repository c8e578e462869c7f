using System.Numerics;

namespace AutoGrad;

/// <summary>What a column, or a pair of a row and a column, is divided by.</summary>
internal enum Gap
{
    /// <summary>λ of the column less λ of the row; nothing on the diagonal.</summary>
    Difference,

    /// <summary>λ of the column and of the row; nothing on the diagonal.</summary>
    Sum,

    /// <summary>λ of the column.</summary>
    Value,
}

public static partial class Ops
{
    /// <summary>Divides each element by the gap of its row's and column's values, as the derivative of vectors that belong to values does.</summary>
    /// <remarks>
    /// Formula: z_ij = x_ij / gap_ij; 0 where the gap is 0 up to rounding errors and so is x, beside the largest element of the scale; so vectors that may be chosen freely in a plane
    /// contribute nothing to what does not depend on the choice.
    /// Derivative: g / gap for x; for λ, -g z / gap, added to the column's and taken from the row's (added to it for Sum).
    /// Shapes: x [.., m, n], λ [.., n].  Keeps: λ, z.  Errors: AG654 or AG655 where the gap is 0 and x is not, naming the pair or the value.
    /// </remarks>
    private static Tensor<T> GapRatio<T>(Tensor<T> x, Tensor<T> values, Tensor<T> scale, Gap gap, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            values,
            scale.Detach(),
            x.Shape,
            new GapRatioKernel<T>(Matrices.Batch(x.Shape), x.Shape[^2], x.Shape[^1], scale.Shape[^2] * scale.Shape[^1], gap, op),
            OpKind.General,
            static (_, values, _, _, kernel) => g => GapRatio(g, values, g, kernel.Gap, kernel.Op),
            static (_, values, _, z, kernel) => g =>
            {
                var slope = GapRatio(g * z, values, g, kernel.Gap, kernel.Op);
                var columns = slope.Sum(-2);
                return kernel.Gap switch
                {
                    Gap.Difference => slope.Sum(-1) - columns,
                    Gap.Sum => -(slope.Sum(-1) + columns),
                    _ => -columns,
                };
            },
            null);
}

internal readonly record struct GapRatioKernel<T>(Shape Batch, int Rows, int Columns, int ScaleSize, Gap Gap, string Op) : ISpanKernel3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
    {
        var size = Rows * Columns;
        for (var matrix = 0; size > 0 && matrix < x.Length / size; matrix++)
        {
            Divide(x.Slice(matrix * size, size), y.Slice(matrix * Columns, Columns), z.Slice(matrix * ScaleSize, ScaleSize), output.Slice(matrix * size, size), matrix);
        }
    }

    private static T Largest(ReadOnlySpan<T> numbers)
    {
        var largest = T.Zero;
        foreach (var number in numbers)
        {
            largest = T.Max(largest, T.Abs(number));
        }

        return largest;
    }

    private void Divide(ReadOnlySpan<T> x, ReadOnlySpan<T> values, ReadOnlySpan<T> scale, Span<T> output, int matrix)
    {
        // Values come with errors of a few ulp of the largest, cotangents with sums of n terms.
        var unit = T.CreateTruncating(Math.Max(Rows, Columns)) * (T.BitIncrement(T.One) - T.One);
        var least = unit * Largest(values);
        var negligible = T.CreateTruncating(64) * unit * Largest(scale);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var place = (row * Columns) + column;
                if (row == column && Gap != Gap.Value)
                {
                    output[place] = T.Zero;
                    continue;
                }

                var gap = Gap switch
                {
                    Gap.Difference => values[column] - values[row],
                    Gap.Sum => values[column] + values[row],
                    _ => values[column],
                };
                if (T.Abs(gap) <= least)
                {
                    if (T.Abs(x[place]) > negligible)
                    {
                        throw Gap == Gap.Difference
                            ? Errors.Repeated(Op, Batch, matrix, Math.Min(row, column), Math.Max(row, column), double.CreateTruncating(values[column]))
                            : Errors.NoInverseValue(Op, Batch, matrix, column, double.CreateTruncating(values[column]));
                    }

                    output[place] = T.Zero;
                }
                else
                {
                    output[place] = x[place] / gap;
                }
            }
        }
    }
}
