using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Matrix product over the last two axes; axes before them are a batch and broadcast. Either side may be read transposed, without a copy.</summary>
        /// <remarks>
        /// Formula: z[.., i, j] = the sum over p of x[.., i, p] y[.., p, j].  Derivative: g yᵀ for x, xᵀ g for y, summed over the axes along which each was broadcast.
        /// Shapes: [.., m, k] and [.., k, n] give [.., m, n]; <paramref name="transposeLeft"/> reads x as [.., k, m], <paramref name="transposeRight"/> y as [.., n, k];
        /// a vector is a row on the left and a column on the right, its own transpose, and the axis of size 1 vanishes from the result.
        /// Keeps: x for y, y for x.
        /// Errors: AG170 for rank 0, AG171 where the summed sizes differ, AG172 where the batch axes do not broadcast.  Edges: a sum of nothing (k = 0) is 0.
        /// Accuracy: fused multiply-adds in order, sums of 384 combined in order; the same bits for every vector width, thread count and batch.
        /// Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        public Tensor<T> MatMul(Tensor<T> y, bool transposeLeft = false, bool transposeRight = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            if (x.Rank == 0 || y.Rank == 0)
            {
                throw Errors.ProductRank("MatMul", x.Shape, y.Shape);
            }

            var row = x.Rank == 1;
            var column = y.Rank == 1;
            transposeLeft &= !row;
            transposeRight &= !column;
            var left = transposeLeft ? x.Shape[^2] : x.Shape[^1];
            var right = column || transposeRight ? y.Shape[^1] : y.Shape[^2];
            if (left != right)
            {
                throw Errors.ProductSizes("MatMul", x.Shape, transposeLeft, left, y.Shape, transposeRight, right);
            }

            var product = MultiplyMatrices(
                row ? x.ReshapeTo(Shape.Create(1, x.Length)) : x,
                column ? y.ReshapeTo(Shape.Create(y.Length, 1)) : y,
                transposeLeft,
                transposeRight);
            if (!row && !column)
            {
                return product;
            }

            var shape = product.Shape.AsSpan();
            ReadOnlySpan<int> kept = row ? column ? [] : [shape[^1]] : [shape[^2]];
            return product.ReshapeTo(Shape.Create([.. shape[..^2], .. kept]));
        }
    }

    internal static Tensor<T> MultiplyMatrices<T>(Tensor<T> x, Tensor<T> y, bool transposeX, bool transposeY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsRow || y.IsRow)
        {
            // Matrices have batch axes of their own, over which the other operand broadcasts.
            var batch = BatchedTensor<T>.Of(x, y)!;
            var rank = Math.Max(x.Rank, y.Rank);
            return new BatchedTensor<T>(batch, MultiplyMatrices(Align(batch, x, rank), Align(batch, y, rank), transposeX, transposeY));
        }

        var kernel = MatMulKernel<T>.Create(x.Shape, y.Shape, transposeX, transposeY);
        return Apply(
            x,
            y,
            kernel.Output,
            kernel,
            OpKind.Linear,
            static (_, y, _, kernel) => new ProductRule<T>(kernel, y, isLeft: true).Pull,
            static (x, _, _, kernel) => new ProductRule<T>(kernel, x, isLeft: false).Pull,
            "MatMul");
    }
}

/// <summary>The rule of a product for one side, the other one kept.</summary>
internal sealed class ProductRule<T>(MatMulKernel<T> kernel, Tensor<T> other, bool isLeft) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => isLeft ? kernel.Left(cotangent, other) : kernel.Right(cotangent, other);

    public Tensor<T> Push(Tensor<T> tangent) => isLeft
        ? Ops.MultiplyMatrices(tangent, other, kernel.TransposeX, kernel.TransposeY)
        : Ops.MultiplyMatrices(other, tangent, kernel.TransposeX, kernel.TransposeY);
}

/// <summary>op(X) op(Y) over the last two axes; the batch axes of X and Y broadcast to those of the output.</summary>
internal readonly record struct MatMulKernel<T>(Shape X, Shape Y, bool TransposeX, bool TransposeY, Shape Output) : ISpanKernel2<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private int Rows => Output[^2];

    private int Columns => Output[^1];

    private int Depth => TransposeX ? X[^2] : X[^1];

    public long MultiplyAdds => (long)Output.ElementCount * Depth;

    public static MatMulKernel<T> Create(Shape x, Shape y, bool transposeX, bool transposeY)
    {
        Span<int> output = stackalloc int[Math.Max(x.Rank, y.Rank)];
        for (var axis = 3; axis <= output.Length; axis++)
        {
            var left = axis <= x.Rank ? x[x.Rank - axis] : 1;
            var right = axis <= y.Rank ? y[y.Rank - axis] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw Errors.ProductBatch("MatMul", x, y);
            }

            output[^axis] = left == 1 ? right : left;
        }

        output[^2] = transposeX ? x[^1] : x[^2];
        output[^1] = transposeY ? y[^2] : y[^1];
        return new MatMulKernel<T>(x, y, transposeX, transposeY, Shape.Create(output));
    }

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        if (Output.Rank == 2)
        {
            Gemm.Multiply(x, TransposeX, y, TransposeY, output, Rows, Columns, Depth);
            return;
        }

        var batch = Output.AsSpan()[..^2];
        Span<int> strides = stackalloc int[2 * Shape.MaxRank];
        var strideX = strides[..batch.Length];
        var strideY = strides.Slice(Shape.MaxRank, batch.Length);
        BatchStrides(X, batch, strideX);
        BatchStrides(Y, batch, strideY);
        GemmBatch.Multiply(x, TransposeX, y, TransposeY, output, Rows, Columns, Depth, batch, strideX, strideY);
    }

    /// <summary>The cotangent of X: g op(Y)ᵀ, or its transpose, op(Y) gᵀ.</summary>
    public Tensor<T> Left(Tensor<T> g, Tensor<T> y) =>
        (TransposeX ? y.MatMul(g, TransposeY, true) : g.MatMul(y, false, !TransposeY)).SumTo(X);

    /// <summary>The cotangent of Y: op(X)ᵀ g, or its transpose, gᵀ op(X).</summary>
    public Tensor<T> Right(Tensor<T> g, Tensor<T> x)
    {
        var rows = Shape.Create(Output.AsSpan()[..^1]).ElementCount;
        if (!TransposeX && Output.Rank > 2 && (long)Depth * Columns == Y.ElementCount && (long)rows * Depth == X.ElementCount)
        {
            // One Y for the whole batch, as in a layer of weights: the sum over the batch is part of the sum over the rows.
            g = g.ReshapeTo(Shape.Create(rows, Columns));
            x = x.ReshapeTo(Shape.Create(rows, Depth));
            return (TransposeY ? g.MatMul(x, true) : x.MatMul(g, true)).ReshapeTo(Y);
        }

        return (TransposeY ? g.MatMul(x, true, TransposeX) : x.MatMul(g, !TransposeX)).SumTo(Y);
    }

    private static void BatchStrides(Shape shape, ReadOnlySpan<int> batch, Span<int> strides)
    {
        Strides.FillBroadcast(shape.AsSpan()[..^2], batch, strides);
        var matrix = shape[^2] * shape[^1];
        foreach (ref var stride in strides)
        {
            stride *= matrix;
        }
    }
}
