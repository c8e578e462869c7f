using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Reads a row-major matrix by columns: blocks of 128 bits of several rows, transposed in registers.</summary>
/// <remarks>Every block of a vector of more than 128 bits holds rows at a distance of four (double: two), so that shuffles within blocks suffice.</remarks>
internal static unsafe class Columns
{
    /// <summary>Whether the machine has the shuffles of 512 bits, and is fast at them.</summary>
    public static bool Has512Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;
    }

    /// <summary>Whether the machine has the shuffles of 256 bits.</summary>
    public static bool Has256Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx.IsSupported;
    }

    /// <summary>The next columns of as many rows as a register has lanes: four of float, two of double, and no third and fourth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<T, TLanes>(T* x, nint stride, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (typeof(TLanes) == typeof(Lanes512<T>))
        {
            Load(x, stride, out Vector512<T> column0, out Vector512<T> column1, out Vector512<T> column2, out Vector512<T> column3);
            (first, second) = (Unsafe.BitCast<Vector512<T>, TLanes>(column0), Unsafe.BitCast<Vector512<T>, TLanes>(column1));
            (third, fourth) = (Unsafe.BitCast<Vector512<T>, TLanes>(column2), Unsafe.BitCast<Vector512<T>, TLanes>(column3));
        }
        else
        {
            Load(x, stride, out Vector256<T> column0, out Vector256<T> column1, out Vector256<T> column2, out Vector256<T> column3);
            (first, second) = (Unsafe.BitCast<Vector256<T>, TLanes>(column0), Unsafe.BitCast<Vector256<T>, TLanes>(column1));
            (third, fourth) = (Unsafe.BitCast<Vector256<T>, TLanes>(column2), Unsafe.BitCast<Vector256<T>, TLanes>(column3));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T>(T* x, nint stride, out Vector512<T> first, out Vector512<T> second, out Vector512<T> third, out Vector512<T> fourth)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            var row0 = Blocks512((float*)x, 4 * stride);
            var row1 = Blocks512((float*)(x + stride), 4 * stride);
            var row2 = Blocks512((float*)(x + (2 * stride)), 4 * stride);
            var row3 = Blocks512((float*)(x + (3 * stride)), 4 * stride);
            var low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
            var low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
            var high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
            var high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
            first = Avx512F.UnpackLow(low01, low23).As<double, T>();
            second = Avx512F.UnpackHigh(low01, low23).As<double, T>();
            third = Avx512F.UnpackLow(high01, high23).As<double, T>();
            fourth = Avx512F.UnpackHigh(high01, high23).As<double, T>();
        }
        else
        {
            var row0 = Blocks512((double*)x, 2 * stride);
            var row1 = Blocks512((double*)(x + stride), 2 * stride);
            first = Avx512F.UnpackLow(row0, row1).As<double, T>();
            second = Avx512F.UnpackHigh(row0, row1).As<double, T>();
            (third, fourth) = (default, default);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T>(T* x, nint stride, out Vector256<T> first, out Vector256<T> second, out Vector256<T> third, out Vector256<T> fourth)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            var row0 = Blocks256((float*)x, 4 * stride);
            var row1 = Blocks256((float*)(x + stride), 4 * stride);
            var row2 = Blocks256((float*)(x + (2 * stride)), 4 * stride);
            var row3 = Blocks256((float*)(x + (3 * stride)), 4 * stride);
            var low01 = Avx.UnpackLow(row0, row1).AsDouble();
            var low23 = Avx.UnpackLow(row2, row3).AsDouble();
            var high01 = Avx.UnpackHigh(row0, row1).AsDouble();
            var high23 = Avx.UnpackHigh(row2, row3).AsDouble();
            first = Avx.UnpackLow(low01, low23).As<double, T>();
            second = Avx.UnpackHigh(low01, low23).As<double, T>();
            third = Avx.UnpackLow(high01, high23).As<double, T>();
            fourth = Avx.UnpackHigh(high01, high23).As<double, T>();
        }
        else
        {
            var row0 = Blocks256((double*)x, 2 * stride);
            var row1 = Blocks256((double*)(x + stride), 2 * stride);
            first = Avx.UnpackLow(row0, row1).As<double, T>();
            second = Avx.UnpackHigh(row0, row1).As<double, T>();
            (third, fourth) = (default, default);
        }
    }

    /// <summary>Four blocks of 128 bits at a distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Blocks512<T>(T* x, nint stride)
        where T : unmanaged => Vector512.Create(Blocks256(x, stride), Blocks256(x + (2 * stride), stride));

    /// <summary>Two blocks of 128 bits at a distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Blocks256<T>(T* x, nint stride)
        where T : unmanaged => Vector256.Create(Vector128.Load(x), Vector128.Load(x + stride));
}
