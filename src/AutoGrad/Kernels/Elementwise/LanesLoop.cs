using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The innermost loops of kernels over lanes: one register a turn, of the width that the machine has. The processor overlaps turns by itself.
/// </summary>
/// <remarks>
/// Each loop holds the kernel once, whole: the compiler stops inlining in a method that has about 500 local variables, and every inlined operator makes
/// one or two, so a second copy of a special function may leave calls of its operators behind (ten times slower). It counts no other cost
/// as long as everything from the kernel's method down to the operators asks for AggressiveInlining. Called instead, a function of 16 numbers
/// would spend about as long on the call and on arguments in memory as on its arithmetic.
/// What is left after whole registers, and operands at a distance, goes through a buffer: there is no second formula, so an element's bits
/// depend neither on its position nor on the width. Loads precede stores, so the output may be exactly one of the inputs.
/// </remarks>
internal static unsafe class LanesLoop
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<T, TKernel, TX>(TKernel kernel, TX x, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Map<T, TKernel, TX, Lanes512<T>>(kernel, x, output, length);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Map<T, TKernel, TX, Lanes256<T>>(kernel, x, output, length);
        }
        else
        {
            Map<T, TKernel, TX, Lanes128<T>>(kernel, x, output, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip<T, TKernel, TX, TY>(TKernel kernel, TX x, TY y, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Zip<T, TKernel, TX, TY, Lanes512<T>>(kernel, x, y, output, length);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Zip<T, TKernel, TX, TY, Lanes256<T>>(kernel, x, y, output, length);
        }
        else
        {
            Zip<T, TKernel, TX, TY, Lanes128<T>>(kernel, x, y, output, length);
        }
    }

    /// <summary>The loop at one width; tests run each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Map<T, TKernel, TX, TLanes>(TKernel kernel, TX x, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        T* buffer = stackalloc T[TLanes.Count];
        nint last = TX.IsVectorized ? length - TLanes.Count : -1;
        for (nint i = 0; i < length; i += TLanes.Count)
        {
            T* target = output + i;
            TLanes value;
            if (i <= last)
            {
                value = x.LanesAt<TLanes>(i);
            }
            else
            {
                Gather(x, i, length, buffer, TLanes.Count);
                value = TLanes.Load(buffer);
                target = buffer;
            }

            kernel.Invoke(value).Store(target);
            if (i > last)
            {
                Copy(buffer, output + i, Math.Min(TLanes.Count, length - i));
            }
        }
    }

    /// <summary>The loop at one width; tests run each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Zip<T, TKernel, TX, TY, TLanes>(TKernel kernel, TX x, TY y, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        T* buffer = stackalloc T[TLanes.Count];
        nint last = TX.IsVectorized && TY.IsVectorized ? length - TLanes.Count : -1;
        for (nint i = 0; i < length; i += TLanes.Count)
        {
            T* target = output + i;
            TLanes first;
            TLanes second;
            if (i <= last)
            {
                first = x.LanesAt<TLanes>(i);
                second = y.LanesAt<TLanes>(i);
            }
            else
            {
                Gather(x, i, length, buffer, TLanes.Count);
                first = TLanes.Load(buffer);
                Gather(y, i, length, buffer, TLanes.Count);
                second = TLanes.Load(buffer);
                target = buffer;
            }

            kernel.Invoke(first, second).Store(target);
            if (i > last)
            {
                Copy(buffer, output + i, Math.Min(TLanes.Count, length - i));
            }
        }
    }

    /// <summary>Elements one by one; where fewer than a register are left, the first of them fills it up, so that no lane takes a path of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gather<T, TX>(TX x, nint start, nint length, T* buffer, int lanes)
        where T : unmanaged
        where TX : struct, IOperand<T>
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            buffer[lane] = x.At(start + lane < length ? start + lane : start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy<T>(T* buffer, T* output, nint count)
        where T : unmanaged
    {
        for (nint lane = 0; lane < count; lane++)
        {
            output[lane] = buffer[lane];
        }
    }
}
