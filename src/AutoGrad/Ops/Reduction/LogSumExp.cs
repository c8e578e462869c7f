using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the sum of exponentials over some axes, or over all of them when none is named.</summary>
        /// <remarks>As LogSumExp with the axes not kept.</remarks>
        public Tensor<T> LogSumExp(params ReadOnlySpan<int> axes) => x.LogSumExp(axes, keepAxes: false);

        /// <summary>Logarithm of the sum of exponentials over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = m + ln of the sum of e^(x - m) over the axes, with m their maximum.  Derivative: g e^(x - y): the softmax.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x, y.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.
        /// Edges: all -inf, or nothing at all, gives -inf with zero gradient; a +inf gives +inf, with a NaN gradient where x is +inf.
        /// Accuracy: 3 ulp where the result does not cancel.  Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
        /// </remarks>
        public Tensor<T> LogSumExp(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "LogSumExp");
            return Apply(
                x,
                reduction.Result(keepAxes),
                new LogSumExpKernel<T>(x.Shape, reduction.Axes),
                OpKind.General,
                static (x, y, kernel) => g => Absorb(g.ExpandOver(kernel.From, kernel.Axes), ExponentialRatio(x, y.ReshapeTo(Reduction.Keep(kernel.From, kernel.Axes)))),
                "LogSumExp");
        }
    }

    /// <summary>The part that e^x is of e^y.</summary>
    /// <remarks>Formula: z = e^(x - y), 0 where y = -inf.  Derivative: g z for x, -g z for y.  Shapes: broadcast.  Keeps: z.  Accuracy: that of exp.</remarks>
    private static Tensor<T> ExponentialRatio<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(x, y, new ExponentialRatioKernel<T>(), static (_, _, z, _) => g => g * z, static (_, _, z, _) => g => -g * z);
}

internal readonly record struct LogSumExpKernel<T>(Shape From, AxisSet Axes) : ISpanKernel<T>, IBatchable<LogSumExpKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LogSumExpKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        using var scratch = new Scratch<T>(output.Length);
        var shifts = scratch.Span;
        new ReduceKernel<T, MaxFold<T>>(new MaxFold<T>(), From, Axes).Invoke(x, shifts);

        // An infinite maximum is not taken out: inf - inf would be NaN.
        MapDriver.Run(new FiniteOrZero<T>(), shifts, shifts);
        new CenteredReduceKernel<T, SumOfExponentialsFold<T>>(new SumOfExponentialsFold<T>(), From, Axes).Invoke(x, shifts, output);
        ZipDriver.Run(new LogPlus<T>(), output, shifts, output);
    }

    private readonly record struct FiniteOrZero<TValue> : IMapKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        public TValue Invoke(TValue x) => TValue.Abs(x) == TValue.PositiveInfinity ? TValue.Zero : x;

        public Vector512<TValue> Invoke(Vector512<TValue> x) =>
            Vector512.AndNot(x, Vector512.Equals(Vector512.Abs(x), Vector512.Create(TValue.PositiveInfinity)));
    }

    private readonly record struct LogPlus<TValue> : ILanesZipKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y)
            where V : struct, ILanes<V, TValue> => y + Special.Log<V, TValue>(x);
    }
}

internal readonly record struct ExponentialRatioKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> =>
        V.Select(V.Equal(y, V.Of(double.NegativeInfinity)), V.Of(0.0), Special.Exp<V, T>(x - y));
}
