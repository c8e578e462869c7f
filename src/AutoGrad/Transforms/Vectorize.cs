using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>A function of one row made into a function of many: it runs for each element of the leading axis, and the results are stacked.</summary>
    /// <remarks>
    /// x of shape [n, c..] gives y of shape [n, r..], where r.. is the shape of the function's result. It is recorded like what it is made of, so it composes with every
    /// transform: <c>Vectorize(Gradient(f))</c> is the gradient at each point, <c>Gradient(x => Vectorize(f)(x).Sum())</c> goes through all of them.
    /// It is a loop, with n times the ops of one row: right where a row is work enough, or where the function branches on its values. Most ops take leading axes as they come;
    /// a function written with them runs all rows at once, and <see cref="BatchedJacobian"/> differentiates it.
    /// </remarks>
    /// <param name="function">The function of one row.</param>
    /// <exception cref="ShapeException">x has no leading axis or no rows, or the results have different shapes.</exception>
    public static Func<Tensor<T>, Tensor<T>> Vectorize<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x => Ops.Stack(Array.ConvertAll(Rows(x), row => function(row)));
    }

    /// <summary>A function of two rows made into a function of many pairs; see <see cref="Vectorize{T}(Func{Tensor{T}, Tensor{T}})"/>.</summary>
    /// <param name="function">The function of a row of each argument.</param>
    /// <exception cref="ShapeException">An argument has no leading axis or no rows, they have different numbers of rows, or the results have different shapes.</exception>
    public static Func<Tensor<T>, Tensor<T>, Tensor<T>> Vectorize<T>(Func<Tensor<T>, Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, y) =>
        {
            var (left, right) = (Rows(x), Rows(y));
            return left.Length == right.Length
                ? Ops.Stack(left.Zip(right, function).ToArray())
                : throw Errors.RowCounts(x.Shape, y.Shape);
        };
    }

    private static Tensor<T>[] Rows<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank > 0 && x.Shape[0] > 0 ? x.Unbind() : throw Errors.NoRows(x.Shape);
    }
}
