using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cross product of vectors of three elements that lie along an axis; the other axes broadcast.</summary>
        /// <remarks>
        /// Formula: z = (x1 y2 - x2 y1, x2 y0 - x0 y2, x0 y1 - x1 y0).  Derivative: y × g for x, g × x for y.
        /// Shapes: broadcast, the axis of size 3 in both; a negative axis is counted from the end.  Keeps: x for y, y for x.
        /// Errors: AG174 where the axis does not have the size 3 in both, AG104 where the shapes do not broadcast, AG111 for an axis that does not exist.
        /// Edges: parallel vectors give exactly 0.  Accuracy: 2 ulp, also where the differences cancel.
        /// Source: Jeannerod, Louvet and Muller, Further analysis of Kahan's algorithm for the accurate computation of 2x2 determinants, 2013.
        /// </remarks>
        /// <param name="y">The second vectors.</param>
        /// <param name="axis">The axis of the broadcast shape along which the three elements lie.</param>
        public Tensor<T> Cross(Tensor<T> y, int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var shape = ShapeRules.Broadcast("Cross", x.Shape, y.Shape);
            var place = ShapeRules.Axis("Cross", axis, shape);
            var fromEnd = shape.Rank - place;
            if (fromEnd > x.Rank || fromEnd > y.Rank || x.Shape[^fromEnd] != 3 || y.Shape[^fromEnd] != 3)
            {
                throw Errors.Vectors("Cross", x.Shape, y.Shape, $"Along axis {place} of the broadcast shape {shape} both must have the size 3, which is never broadcast. Name another axis or Pad the vectors.");
            }

            var inner = 1;
            for (var next = place + 1; next < shape.Rank; next++)
            {
                inner *= shape[next];
            }

            return CrossDense(x.BroadcastTo(shape), y.BroadcastTo(shape), new CrossKernel<T>(inner));
        }
    }

    private static Tensor<T> CrossDense<T>(Tensor<T> x, Tensor<T> y, CrossKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            y,
            x.Shape,
            kernel,
            OpKind.Linear,
            static (_, y, _, kernel) => g => CrossDense(y, g, kernel),
            static (x, _, _, kernel) => g => CrossDense(g, x, kernel),
            "Cross");
}

/// <summary>Cross products of vectors whose elements lie <paramref name="Inner"/> apart.</summary>
internal readonly record struct CrossKernel<T>(int Inner) : ISpanKernel2<T>, IBatchable<CrossKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public CrossKernel<T> Over(int rows) => this;

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        for (var start = 0; start < output.Length; start += 3 * Inner)
        {
            for (var index = start; index < start + Inner; index++)
            {
                var (x0, x1, x2) = (x[index], x[index + Inner], x[index + (2 * Inner)]);
                var (y0, y1, y2) = (y[index], y[index + Inner], y[index + (2 * Inner)]);
                output[index] = Difference(x1, y2, x2, y1);
                output[index + Inner] = Difference(x2, y0, x0, y2);
                output[index + (2 * Inner)] = Difference(x0, y1, x1, y0);
            }
        }
    }

    /// <summary>a b - c d by Kahan's algorithm: the rounding error of c d, which a fused multiply-add finds, is added back.</summary>
    private static T Difference(T a, T b, T c, T d)
    {
        var product = c * d;
        var difference = T.FusedMultiplyAdd(a, b, -product);
        var error = T.FusedMultiplyAdd(-c, d, product);

        // An infinite product has no error to add back: infinity minus infinity would hide the result.
        return T.IsFinite(product) ? difference + error : difference;
    }
}
