using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>The last elements of a row, fewer than a vector has lanes, as one vector: nothing beside them is read or written.</summary>
/// <remarks>
/// By masks where the machine has them for 512 bits. Elsewhere one by one through memory, which a vector can be read from only when the single stores
/// have left the processor's queue. No call may be left of it: a loop of special functions around one was 8 % slower.
/// </remarks>
internal static unsafe class PartialVector
{
    /// <summary>The elements from an address on in the first lanes, and a number in the others.</summary>
    /// <param name="x">The first element.</param>
    /// <param name="count">How many there are: fewer than the lanes.</param>
    /// <param name="filler">What the other lanes get.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* x, nint count, T filler)
        where T : unmanaged
    {
        Vector512<T> vector = Vector512.Create(filler);
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)x, FirstLanes<float>(count), vector.AsSingle()).As<float, T>()
                : Avx512F.MaskLoad((double*)x, FirstLanes<double>(count), vector.AsDouble()).As<double, T>();
        }

        for (nint lane = 0; lane < count; lane++)
        {
            ((T*)&vector)[lane] = x[lane];
        }

        return vector;
    }

    /// <summary>Writes the first lanes from an address on.</summary>
    /// <param name="y">The first element.</param>
    /// <param name="count">How many are written: fewer than the lanes.</param>
    /// <param name="vector">The lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T* y, nint count, Vector512<T> vector)
        where T : unmanaged
    {
        if (!Avx512F.IsSupported)
        {
            for (nint lane = 0; lane < count; lane++)
            {
                y[lane] = ((T*)&vector)[lane];
            }
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)y, FirstLanes<float>(count), vector.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)y, FirstLanes<double>(count), vector.AsDouble());
        }
    }

    /// <summary>All bits set in the first lanes. The literals matter: Vector512.Indices was compiled to a loop where vectors have 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FirstLanes<T>(nint count)
        where T : unmanaged =>
        sizeof(T) == 4
            ? Vector512.LessThan(Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create((int)count)).As<int, T>()
            : Vector512.LessThan(Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7), Vector512.Create((long)count)).As<long, T>();
}
