using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The symmetric part of square matrices.</summary>
    /// <remarks>Formula: y = (x + xᵀ) / 2.  Derivative: the symmetric part of g.  Shapes: [.., n, n], same.  Keeps: nothing.  Accuracy: correctly rounded; a symmetric matrix stays as it is.</remarks>
    private static Tensor<T> SymmetricPart<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, new SymmetricPartKernel<T>(x.Shape[^1]), static _ => static g => SymmetricPart(g));

    /// <summary>The matrix whose lower triangle is that of x and whose upper triangle is its mirror image.</summary>
    /// <remarks>Formula: y_ij = x_ij for j ≤ i, x_ji else.  Derivative: the lower triangle of g + gᵀ, its diagonal once.  Shapes: [.., n, n], same.  Keeps: nothing.  Accuracy: exact.</remarks>
    private static Tensor<T> MirrorLower<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, new MirrorLowerKernel<T>(x.Shape[^1]), static _ => static g => FoldLower(g));

    /// <summary>The lower triangle of a matrix and of its transpose, added; the diagonal counts once. The adjoint of MirrorLower.</summary>
    private static Tensor<T> FoldLower<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, new FoldLowerKernel<T>(x.Shape[^1]), static _ => static g => MirrorLower(g));
}

internal readonly record struct SymmetricPartKernel<T>(int Size) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var half = T.One / (T.One + T.One);
        for (var start = 0; start < x.Length; start += Size * Size)
        {
            for (var row = 0; row < Size; row++)
            {
                for (var column = 0; column <= row; column++)
                {
                    var (below, above) = (start + (row * Size) + column, start + (column * Size) + row);
                    output[below] = output[above] = (half * x[below]) + (half * x[above]);
                }
            }
        }
    }
}

internal readonly record struct MirrorLowerKernel<T>(int Size) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        for (var start = 0; start < x.Length; start += Size * Size)
        {
            for (var row = 0; row < Size; row++)
            {
                for (var column = 0; column <= row; column++)
                {
                    output[start + (row * Size) + column] = output[start + (column * Size) + row] = x[start + (row * Size) + column];
                }
            }
        }
    }
}

internal readonly record struct FoldLowerKernel<T>(int Size) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        for (var start = 0; start < x.Length; start += Size * Size)
        {
            for (var row = 0; row < Size; row++)
            {
                output[start + (row * (Size + 1))] = x[start + (row * (Size + 1))];
                for (var column = 0; column < row; column++)
                {
                    output[start + (row * Size) + column] = x[start + (row * Size) + column] + x[start + (column * Size) + row];
                }
            }
        }
    }
}
