using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A matrix with 0 above a diagonal; for a tensor of higher rank, every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = x[.., i, j] where j - i is at most the offset, 0 elsewhere.  Derivative: the lower triangle of g.  Shapes: any of two axes or more, same.
        /// Keeps: nothing.  Errors: AG108 for fewer than two axes.  Edges: infinities and NaN above the diagonal become 0 too.  Accuracy: exact.
        /// </remarks>
        /// <param name="offset">The last diagonal kept: 0 is the main one, positive ones lie above it.</param>
        public Tensor<T> LowerTriangle(int offset = 0) => Triangle(x, offset, lower: true, "LowerTriangle");
    }

    private static Tensor<T> Triangle<T>(Tensor<T> x, int offset, bool lower, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank >= 2
            ? Triangle(x, new TriangleKernel<T>(x.Shape[x.Rank - 2], x.Shape[x.Rank - 1], offset, lower), op)
            : throw Errors.Rule(op, $"the shape {x.Shape} was given", "A matrix, or a tensor with matrices in its last two axes, is needed.");
    }

    private static Tensor<T> Triangle<T>(Tensor<T> x, TriangleKernel<T> kernel, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, kernel, OpKind.ElementWise, static (_, _, kernel) => g => Triangle(g, kernel, kernel.Lower ? "LowerTriangle" : "UpperTriangle"), op);
}

/// <summary>Copies the elements of each matrix that lie on one side of a diagonal, the diagonal included, and clears the rest.</summary>
internal readonly record struct TriangleKernel<T>(int Rows, int Columns, int Offset, bool Lower) : ISpanKernel<T>, IBatchable<TriangleKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public TriangleKernel<T> Over(int rows) => this;

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var row = 0;
        for (var start = 0; start < x.Length; start += Columns)
        {
            var from = x.Slice(start, Columns);
            var to = output.Slice(start, Columns);

            // The lower triangle keeps columns up to row + offset, the upper one those from there on.
            var cut = (int)Math.Clamp((long)row + Offset + (Lower ? 1 : 0), 0, Columns);
            if (Lower)
            {
                from[..cut].CopyTo(to);
                to[cut..].Clear();
            }
            else
            {
                to[..cut].Clear();
                from[cut..].CopyTo(to[cut..]);
            }

            row = row + 1 == Rows ? 0 : row + 1;
        }
    }
}
