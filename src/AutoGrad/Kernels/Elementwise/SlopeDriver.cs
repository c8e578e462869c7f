using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>An element-wise function that gives its slope beside its value, from the same exponential where it can. See <see cref="ILanesMapKernel{T}"/>.</summary>
internal interface ISlopeKernel<T> : ILanesMapKernel<T>
    where T : unmanaged
{
    /// <summary>y = f(x) and f'(x), with the bits of the value and of the slope computed alone.</summary>
    TLanes Invoke<TLanes>(TLanes x, out TLanes slope)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>Applies a function to a span and notes its slopes; the values may be written over the arguments.</summary>
internal static unsafe class SlopeDriver
{
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, Span<T> values, Span<T> slopes)
        where T : unmanaged
        where TKernel : struct, ISlopeKernel<T>
    {
        KernelErrors.CheckLength("values", x.Length, values.Length);
        KernelErrors.CheckLength("slopes", x.Length, slopes.Length);
        fixed (T* xStart = x, valuesStart = values, slopesStart = slopes)
        {
            Chunks.Elements(x.Length, true, new Item<T, TKernel>(kernel, xStart, valuesStart, slopesStart));
        }
    }

    /// <summary>The loop at one width; what is left after whole registers goes through a buffer and the same loop.</summary>
    [SkipLocalsInit]
    private static void Loop<T, TKernel, TLanes>(TKernel kernel, T* x, T* values, T* slopes, nint length)
        where T : unmanaged
        where TKernel : struct, ISlopeKernel<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint whole = length & -TLanes.Count;
        Registers<T, TKernel, TLanes>(kernel, x, values, slopes, whole);
        if (whole == length)
        {
            return;
        }

        T* buffer = stackalloc T[2 * Vector512<T>.Count];
        nint rest = length - whole;
        new Span<T>(buffer, TLanes.Count).Fill(x[whole]);
        new ReadOnlySpan<T>(x + whole, (int)rest).CopyTo(new Span<T>(buffer, (int)rest));
        Registers<T, TKernel, TLanes>(kernel, buffer, buffer, buffer + Vector512<T>.Count, TLanes.Count);
        new ReadOnlySpan<T>(buffer, (int)rest).CopyTo(new Span<T>(values + whole, (int)rest));
        new ReadOnlySpan<T>(buffer + Vector512<T>.Count, (int)rest).CopyTo(new Span<T>(slopes + whole, (int)rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Registers<T, TKernel, TLanes>(TKernel kernel, T* x, T* values, T* slopes, nint length)
        where T : unmanaged
        where TKernel : struct, ISlopeKernel<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint i = 0; i < length; i += TLanes.Count)
        {
            kernel.Invoke(TLanes.Load(x + i), out TLanes slope).Store(values + i);
            slope.Store(slopes + i);
        }
    }

    private readonly struct Item<T, TKernel>(TKernel kernel, T* x, T* values, T* slopes) : IChunkItem
        where T : unmanaged
        where TKernel : struct, ISlopeKernel<T>
    {
        public void Invoke(int start, int length)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Loop<T, TKernel, Lanes512<T>>(kernel, x + start, values + start, slopes + start, length);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Loop<T, TKernel, Lanes256<T>>(kernel, x + start, values + start, slopes + start, length);
            }
            else
            {
                Loop<T, TKernel, Lanes128<T>>(kernel, x + start, values + start, slopes + start, length);
            }
        }
    }
}
