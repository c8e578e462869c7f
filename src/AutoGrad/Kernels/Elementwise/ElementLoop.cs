using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The innermost loops of all element-wise work. Every load of a step precedes its stores, so the output may be exactly one of the inputs;
/// what is left after the vectors goes through the scalar method, which gives the same bits by contract.
/// </summary>
/// <remarks>
/// Two vectors a turn: more would let large kernels exceed what the compiler inlines, and the processor overlaps turns by itself.
/// The loops forbid being inlined: once their caller is recompiled with a profile they would be, and the kernel in turn would not (measured:
/// eight times slower). Vector methods of more than a few operations should ask for AggressiveInlining; kernels of more than some ten
/// are written over lanes and run in <see cref="LanesLoop"/>.
/// </remarks>
internal static unsafe class ElementLoop
{
    /// <summary>One number everywhere. Span.Fill would be compiled anew, and slowly at first, like every method of the BCL that has vectors in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Fill<T>(T value, T* output, nint length)
        where T : unmanaged
    {
        nint i = 0;
        Vector512<T> values = Vector512.Create(value);
        for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            values.Store(output + i);
        }

        for (; i < length; i++)
        {
            output[i] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Map<T, TKernel, TX>(TKernel kernel, TX x, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TX : struct, IOperand<T>
    {
        if (TKernel.IsOverLanes)
        {
            LanesLoop.Map(kernel, x, output, length);
            return;
        }

        nint i = 0;
        if (TKernel.IsVectorized && TX.IsVectorized)
        {
            nint lanes = Vector512<T>.Count;
            for (; i <= length - (2 * lanes); i += 2 * lanes)
            {
                Vector512<T> first = kernel.Invoke(x.VectorAt(i));
                Vector512<T> second = kernel.Invoke(x.VectorAt(i + lanes));
                first.Store(output + i);
                second.Store(output + i + lanes);
            }

            if (i <= length - lanes)
            {
                kernel.Invoke(x.VectorAt(i)).Store(output + i);
                i += lanes;
            }
        }

        for (; i < length; i++)
        {
            output[i] = kernel.Invoke(x.At(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Zip<T, TKernel, TX, TY>(TKernel kernel, TX x, TY y, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
    {
        if (TKernel.IsOverLanes)
        {
            LanesLoop.Zip(kernel, x, y, output, length);
            return;
        }

        nint i = 0;
        if (TKernel.IsVectorized && TX.IsVectorized && TY.IsVectorized)
        {
            nint lanes = Vector512<T>.Count;
            for (; i <= length - (2 * lanes); i += 2 * lanes)
            {
                Vector512<T> first = kernel.Invoke(x.VectorAt(i), y.VectorAt(i));
                Vector512<T> second = kernel.Invoke(x.VectorAt(i + lanes), y.VectorAt(i + lanes));
                first.Store(output + i);
                second.Store(output + i + lanes);
            }

            if (i <= length - lanes)
            {
                kernel.Invoke(x.VectorAt(i), y.VectorAt(i)).Store(output + i);
                i += lanes;
            }
        }

        for (; i < length; i++)
        {
            output[i] = kernel.Invoke(x.At(i), y.At(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Zip3<T, TKernel, TX, TY, TZ>(TKernel kernel, TX x, TY y, TZ z, T* output, nint length)
        where T : unmanaged
        where TKernel : struct, IZip3Kernel<T>
        where TX : struct, IOperand<T>
        where TY : struct, IOperand<T>
        where TZ : struct, IOperand<T>
    {
        nint i = 0;
        if (TKernel.IsVectorized && TX.IsVectorized && TY.IsVectorized && TZ.IsVectorized)
        {
            nint lanes = Vector512<T>.Count;
            for (; i <= length - (2 * lanes); i += 2 * lanes)
            {
                Vector512<T> first = kernel.Invoke(x.VectorAt(i), y.VectorAt(i), z.VectorAt(i));
                Vector512<T> second = kernel.Invoke(x.VectorAt(i + lanes), y.VectorAt(i + lanes), z.VectorAt(i + lanes));
                first.Store(output + i);
                second.Store(output + i + lanes);
            }

            if (i <= length - lanes)
            {
                kernel.Invoke(x.VectorAt(i), y.VectorAt(i), z.VectorAt(i)).Store(output + i);
                i += lanes;
            }
        }

        for (; i < length; i++)
        {
            output[i] = kernel.Invoke(x.At(i), y.At(i), z.At(i));
        }
    }
}
