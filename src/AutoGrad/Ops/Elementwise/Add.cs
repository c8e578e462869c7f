using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>Sum of two tensors, element by element.</summary>
    /// <remarks>
    /// Formula: z = x + y.  Derivative: g for both.  Shapes: broadcast.  Keeps: nothing.
    /// Errors: AG104 where the shapes do not broadcast.  Accuracy: correctly rounded.
    /// </remarks>
    public static Tensor<T> operator +(Tensor<T> x, Tensor<T> y) =>
        Ops.Zip(x, y, new AddKernel<T>(), static (_, _, _, _) => static g => g, static (_, _, _, _) => static g => g, "Add");

    /// <summary>Sum of a tensor and a number.</summary>
    /// <remarks>Formula: z = x + y.  Derivative: g.  Shapes: any, same.  Keeps: nothing.  Accuracy: correctly rounded.</remarks>
    public static Tensor<T> operator +(Tensor<T> x, T y) => Ops.Map(x, new AddNumberKernel<T>(y), static (_, _, _) => static g => g, "Add");

    /// <inheritdoc cref="op_Addition(Tensor{T}, T)"/>
    public static Tensor<T> operator +(T x, Tensor<T> y) => y + x;

    /// <inheritdoc cref="op_Addition(Tensor{T}, T)"/>
    public static Tensor<T> operator +(Tensor<T> x, double y) => x + T.CreateTruncating(y);

    /// <inheritdoc cref="op_Addition(Tensor{T}, T)"/>
    public static Tensor<T> operator +(double x, Tensor<T> y) => y + T.CreateTruncating(x);
}

internal readonly record struct AddKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x + y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x + y;
}

internal readonly record struct AddNumberKernel<T>(T Number) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x + Number;

    public Vector512<T> Invoke(Vector512<T> x) => x + Vector512.Create(Number);
}
