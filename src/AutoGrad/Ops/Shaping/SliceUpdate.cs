using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The tensor with a part replaced; the original stays as it is.</summary>
        /// <remarks>
        /// Formula: y = values at the places that <c>x[ranges]</c> would read, x elsewhere.  Derivative: g with 0 at those places for x, g[ranges] for values.
        /// Shapes: values broadcast to the shape of <c>x[ranges]</c>; the result has that of x.  Keeps: nothing.
        /// Errors: AG160 where an index or range lies outside its axis, AG161 for more ranges than axes, AG108 where the values do not broadcast.  Accuracy: exact.
        /// </remarks>
        /// <param name="ranges">The part: one index or range for each axis, such as <c>[1..3, ^1]</c>; axes that are left out stay whole.</param>
        /// <param name="values">What the part becomes.</param>
        public Tensor<T> SliceUpdate(ReadOnlySpan<AxisRange> ranges, Tensor<T> values)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(values);
            return Update(x, SliceView("SliceUpdate", x.Shape, ranges, out _), values, "SliceUpdate");
        }
    }

    private static Tensor<T> Update<T>(Tensor<T> x, StridedView view, Tensor<T> values, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            Fitted(op, values, view.To),
            x.Shape,
            new UpdateKernel<T>(view),
            OpKind.Linear,
            static (_, _, _, kernel) => g => ClearView(g, kernel.View),
            static (_, _, _, kernel) => g => View(g, kernel.View, "View"),
            op);

    /// <summary>Broadcasts values to the places they are meant for, with errors in the name of the op that puts them there.</summary>
    private static Tensor<T> Fitted<T>(string op, Tensor<T> values, Shape places)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ShapeRules.BroadcastsTo(values.Shape, places)
            ? values.BroadcastTo(places)
            : throw Errors.Rule(op, $"values of the shape {values.Shape} were given for places of the shape {places}", "They must broadcast to it: aligned from the last axis, each size must be equal or 1.");
}

internal readonly record struct UpdateKernel<T>(StridedView View) : ISpanKernel2<T>, IBatchable<UpdateKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public UpdateKernel<T> Over(int rows) => new(View.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        x.CopyTo(output);
        StridedScatter.Run(y, output, View.Offset, View.Strides, View.To);
    }
}
