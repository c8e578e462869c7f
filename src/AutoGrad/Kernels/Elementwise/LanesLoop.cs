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
/// What is left after whole registers, and operands at a distance, goes through a buffer and the same loop: there is no second formula, so an
/// element's bits depend neither on its position nor on the width. Loads precede stores, so the output may be exactly one of the inputs. Nothing but
/// the kernel is in the loop: where a core runs two threads, instructions count.
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<T, TKernel, TX, TLanes>(TKernel kernel, TX x, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint whole = TX.IsVectorized ? length & -TLanes.Count : 0;
        MapRegisters<T, TKernel, TX, TLanes>(kernel, x, output, whole);
        if (whole < length)
        {
            MapRest<T, TKernel, TX, TLanes>(kernel, x, output, whole, length);
        }
    }

    /// <summary>The loop at one width; tests run each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip<T, TKernel, TX, TY, TLanes>(TKernel kernel, TX x, TY y, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint whole = TX.IsVectorized && TY.IsVectorized ? length & -TLanes.Count : 0;
        ZipRegisters<T, TKernel, TX, TY, TLanes>(kernel, x, y, output, whole);
        if (whole < length)
        {
            ZipRest<T, TKernel, TX, TY, TLanes>(kernel, x, y, output, whole, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRegisters<T, TKernel, TX, TLanes>(TKernel kernel, TX x, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint i = 0; i < length; i += TLanes.Count)
        {
            kernel.Invoke(x.LanesAt<TLanes>(i)).Store(output + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ZipRegisters<T, TKernel, TX, TY, TLanes>(TKernel kernel, TX x, TY y, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint i = 0; i < length; i += TLanes.Count)
        {
            kernel.Invoke(x.LanesAt<TLanes>(i), y.LanesAt<TLanes>(i)).Store(output + i);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRest<T, TKernel, TX, TLanes>(TKernel kernel, TX x, T* output, nint start, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        T* buffer = stackalloc T[Vector512<T>.Count];
        for (nint i = start; i < length; i += TLanes.Count)
        {
            Gather(x, i, length, buffer, TLanes.Count);
            MapRegisters<T, TKernel, DenseOperand<T>, TLanes>(kernel, new DenseOperand<T>(buffer), buffer, TLanes.Count);
            Copy(buffer, output + i, Math.Min(TLanes.Count, length - i));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ZipRest<T, TKernel, TX, TY, TLanes>(TKernel kernel, TX x, TY y, T* output, nint start, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        T* first = stackalloc T[2 * Vector512<T>.Count];
        T* second = first + Vector512<T>.Count;
        for (nint i = start; i < length; i += TLanes.Count)
        {
            Gather(x, i, length, first, TLanes.Count);
            Gather(y, i, length, second, TLanes.Count);
            ZipRegisters<T, TKernel, DenseOperand<T>, DenseOperand<T>, TLanes>(kernel, new DenseOperand<T>(first), new DenseOperand<T>(second), first, TLanes.Count);
            Copy(first, output + i, Math.Min(TLanes.Count, length - i));
        }
    }

    /// <summary>A register of elements; where fewer are left, the first of them fills it up, so that no lane takes a path of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather<T, TX>(TX x, nint start, nint length, T* buffer, int lanes)
        where T : unmanaged
        where TX : struct, IOperand<T>
    {
        if (TX.IsVectorized && length - start < lanes)
        {
            x.PartialAt(start, length - start).Store(buffer);
            return;
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            buffer[lane] = x.At(start + lane < length ? start + lane : start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(T* buffer, T* output, nint count)
        where T : unmanaged
    {
        if (count == Vector512<T>.Count)
        {
            Vector512.Load(buffer).Store(output);
        }
        else
        {
            PartialVector.Store(output, count, Vector512.Load(buffer));
        }
    }
}
