using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>Product of two tensors, element by element.</summary>
    /// <remarks>
    /// Formula: z = x y.  Derivative: g y for x, g x for y.  Shapes: broadcast.  Keeps: x for y, y for x.
    /// Errors: AG104 where the shapes do not broadcast.  Edges: 0 times infinity is NaN.  Accuracy: correctly rounded.
    /// </remarks>
    public static Tensor<T> operator *(Tensor<T> x, Tensor<T> y) =>
        Ops.Zip(x, y, new MultiplyKernel<T>(), static (_, y, _, _) => g => g * y, static (x, _, _, _) => g => g * x, "Multiply");

    /// <summary>Product of a tensor and a number.</summary>
    /// <remarks>Formula: z = x y.  Derivative: g y.  Shapes: any, same.  Keeps: nothing.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator *(Tensor<T> x, T y) => Ops.Map(x, new MultiplyNumberKernel<T>(y), static (_, _, kernel) => g => g * kernel.Number, "Multiply");

    /// <inheritdoc cref="op_Multiply(Tensor{T}, T)"/>
    public static Tensor<T> operator *(T x, Tensor<T> y) => y * x;

    /// <inheritdoc cref="op_Multiply(Tensor{T}, T)"/>
    public static Tensor<T> operator *(Tensor<T> x, double y) => x * T.CreateTruncating(y);

    /// <inheritdoc cref="op_Multiply(Tensor{T}, T)"/>
    public static Tensor<T> operator *(double x, Tensor<T> y) => y * T.CreateTruncating(x);
}

internal readonly record struct MultiplyKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x * y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x * y;
}

internal readonly record struct MultiplyNumberKernel<T>(T Number) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x * Number;

    public Vector512<T> Invoke(Vector512<T> x) => x * Vector512.Create(Number);
}
