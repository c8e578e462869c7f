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
        Ops.Zip(x, y, new MultiplyKernel<T>(), FactorRule<T>.Shared, FactorRule<T>.Shared, "Multiply");

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

/// <summary>The rule of a product for one factor, the other one kept.</summary>
internal sealed class FactorRule<T> : IAddingRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private FactorRule()
    {
    }

    /// <summary>The rule of every product.</summary>
    public static KeepingRule<T> Shared { get; } = new FactorRule<T>().Pull;

    private Tensor<T> Pull(Tensor<T> cotangent, Tensor<T> other) => cotangent * other;

    public bool TryAddTo(Tensor<T> sum, Tensor<T> cotangent, Tensor<T>? other)
    {
        if (cotangent.Shape != sum.Shape || other!.Shape != sum.Shape)
        {
            return false;
        }

        Launch.Zip3(new AddcmulKernel<T>(T.One), sum, cotangent, other, sum);
        return true;
    }
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
