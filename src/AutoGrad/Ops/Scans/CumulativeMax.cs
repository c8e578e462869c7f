using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The largest of each element and those before it along an axis, and its place.</summary>
        /// <remarks>
        /// Formula: y_k = the largest of x_0 .. x_k along the axis.  Derivative: g goes to the place of the element chosen.  Shapes: any, same; the places likewise.  Keeps: the places.
        /// Errors: AG111 for an axis that does not exist.  Edges: of equal elements the first is chosen; the first NaN stays from there on.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public (Tensor<T> Values, Indices Indices) CumulativeMax(int axis = -1) => RunningExtremum(x, axis, true, "CumulativeMax");

        /// <summary>The smallest of each element and those before it along an axis, and its place.</summary>
        /// <remarks>
        /// Formula: y_k = the smallest of x_0 .. x_k along the axis.  Derivative: g goes to the place of the element chosen.  Shapes: any, same; the places likewise.  Keeps: the places.
        /// Errors: AG111 for an axis that does not exist.  Edges: of equal elements the first is chosen; the first NaN stays from there on.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public (Tensor<T> Values, Indices Indices) CumulativeMin(int axis = -1) => RunningExtremum(x, axis, false, "CumulativeMin");
    }

    private static (Tensor<T> Values, Indices Indices) RunningExtremum<T>(Tensor<T> x, int axis, bool largest, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var split = AxisSplit.Of(op, axis, x.Shape);
        var places = new int[x.Length];
        if (places.Length > 0)
        {
            Launch.Run(new RunningExtremumKernel<T>(split, largest), x, places);
        }

        var indices = Indices.Own(places, x.Shape);
        return (x.Gather(axis, indices), indices);
    }
}

internal readonly record struct RunningExtremumKernel<T>(AxisSplit Split, bool Largest) : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output)
    {
        var (outer, size, inner) = Split;
        for (var block = 0; block < outer; block++)
        {
            for (var within = 0; within < inner; within++)
            {
                var start = (block * size * inner) + within;
                var chosen = 0;
                for (var index = 0; index < size; index++)
                {
                    var (best, next) = (x[start + (chosen * inner)], x[start + (index * inner)]);
                    chosen = !T.IsNaN(best) && (T.IsNaN(next) || (Largest ? next > best : next < best)) ? index : chosen;
                    output[start + (index * inner)] = chosen;
                }
            }
        }
    }
}
