using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Sum of squares over some axes, or over all of them when none is named: the penalty of weight decay, a loss of errors.</summary>
        /// <remarks>As SumOfSquares with the axes not kept.</remarks>
        public Tensor<T> SumOfSquares(params ReadOnlySpan<int> axes) => x.SumOfSquares(axes, keepAxes: false);

        /// <summary>Sum of squares over some axes, or over all of them when none is named, which become 1 or vanish; in one pass.</summary>
        /// <remarks>
        /// Formula: y = the sum of x^2 over the axes.  Derivative: 2 g x, with g broadcast over them.  Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.
        /// Keeps: x.  Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the sum of nothing is 0; infinite where a square is.
        /// Accuracy: the bits of Square and Sum.
        /// </remarks>
        public Tensor<T> SumOfSquares(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "SumOfSquares");
            return SquaresOver(x, reduction, 1, keepAxes, "SumOfSquares");
        }
    }

    private static Tensor<T> SquaresOver<T>(Tensor<T> x, Reduction reduction, int count, bool keepAxes, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            reduction.Result(keepAxes),
            new SumOfSquaresKernel<T>(x.Shape, reduction.Axes, count),
            OpKind.General,
            static (x, y, kernel) => new SumOfSquaresRule<T>(kernel, x, y.Shape).Pull,
            op);
}

/// <summary>The rule of a sum or a mean of squares, either way.</summary>
internal sealed class SumOfSquaresRule<T>(SumOfSquaresKernel<T> kernel, Tensor<T> x, Shape result) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Half of a whole number is exact, and dividing by it costs one rounding; 2 / n would cost another.
    private T Divisor => T.CreateTruncating(0.5 * kernel.Count);

    /// <remarks>One cotangent for all elements is a number, which only a tape needs as a tensor.</remarks>
    public Tensor<T> Pull(Tensor<T> cotangent) => cotangent.Length == 1 && !Ops.IsRecording<T>()
        ? x * (cotangent.Item() / Divisor)
        : x * (cotangent / Divisor).ReshapeTo(Reduction.Keep(kernel.From, kernel.Axes));

    public Tensor<T> Push(Tensor<T> tangent) => (x * tangent).SumOver(kernel.Axes, result) / Divisor;
}

/// <summary>The sums of the squares over some axes, divided by a count.</summary>
internal readonly record struct SumOfSquaresKernel<T>(Shape From, AxisSet Axes, int Count) : ISpanKernel<T>, IFoldingKernel<T>, IBatchable<SumOfSquaresKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public SumOfSquaresKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    /// <remarks>To divide by 1 changes nothing.</remarks>
    public FoldLink<T> Link() => new FoldLink<T, SumOfSquaresFold<T>, DivideNumberKernel<T>>(default, new DivideNumberKernel<T>(T.CreateTruncating(Count)));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        new ReduceKernel<T, SumOfSquaresFold<T>>(new SumOfSquaresFold<T>(), From, Axes).Invoke(x, output);
        if (Count != 1)
        {
            MapDriver.Run(new DivideNumberKernel<T>(T.CreateTruncating(Count)), output, output);
        }
    }
}
