using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>softmax(x) = exp(x - max) / sum(exp(x - max)) of each row of [rows, columns].</summary>
/// <remarks>A row that is all -inf, or holds +inf or NaN, has no softmax: all its results are NaN. The output may be the input.</remarks>
internal readonly unsafe record struct SoftmaxRows<T>(int Columns) : ISpanKernel<T>, IRowKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void ISpanKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => RowLoop.Run(this, x, Columns, output, Columns);

    void IRowKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        fixed (T* from = x, to = output)
        {
            T sum = RowExponentials.Store(from, x.Length, Fold.Run(new MaxFold<T>(), x), to);
            MapDriver.Run(new QuotientBy<T>(sum), output, output);
        }
    }
}

/// <summary>The gradient of softmax, from its result y: y * (g - sum(g * y)) in each row.</summary>
internal readonly record struct SoftmaxGradientRows<T>(int Columns) : ISpanKernel2<T>, IRowKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first input is g, the second y.</summary>
    void ISpanKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => RowLoop.Run(this, x, y, Columns, output);

    void IRowKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        ZipDriver.Run(new WeightedDeviation<T>(Fold.Run(new DotFold<T>(), x, y)), x, y, output);

    private readonly record struct WeightedDeviation<TValue>(TValue Mean) : IZipKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TValue Invoke(TValue x, TValue y) => y * (x - Mean);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<TValue> Invoke(Vector512<TValue> x, Vector512<TValue> y) => y * (x - Vector512.Create(Mean));
    }
}

/// <summary>x / Divisor; a product with the reciprocal would round twice.</summary>
internal readonly record struct QuotientBy<T>(T Divisor) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Invoke(T x) => x / Divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => x / Vector512.Create(Divisor);
}
