using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The sum of the squares of all elements, divided by a count, in one pass: what a squared loss is of its errors.</summary>
    /// <remarks>Formula: y = (the sum of x^2) / n.  Derivative: x g / (n / 2), in one pass too.  Shapes: any; the result is one number.  Keeps: x.  Accuracy: the bits of Square, Sum and a division.</remarks>
    internal static Tensor<T> SumOfSquares<T>(Tensor<T> x, int count, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, Shape.Scalar, new SumOfSquaresKernel<T>(count), OpKind.General, static (x, _, kernel) => new SumOfSquaresRule<T>(kernel, x).Pull, op);
}

/// <summary>The rule of SumOfSquares, either way.</summary>
internal sealed class SumOfSquaresRule<T>(SumOfSquaresKernel<T> kernel, Tensor<T> x) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => x * (cotangent / (0.5 * kernel.Count));

    public Tensor<T> Push(Tensor<T> tangent) => (x * tangent).Sum() / (0.5 * kernel.Count);
}

/// <summary>The sum of all squares, divided by a count.</summary>
internal readonly record struct SumOfSquaresKernel<T>(int Count) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => output[0] = Fold.Run(new SumOfSquaresFold<T>(), x) / T.CreateTruncating(Count);
}
