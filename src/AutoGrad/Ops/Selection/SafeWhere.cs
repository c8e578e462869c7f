using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>One function of the elements where a condition holds and another of the rest; each sees only its own elements, so neither can fail or overflow for the other's.</summary>
        /// <remarks>
        /// Formula: y = f(x) where the condition is not 0, else h(x).  Derivative: that of f or of h for each element.  Shapes: the condition broadcasts to the shape of x; y has that shape.
        /// Keeps: what f and h keep, for their elements.  Errors: AG104 where the condition does not broadcast, AG108 where it is larger than x or a function gives another shape.
        /// Edges: a NaN condition counts as true; a function without elements is called with an empty vector.  Accuracy: that of f and h.
        /// </remarks>
        /// <param name="condition">Where the first function is taken; a constant, read at once.</param>
        /// <param name="whenTrue">An element-wise function, given a vector of the elements where the condition holds.</param>
        /// <param name="whenFalse">An element-wise function, given a vector of the others.</param>
        public Tensor<T> SafeWhere(Tensor<T> condition, Func<Tensor<T>, Tensor<T>> whenTrue, Func<Tensor<T>, Tensor<T>> whenFalse)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(condition);
            ArgumentNullException.ThrowIfNull(whenTrue);
            ArgumentNullException.ThrowIfNull(whenFalse);
            if (ShapeRules.Broadcast("SafeWhere", x.Shape, condition.Shape) != x.Shape)
            {
                throw Errors.Rule("SafeWhere", $"a condition of the shape {condition.Shape} was given for x of the shape {x.Shape}", "The condition broadcasts to x, not x to it: BroadcastTo makes x larger.");
            }

            // The chosen ones first, the rest behind them, and for each element where in that order it lies.
            var places = new int[x.Length];
            var order = new int[x.Length];
            if (x.Length > 0)
            {
                Launch.Run(new NotZeroKernel<T>(), condition.Detach().BroadcastTo(x.Shape), places);
            }

            var first = places.Sum();
            var (next, other) = (0, first);
            for (var index = 0; index < places.Length; index++)
            {
                order[places[index] == 1 ? next++ : other++] = index;
            }

            var inverse = new int[x.Length];
            for (var index = 0; index < order.Length; index++)
            {
                inverse[order[index]] = index;
            }

            var sorted = x.ReshapeTo(Shape.Create(x.Length)).IndexSelect(0, Indices.Own(order, Shape.Create(order.Length)));
            var result = Concat([Branch(sorted.Narrow(0, 0, first), whenTrue), Branch(sorted.Narrow(0, first, x.Length - first), whenFalse)]);
            return result.IndexSelect(0, Indices.Own(inverse, Shape.Create(inverse.Length))).ReshapeTo(x.Shape);
        }
    }

    private static Tensor<T> Branch<T>(Tensor<T> x, Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = function(x);
        return result.Shape == x.Shape
            ? result
            : throw Errors.Rule("SafeWhere", $"a function made the shape {result.Shape} of the {x.Length} elements that it was given", "It must work on each element by itself and keep the shape: reduce afterwards.");
    }
}

/// <summary>1 where a number is not 0, NaN included, else 0.</summary>
internal readonly record struct NotZeroKernel<T> : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output)
    {
        for (var index = 0; index < x.Length; index++)
        {
            output[index] = x[index] == T.Zero ? 0 : 1;
        }
    }
}
