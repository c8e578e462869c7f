using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>Quotient of two tensors, element by element.</summary>
    /// <remarks>
    /// Formula: z = x / y.  Derivative: g / y for x, -g z / y for y.  Shapes: broadcast.  Keeps: y; z for y.
    /// Errors: AG104 where the shapes do not broadcast.  Edges: a zero cotangent gives a zero gradient, also where y = 0.  Accuracy: correctly rounded.
    /// </remarks>
    public static Tensor<T> operator /(Tensor<T> x, Tensor<T> y) =>
        Ops.Zip(
            x,
            y,
            new DivideKernel<T>(),
            static (_, y, _, _) => g => Ops.Absorb(g, 1 / y),
            static (_, y, z, _) => g => Ops.Absorb(g, -z / y),
            "Divide");

    /// <summary>Quotient of a tensor and a number.</summary>
    /// <remarks>Formula: z = x / y.  Derivative: g / y.  Shapes: any, same.  Keeps: nothing.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator /(Tensor<T> x, T y) => Ops.Map(x, new DivideNumberKernel<T>(y), static (_, _, kernel) => g => g / kernel.Number, "Divide");

    /// <summary>Quotient of a number and a tensor.</summary>
    /// <remarks>Formula: z = x / y.  Derivative: -g z / y.  Shapes: any, same.  Keeps: y, z.  Edges: a zero cotangent gives a zero gradient, also where y = 0.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator /(T x, Tensor<T> y) =>
        Ops.Map(y, new DivideNumberByKernel<T>(x), static (y, z, _) => g => Ops.Absorb(g, -z / y), "Divide");

    /// <inheritdoc cref="op_Division(Tensor{T}, T)"/>
    public static Tensor<T> operator /(Tensor<T> x, double y) => x / T.CreateTruncating(y);

    /// <inheritdoc cref="op_Division(T, Tensor{T})"/>
    public static Tensor<T> operator /(double x, Tensor<T> y) => T.CreateTruncating(x) / y;
}

internal readonly record struct DivideKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x / y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x / y;
}

internal readonly record struct DivideNumberKernel<T>(T Number) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x / Number;

    public Vector512<T> Invoke(Vector512<T> x) => x / Vector512.Create(Number);
}

internal readonly record struct DivideNumberByKernel<T>(T Number) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => Number / x;

    public Vector512<T> Invoke(Vector512<T> x) => Vector512.Create(Number) / x;
}
