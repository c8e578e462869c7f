using System.Numerics;

namespace AutoGrad;

/// <summary>log(sum(exp x)) of each row of [rows, columns], into [rows].</summary>
/// <remarks>
/// The maximum is taken out first, so nothing overflows. A maximum that is not finite is not taken out: a row of -inf gives log 0 = -inf, one with
/// +inf gives +inf, one with NaN gives NaN. An empty row gives -inf, the log of an empty sum.
/// </remarks>
internal readonly record struct LogSumExpRows<T>(int Columns) : ISpanKernel<T>, IRowKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void ISpanKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => RowLoop.Run(this, x, Columns, output, 1);

    void IRowKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        T max = Fold.Run(new MaxFold<T>(), x);
        T shift = T.IsFinite(max) ? max : T.Zero;
        output[0] = shift + RowMath.Log(Fold.Run(new SumOfExponentialsFold<T>(), x, shift));
    }
}
