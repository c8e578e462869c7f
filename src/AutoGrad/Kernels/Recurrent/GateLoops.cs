using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The functions that gates are made of, over rows. The output may be an operand.</summary>
internal static unsafe class GateLoops
{
    /// <summary>σ(x + y).</summary>
    public static void SigmoidOfSum<T>(T* x, T* y, T* output, nint length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ElementLoop.Zip(default(SigmoidOfSumKernel<T>), new DenseOperand<T>(x), new DenseOperand<T>(y), output, length);

    /// <summary>tanh(x + y).</summary>
    public static void TanhOfSum<T>(T* x, T* y, T* output, nint length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ElementLoop.Zip(default(TanhOfSumKernel<T>), new DenseOperand<T>(x), new DenseOperand<T>(y), output, length);

    /// <summary>x tanh y.</summary>
    public static void TimesTanh<T>(T* x, T* y, T* output, nint length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ElementLoop.Zip(default(TimesTanhKernel<T>), new DenseOperand<T>(x), new DenseOperand<T>(y), output, length);

    /// <summary>tanh x.</summary>
    public static void Tanh<T>(T* x, T* output, nint length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ElementLoop.Map(default(TanhKernel<T>), new DenseOperand<T>(x), output, length);

    private readonly record struct SigmoidOfSumKernel<T> : ILanesZipKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y)
            where V : struct, ILanes<V, T> => Special.Sigmoid<V, T>(x + y);
    }

    private readonly record struct TanhOfSumKernel<T> : ILanesZipKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y)
            where V : struct, ILanes<V, T> => Special.Tanh<V, T>(x + y);
    }

    private readonly record struct TimesTanhKernel<T> : ILanesZipKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y)
            where V : struct, ILanes<V, T> => x * Special.Tanh<V, T>(y);
    }

    private readonly record struct TanhKernel<T> : ILanesMapKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x)
            where V : struct, ILanes<V, T> => Special.Tanh<V, T>(x);
    }
}
