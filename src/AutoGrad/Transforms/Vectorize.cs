using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>A function of one row made into a function of many: it gives for each element of the leading axis what the function gives for it.</summary>
    /// <remarks>
    /// x of shape [n, c..] gives y of shape [n, r..], where r.. is the shape of the function's result. It is recorded like what it is made of, so it composes with every
    /// transform: <c>Vectorize(Gradient(f))</c> is the gradient at each point, <c>Gradient(x => Vectorize(f)(x).Sum())</c> goes through all of them.
    /// <para>The function runs once, on all rows: element-wise ops, reductions, shaping, slicing, joining, scans, softmax, products of matrices, dense layers, Cholesky factors, and sweeps and
    /// transforms by what depends on the row. Where it does something else, such as reading a number to branch on it, drawing random numbers or writing a parameter, it runs row by row and
    /// the results are stacked, with n times the ops of one row; once that is known, all rows together are not tried again. The results have the same bits either way. A function that changes something of its own may
    /// see that it ran once more.</para>
    /// </remarks>
    /// <param name="function">The function of one row.</param>
    /// <exception cref="ShapeException">x has no leading axis or no rows, or the results have different shapes.</exception>
    public static Func<Tensor<T>, Tensor<T>> Vectorize<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        var rowByRow = false;
        return x =>
        {
            var count = Rows(x);
            return AllAtOnce(ref rowByRow, count, batch => function(new BatchedTensor<T>(batch, x)))
                ?? Ops.Stack(Array.ConvertAll(x.Unbind(), row => function(row)));
        };
    }

    /// <summary>A function of two rows made into a function of many pairs; see <see cref="Vectorize{T}(Func{Tensor{T}, Tensor{T}})"/>.</summary>
    /// <param name="function">The function of a row of each argument.</param>
    /// <exception cref="ShapeException">An argument has no leading axis or no rows, they have different numbers of rows, or the results have different shapes.</exception>
    public static Func<Tensor<T>, Tensor<T>, Tensor<T>> Vectorize<T>(Func<Tensor<T>, Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        var rowByRow = false;
        return (x, y) =>
        {
            var count = Rows(x);
            return Rows(y) != count ? throw Errors.RowCounts(x.Shape, y.Shape)
                : AllAtOnce(ref rowByRow, count, batch => function(new BatchedTensor<T>(batch, x), new BatchedTensor<T>(batch, y)))
                ?? Ops.Stack(x.Unbind().Zip(y.Unbind(), function).ToArray());
        };
    }

    /// <summary>The results of all rows from one run; null where the function cannot be run so, or failed: row by row it says of which row what is wrong.</summary>
    private static Tensor<T>? AllAtOnce<T>(ref bool rowByRow, int count, Func<RowBatch, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rowByRow || count == 1)
        {
            return null;
        }

        using var batch = new RowBatch(count);
        try
        {
            // What does not depend on the row is the same for all of them.
            return function(batch) is { } result ? Ops.Spread(batch, result) : null;
        }
        catch (NoBatchedFormException)
        {
            rowByRow = true;
            return null;
        }
        catch (AutoGradException)
        {
            return null;
        }
    }

    private static int Rows<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank > 0 && x.Shape[0] > 0 ? x.Shape[0] : throw Errors.NoRows(x.Shape);
    }
}
