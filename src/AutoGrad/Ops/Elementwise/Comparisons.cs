using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where x is greater than y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x is greater than y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Greater(Tensor<T> y) => Zip(x, y, new GreaterKernel<T>(), null, null);

        /// <summary>1 where x is greater than a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x is greater than y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 0 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> Greater(double y) => x.Greater(Tensor.Scalar(T.CreateTruncating(y)));

        /// <summary>1 where x is greater than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x is greater than or equal to y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> GreaterOrEqual(Tensor<T> y) => Zip(x, y, new GreaterOrEqualKernel<T>(), null, null);

        /// <summary>1 where x is greater than or equal to a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x is greater than or equal to y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 0 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> GreaterOrEqual(double y) => x.GreaterOrEqual(Tensor.Scalar(T.CreateTruncating(y)));

        /// <summary>1 where x is less than y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x is less than y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Less(Tensor<T> y) => Zip(x, y, new LessKernel<T>(), null, null);

        /// <summary>1 where x is less than a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x is less than y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 0 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> Less(double y) => x.Less(Tensor.Scalar(T.CreateTruncating(y)));

        /// <summary>1 where x is less than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x is less than or equal to y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> LessOrEqual(Tensor<T> y) => Zip(x, y, new LessOrEqualKernel<T>(), null, null);

        /// <summary>1 where x is less than or equal to a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x is less than or equal to y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 0 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> LessOrEqual(double y) => x.LessOrEqual(Tensor.Scalar(T.CreateTruncating(y)));

        /// <summary>1 where x equals y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x equals y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> EqualTo(Tensor<T> y) => Zip(x, y, new EqualToKernel<T>(), null, null);

        /// <summary>1 where x equals a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x equals y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 0 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> EqualTo(double y) => x.EqualTo(Tensor.Scalar(T.CreateTruncating(y)));

        /// <summary>1 where x differs from y, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>
        /// Formula: z = 1 where x differs from y, else 0.  Derivative: none, a step function; no gradient flows.  Shapes: broadcast.  Keeps: nothing.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: 1 where either is NaN; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> NotEqualTo(Tensor<T> y) => Zip(x, y, new NotEqualToKernel<T>(), null, null);

        /// <summary>1 where x differs from a number, else 0. Not differentiable: the result is a constant.</summary>
        /// <remarks>Formula: z = 1 where x differs from y, else 0.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Edges: 1 where x is NaN; -0 equals +0.  Accuracy: exact; the number is rounded to the element type first.</remarks>
        public Tensor<T> NotEqualTo(double y) => x.NotEqualTo(Tensor.Scalar(T.CreateTruncating(y)));
    }
}

public partial class Tensor<T>
{
    /// <summary>1 where x is greater than y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Greater.</remarks>
    public static Tensor<T> operator >(Tensor<T> x, Tensor<T> y) => x.Greater(y);

    /// <summary>1 where x is greater than a number, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Greater.</remarks>
    public static Tensor<T> operator >(Tensor<T> x, double y) => x.Greater(y);

    /// <summary>1 where a number is greater than y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Less, the other way round.</remarks>
    public static Tensor<T> operator >(double x, Tensor<T> y) => y.Less(x);

    /// <summary>1 where x is greater than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As GreaterOrEqual.</remarks>
    public static Tensor<T> operator >=(Tensor<T> x, Tensor<T> y) => x.GreaterOrEqual(y);

    /// <summary>1 where x is greater than or equal to a number, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As GreaterOrEqual.</remarks>
    public static Tensor<T> operator >=(Tensor<T> x, double y) => x.GreaterOrEqual(y);

    /// <summary>1 where a number is greater than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As LessOrEqual, the other way round.</remarks>
    public static Tensor<T> operator >=(double x, Tensor<T> y) => y.LessOrEqual(x);

    /// <summary>1 where x is less than y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Less.</remarks>
    public static Tensor<T> operator <(Tensor<T> x, Tensor<T> y) => x.Less(y);

    /// <summary>1 where x is less than a number, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Less.</remarks>
    public static Tensor<T> operator <(Tensor<T> x, double y) => x.Less(y);

    /// <summary>1 where a number is less than y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As Greater, the other way round.</remarks>
    public static Tensor<T> operator <(double x, Tensor<T> y) => y.Greater(x);

    /// <summary>1 where x is less than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As LessOrEqual.</remarks>
    public static Tensor<T> operator <=(Tensor<T> x, Tensor<T> y) => x.LessOrEqual(y);

    /// <summary>1 where x is less than or equal to a number, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As LessOrEqual.</remarks>
    public static Tensor<T> operator <=(Tensor<T> x, double y) => x.LessOrEqual(y);

    /// <summary>1 where a number is less than or equal to y, else 0. Not differentiable: the result is a constant.</summary>
    /// <remarks>As GreaterOrEqual, the other way round.</remarks>
    public static Tensor<T> operator <=(double x, Tensor<T> y) => y.GreaterOrEqual(x);
}

internal readonly record struct GreaterKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x > y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.GreaterThan(x, y) & Vector512<T>.One;
}

internal readonly record struct GreaterOrEqualKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x >= y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.GreaterThanOrEqual(x, y) & Vector512<T>.One;
}

internal readonly record struct LessKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x < y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.LessThan(x, y) & Vector512<T>.One;
}

internal readonly record struct LessOrEqualKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x <= y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.LessThanOrEqual(x, y) & Vector512<T>.One;
}

internal readonly record struct EqualToKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x == y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Equals(x, y) & Vector512<T>.One;
}

internal readonly record struct NotEqualToKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x != y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.AndNot(Vector512<T>.One, Vector512.Equals(x, y));
}
