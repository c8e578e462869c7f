using System.Numerics;

namespace AutoGrad;

/// <summary>How ScatterReduce joins the values that meet in one place.</summary>
public enum ScatterReduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The smallest.</summary>
    Minimum,

    /// <summary>Their product.</summary>
    Product,
}

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Joins one value along an axis for each index with what lies there: by sum, mean, maximum, minimum or product.</summary>
        /// <remarks>
        /// Formula: y[.., k, ..] = the sum (mean, largest, smallest, product) of x[.., k, ..] and of all values[.., i, ..] with indices[.., i, ..] = k.
        /// Derivative: g to each summand, divided by their number for the mean; for an extremum in equal parts to all that equal it; for a product g times the other factors, without any division.
        /// Shapes: x and indices have the same rank and, but for the axis, the same sizes; values broadcast to the shape of the indices.  Keeps: the indices; for an extremum x, the values and y; for a product the factors of every round.
        /// Errors: AG121 for an index outside the axis, AG168 for other shapes, AG111 for an axis that does not exist, AG108 where the values do not broadcast.
        /// Edges: a place that no index names keeps its x; a NaN makes its extremum NaN.  Accuracy: additions in row-major order; products in pairs.
        /// </remarks>
        /// <param name="axis">The axis that the indices count along.</param>
        /// <param name="indices">The places.</param>
        /// <param name="values">The values.</param>
        /// <param name="reduction">How they are joined.</param>
        public Tensor<T> ScatterReduce(int axis, Indices indices, Tensor<T> values, ScatterReduction reduction)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(values);
            var map = AlongMap.Create("ScatterReduce", x.Shape, axis, indices);
            var fitted = Fitted("ScatterReduce", values, map.To);
            return reduction switch
            {
                ScatterReduction.Sum => x.ScatterAdd(axis, indices, fitted),
                ScatterReduction.Mean => x.ScatterAdd(axis, indices, fitted) / (1 + AddAlong(Tensor.Ones<T>(map.To), map)),
                ScatterReduction.Maximum => ScatterExtremum(x, fitted, map, largest: true),
                ScatterReduction.Minimum => ScatterExtremum(x, fitted, map, largest: false),
                ScatterReduction.Product => ScatterProduct(x, fitted, map),
                _ => throw Errors.Value("ScatterReduce", $"the reduction {reduction} was given", "Choose one of the enumeration: Sum, Mean, Maximum, Minimum or Product."),
            };
        }
    }

    private static Tensor<T> ScatterExtremum<T>(Tensor<T> x, Tensor<T> values, AlongMap map, bool largest)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            values,
            x.Shape,
            new ScatterExtremumKernel<T>(map, largest),
            OpKind.General,
            static (x, values, y, kernel) => g => Share(g, x, values, y, kernel.Map).KeepWhere(Ties(x, y)),
            static (x, values, y, kernel) => g =>
                TakeAlong(Share(g, x, values, y, kernel.Map), kernel.Map, "TakeAlong").KeepWhere(Ties(values, TakeAlong(y, kernel.Map, "TakeAlong"))),
            "ScatterReduce");

    /// <summary>The cotangent divided by how many attain the extremum of its place.</summary>
    private static Tensor<T> Share<T>(Tensor<T> g, Tensor<T> x, Tensor<T> values, Tensor<T> y, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Absorb(g, 1 / (Ties(x, y) + AddAlong(Ties(values, TakeAlong(y, map, "TakeAlong")), map)));
}

internal readonly record struct ScatterExtremumKernel<T>(AlongMap Map, bool Largest) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        x.CopyTo(output);
        var indices = Map.Indices.AsSpan();
        var (_, size, inner) = Map.Split;
        for (var position = 0; position < y.Length; position++)
        {
            var (block, within) = Math.DivRem(position, Map.Count * inner);
            ref var place = ref output[(((block * size) + indices[position]) * inner) + (within % inner)];
            place = Largest ? T.Max(place, y[position]) : T.Min(place, y[position]);
        }
    }
}
