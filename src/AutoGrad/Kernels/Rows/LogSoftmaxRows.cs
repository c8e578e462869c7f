using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>log softmax(x) = (x - max) - log(sum(exp(x - max))) of each row of [rows, columns].</summary>
/// <remarks>
/// The difference from the maximum is exact where it is small, so the logarithm is subtracted last. Rows without a softmax give NaN, as
/// <see cref="SoftmaxRows{T}"/>. The output may be the input.
/// </remarks>
internal readonly unsafe record struct LogSoftmaxRows<T>(int Columns) : ISpanKernel<T>, IRowKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void ISpanKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => RowLoop.Run(this, x, Columns, output, Columns);

    void IRowKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        T max = Fold.Run(new MaxFold<T>(), x);
        fixed (T* row = x)
        {
            T log = RowMath.Log(RowExponentials.Sum(row, x.Length, max));
            MapDriver.Run(new TwoDifferences<T>(max, log), x, output);
        }
    }

    private readonly record struct TwoDifferences<TValue>(TValue First, TValue Second) : IMapKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TValue Invoke(TValue x) => x - First - Second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<TValue> Invoke(Vector512<TValue> x) => x - Vector512.Create(First) - Vector512.Create(Second);
    }
}

/// <summary>The gradient of log softmax, from its result y: g - exp(y) * sum(g) in each row.</summary>
internal readonly record struct LogSoftmaxGradientRows<T>(int Columns) : ISpanKernel2<T>, IRowKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first input is g, the second y.</summary>
    void ISpanKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => RowLoop.Run(this, x, y, Columns, output);

    void IRowKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        ZipDriver.Run(new LessShare<T>(Fold.Run(new SumFold<T>(), x)), x, y, output);

    private readonly record struct LessShare<TValue>(TValue Sum) : ILanesZipKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y)
            where V : struct, ILanes<V, TValue> => x - (Special.Exp<V, TValue>(y) * V.Repeat(Sum));
    }
}
