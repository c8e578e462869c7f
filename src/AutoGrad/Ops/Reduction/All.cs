using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where every element over some axes (all axes when none is named) is not 0, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>As All with the axes not kept.</remarks>
        public Tensor<T> All(params ReadOnlySpan<int> axes) => x.All(axes, keepAxes: false);

        /// <summary>1 where every element over some axes (all axes when none is named) is not 0, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: y = 1 where every x over the axes is not 0, else 0.  Derivative: none; no gradient flows.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: NaN counts as true; over nothing 1.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> All(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "All");
            var output = Tensor<T>.Allocate("All", reduction.Result(keepAxes));
            Launch.Run(new ReduceKernel<T, AllFold<T>>(new AllFold<T>(), x.Shape, reduction.Axes), x, output);
            return output;
        }
    }
}

/// <summary>Smallest of the flags "x is not 0".</summary>
internal readonly record struct AllFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.One;

    public T Empty => T.One;

    public T Term(T x, T center) => x == T.Zero ? T.Zero : T.One;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Vector512.AndNot(Vector512<T>.One, Vector512.Equals(x, Vector512<T>.Zero));

    public T Combine(T left, T right) => T.Min(left, right);

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.Min(left, right);
}
