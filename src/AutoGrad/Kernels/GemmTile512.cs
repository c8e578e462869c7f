using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A tile of 8 rows by 2 vectors of 512 bits: for machines with 32 such registers.</summary>
/// <remarks>
/// 16 sums, 2 vectors of b and one element of a spread over a vector: 19 of 32 registers. 16 independent sums keep two multiply-add
/// units of latency 4 busy. More rows or vectors would fit, but reach past the edges of small matrices: of a matrix of 64 columns, those of
/// <see cref="GemmTile512Wide{T}"/> compute 96.
/// </remarks>
internal readonly unsafe struct GemmTile512<T> : IGemmTile<T>, IGemmStridedTile<T>
    where T : unmanaged
{
    public static int Rows => 8;

    public static int Columns => 2 * Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyPacked(int depth, T* a, T* b, T* c, nint rowStrideC, bool accumulate) =>
        Multiply(depth, 8, a, 1, 8, b, 2 * Vector512<T>.Count, null, c, rowStrideC, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyStrided(int depth, int rows, T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC) =>
        Multiply(depth, rows, a, rowStrideA, columnStrideA, b, rowStrideB, bias, c, rowStrideC, accumulate: false);

    // Inlined into both, so that for packed operands the strides are constants of the machine code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(
        int depth, int rows, T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC, bool accumulate)
    {
        nint a1 = Math.Min(1, rows - 1) * rowStrideA;
        nint a2 = Math.Min(2, rows - 1) * rowStrideA;
        nint a3 = Math.Min(3, rows - 1) * rowStrideA;
        nint a4 = Math.Min(4, rows - 1) * rowStrideA;
        nint a5 = Math.Min(5, rows - 1) * rowStrideA;
        nint a6 = Math.Min(6, rows - 1) * rowStrideA;
        nint a7 = Math.Min(7, rows - 1) * rowStrideA;

        Vector512<T> s00 = default, s01 = default;
        Vector512<T> s10 = default, s11 = default;
        Vector512<T> s20 = default, s21 = default;
        Vector512<T> s30 = default, s31 = default;
        Vector512<T> s40 = default, s41 = default;
        Vector512<T> s50 = default, s51 = default;
        Vector512<T> s60 = default, s61 = default;
        Vector512<T> s70 = default, s71 = default;

        for (int p = 0; p < depth; p++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + Vector512<T>.Count);

            var ai = Vector512.Create(*a);
            s00 = Fused.MultiplyAdd(ai, b0, s00);
            s01 = Fused.MultiplyAdd(ai, b1, s01);

            ai = Vector512.Create(a[a1]);
            s10 = Fused.MultiplyAdd(ai, b0, s10);
            s11 = Fused.MultiplyAdd(ai, b1, s11);

            ai = Vector512.Create(a[a2]);
            s20 = Fused.MultiplyAdd(ai, b0, s20);
            s21 = Fused.MultiplyAdd(ai, b1, s21);

            ai = Vector512.Create(a[a3]);
            s30 = Fused.MultiplyAdd(ai, b0, s30);
            s31 = Fused.MultiplyAdd(ai, b1, s31);

            ai = Vector512.Create(a[a4]);
            s40 = Fused.MultiplyAdd(ai, b0, s40);
            s41 = Fused.MultiplyAdd(ai, b1, s41);

            ai = Vector512.Create(a[a5]);
            s50 = Fused.MultiplyAdd(ai, b0, s50);
            s51 = Fused.MultiplyAdd(ai, b1, s51);

            ai = Vector512.Create(a[a6]);
            s60 = Fused.MultiplyAdd(ai, b0, s60);
            s61 = Fused.MultiplyAdd(ai, b1, s61);

            ai = Vector512.Create(a[a7]);
            s70 = Fused.MultiplyAdd(ai, b0, s70);
            s71 = Fused.MultiplyAdd(ai, b1, s71);

            a += columnStrideA;
            b += rowStrideB;
        }

        if (bias != null)
        {
            Vector512<T> t0 = Vector512.Load(bias), t1 = Vector512.Load(bias + Vector512<T>.Count);
            (s00, s01) = (s00 + t0, s01 + t1);
            (s10, s11) = (s10 + t0, s11 + t1);
            (s20, s21) = (s20 + t0, s21 + t1);
            (s30, s31) = (s30 + t0, s31 + t1);
            (s40, s41) = (s40 + t0, s41 + t1);
            (s50, s51) = (s50 + t0, s51 + t1);
            (s60, s61) = (s60 + t0, s61 + t1);
            (s70, s71) = (s70 + t0, s71 + t1);
        }

        Store(c, s00, s01, accumulate);
        Store(c + (Math.Min(1, rows - 1) * rowStrideC), s10, s11, accumulate);
        Store(c + (Math.Min(2, rows - 1) * rowStrideC), s20, s21, accumulate);
        Store(c + (Math.Min(3, rows - 1) * rowStrideC), s30, s31, accumulate);
        Store(c + (Math.Min(4, rows - 1) * rowStrideC), s40, s41, accumulate);
        Store(c + (Math.Min(5, rows - 1) * rowStrideC), s50, s51, accumulate);
        Store(c + (Math.Min(6, rows - 1) * rowStrideC), s60, s61, accumulate);
        Store(c + (Math.Min(7, rows - 1) * rowStrideC), s70, s71, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector512<T> s0, Vector512<T> s1, bool accumulate)
    {
        if (accumulate)
        {
            s0 = Vector512.Load(c) + s0;
            s1 = Vector512.Load(c + Vector512<T>.Count) + s1;
        }

        s0.Store(c);
        s1.Store(c + Vector512<T>.Count);
    }
}
