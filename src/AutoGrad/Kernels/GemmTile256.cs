using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A tile of 6 rows by 2 vectors of 256 bits, for machines with 16 such registers.</summary>
/// <remarks>
/// 12 sums, 2 vectors of b and one element of a spread over a vector: 15 of 16 registers. 12 independent sums keep two multiply-add
/// units of latency 4 to 5 busy, and 8 loads feed 12 multiply-adds. Where there are no such registers, .NET splits the vectors.
/// </remarks>
internal readonly unsafe struct GemmTile256<T> : IGemmTile<T>, IGemmStridedTile<T>
    where T : unmanaged
{
    public static int Rows => 6;

    public static int Columns => 2 * Vector256<T>.Count;

    /// <remarks>Four steps of k in a turn of the loop: counting and moving the pointers would take a sixth of the instructions, which a core shared by two threads feels.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyPacked(int depth, T* a, T* b, T* c, nint rowStrideC, bool accumulate)
    {
        Vector256<T> s00 = default, s01 = default;
        Vector256<T> s10 = default, s11 = default;
        Vector256<T> s20 = default, s21 = default;
        Vector256<T> s30 = default, s31 = default;
        Vector256<T> s40 = default, s41 = default;
        Vector256<T> s50 = default, s51 = default;

        int p = 0;
        for (; p <= depth - 4; p += 4)
        {
            Row(a, b, ref s00, ref s01);
            Row(a + 1, b, ref s10, ref s11);
            Row(a + 2, b, ref s20, ref s21);
            Row(a + 3, b, ref s30, ref s31);
            Row(a + 4, b, ref s40, ref s41);
            Row(a + 5, b, ref s50, ref s51);

            Row(a + 6, b + Columns, ref s00, ref s01);
            Row(a + 7, b + Columns, ref s10, ref s11);
            Row(a + 8, b + Columns, ref s20, ref s21);
            Row(a + 9, b + Columns, ref s30, ref s31);
            Row(a + 10, b + Columns, ref s40, ref s41);
            Row(a + 11, b + Columns, ref s50, ref s51);

            Row(a + 12, b + (2 * Columns), ref s00, ref s01);
            Row(a + 13, b + (2 * Columns), ref s10, ref s11);
            Row(a + 14, b + (2 * Columns), ref s20, ref s21);
            Row(a + 15, b + (2 * Columns), ref s30, ref s31);
            Row(a + 16, b + (2 * Columns), ref s40, ref s41);
            Row(a + 17, b + (2 * Columns), ref s50, ref s51);

            Row(a + 18, b + (3 * Columns), ref s00, ref s01);
            Row(a + 19, b + (3 * Columns), ref s10, ref s11);
            Row(a + 20, b + (3 * Columns), ref s20, ref s21);
            Row(a + 21, b + (3 * Columns), ref s30, ref s31);
            Row(a + 22, b + (3 * Columns), ref s40, ref s41);
            Row(a + 23, b + (3 * Columns), ref s50, ref s51);

            a += 4 * Rows;
            b += 4 * Columns;
        }

        for (; p < depth; p++)
        {
            Row(a, b, ref s00, ref s01);
            Row(a + 1, b, ref s10, ref s11);
            Row(a + 2, b, ref s20, ref s21);
            Row(a + 3, b, ref s30, ref s31);
            Row(a + 4, b, ref s40, ref s41);
            Row(a + 5, b, ref s50, ref s51);
            a += Rows;
            b += Columns;
        }

        Store(c, s00, s01, accumulate);
        Store(c + rowStrideC, s10, s11, accumulate);
        Store(c + (2 * rowStrideC), s20, s21, accumulate);
        Store(c + (3 * rowStrideC), s30, s31, accumulate);
        Store(c + (4 * rowStrideC), s40, s41, accumulate);
        Store(c + (5 * rowStrideC), s50, s51, accumulate);
    }

    /// <remarks>Written out: by <see cref="Row"/>, whose addresses are then found anew for each row, it is a tenth slower.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyStrided(int depth, int rows, T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC)
    {
        nint a1 = Math.Min(1, rows - 1) * rowStrideA;
        nint a2 = Math.Min(2, rows - 1) * rowStrideA;
        nint a3 = Math.Min(3, rows - 1) * rowStrideA;
        nint a4 = Math.Min(4, rows - 1) * rowStrideA;
        nint a5 = Math.Min(5, rows - 1) * rowStrideA;

        Vector256<T> s00 = default, s01 = default;
        Vector256<T> s10 = default, s11 = default;
        Vector256<T> s20 = default, s21 = default;
        Vector256<T> s30 = default, s31 = default;
        Vector256<T> s40 = default, s41 = default;
        Vector256<T> s50 = default, s51 = default;

        for (int p = 0; p < depth; p++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Vector256<T>.Count);

            var ai = Vector256.Create(*a);
            s00 = Fused.MultiplyAdd(ai, b0, s00);
            s01 = Fused.MultiplyAdd(ai, b1, s01);

            ai = Vector256.Create(a[a1]);
            s10 = Fused.MultiplyAdd(ai, b0, s10);
            s11 = Fused.MultiplyAdd(ai, b1, s11);

            ai = Vector256.Create(a[a2]);
            s20 = Fused.MultiplyAdd(ai, b0, s20);
            s21 = Fused.MultiplyAdd(ai, b1, s21);

            ai = Vector256.Create(a[a3]);
            s30 = Fused.MultiplyAdd(ai, b0, s30);
            s31 = Fused.MultiplyAdd(ai, b1, s31);

            ai = Vector256.Create(a[a4]);
            s40 = Fused.MultiplyAdd(ai, b0, s40);
            s41 = Fused.MultiplyAdd(ai, b1, s41);

            ai = Vector256.Create(a[a5]);
            s50 = Fused.MultiplyAdd(ai, b0, s50);
            s51 = Fused.MultiplyAdd(ai, b1, s51);

            a += columnStrideA;
            b += rowStrideB;
        }

        if (bias != null)
        {
            Vector256<T> t0 = Vector256.Load(bias), t1 = Vector256.Load(bias + Vector256<T>.Count);
            (s00, s01) = (s00 + t0, s01 + t1);
            (s10, s11) = (s10 + t0, s11 + t1);
            (s20, s21) = (s20 + t0, s21 + t1);
            (s30, s31) = (s30 + t0, s31 + t1);
            (s40, s41) = (s40 + t0, s41 + t1);
            (s50, s51) = (s50 + t0, s51 + t1);
        }

        Store(c, s00, s01, accumulate: false);
        Store(c + (Math.Min(1, rows - 1) * rowStrideC), s10, s11, accumulate: false);
        Store(c + (Math.Min(2, rows - 1) * rowStrideC), s20, s21, accumulate: false);
        Store(c + (Math.Min(3, rows - 1) * rowStrideC), s30, s31, accumulate: false);
        Store(c + (Math.Min(4, rows - 1) * rowStrideC), s40, s41, accumulate: false);
        Store(c + (Math.Min(5, rows - 1) * rowStrideC), s50, s51, accumulate: false);
    }

    /// <summary>One step of k for one row: s += a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(T* a, T* b, ref Vector256<T> s0, ref Vector256<T> s1)
    {
        var x = Vector256.Create(*a);
        s0 = Fused.MultiplyAdd(x, Vector256.Load(b), s0);
        s1 = Fused.MultiplyAdd(x, Vector256.Load(b + Vector256<T>.Count), s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector256<T> s0, Vector256<T> s1, bool accumulate)
    {
        if (accumulate)
        {
            s0 = Vector256.Load(c) + s0;
            s1 = Vector256.Load(c + Vector256<T>.Count) + s1;
        }

        s0.Store(c);
        s1.Store(c + Vector256<T>.Count);
    }
}
