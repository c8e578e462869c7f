using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>Difference of two tensors, element by element.</summary>
    /// <remarks>
    /// Formula: z = x - y.  Derivative: g for x, -g for y.  Shapes: broadcast.  Keeps: nothing.
    /// Errors: AG104 where the shapes do not broadcast.  Accuracy: correctly rounded.
    /// </remarks>
    public static Tensor<T> operator -(Tensor<T> x, Tensor<T> y) =>
        Ops.Zip(x, y, new SubtractKernel<T>(), static (_, _, _, _) => static g => g, static (_, _, _, _) => static g => -g, "Subtract");

    /// <summary>Difference of a tensor and a number.</summary>
    /// <remarks>Formula: z = x - y.  Derivative: g.  Shapes: any, same.  Keeps: nothing.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator -(Tensor<T> x, T y) => Ops.Map(x, new AddNumberKernel<T>(-y), static (_, _, _) => static g => g, "Subtract");

    /// <summary>Difference of a number and a tensor.</summary>
    /// <remarks>Formula: z = x - y.  Derivative: -g.  Shapes: any, same.  Keeps: nothing.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator -(T x, Tensor<T> y) => Ops.Map(y, new SubtractFromNumberKernel<T>(x), static (_, _, _) => static g => -g, "Subtract");

    /// <inheritdoc cref="op_Subtraction(Tensor{T}, T)"/>
    public static Tensor<T> operator -(Tensor<T> x, double y) => x - T.CreateTruncating(y);

    /// <inheritdoc cref="op_Subtraction(T, Tensor{T})"/>
    public static Tensor<T> operator -(double x, Tensor<T> y) => T.CreateTruncating(x) - y;
}

internal readonly record struct SubtractKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x - y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x - y;
}

internal readonly record struct SubtractFromNumberKernel<T>(T Number) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => Number - x;

    public Vector512<T> Invoke(Vector512<T> x) => Vector512.Create(Number) - x;
}
