using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A tile of 4 rows by 3 vectors of 256 bits, for machines with 16 such registers.</summary>
/// <remarks>
/// 12 sums, 3 vectors of b and one element of a spread over a vector: all 16 registers. 7 loads feed 12 multiply-adds, one less than in
/// <see cref="GemmTile256{T}"/>; where a core's other thread takes half of the instructions' slots, that shows.
/// </remarks>
internal readonly unsafe struct GemmTile256Wide<T> : IGemmTile<T>
    where T : unmanaged
{
    public static int Rows => 4;

    public static int Columns => 3 * Vector256<T>.Count;

    /// <remarks>Four steps of k in a turn of the loop: counting and moving the pointers would take a sixth of the instructions, which a core shared by two threads feels.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyPacked(int depth, T* a, T* b, T* c, nint rowStrideC, bool accumulate)
    {
        Vector256<T> s00 = default, s01 = default, s02 = default;
        Vector256<T> s10 = default, s11 = default, s12 = default;
        Vector256<T> s20 = default, s21 = default, s22 = default;
        Vector256<T> s30 = default, s31 = default, s32 = default;

        int p = 0;
        for (; p <= depth - 4; p += 4)
        {
            Row(a, b, ref s00, ref s01, ref s02);
            Row(a + 1, b, ref s10, ref s11, ref s12);
            Row(a + 2, b, ref s20, ref s21, ref s22);
            Row(a + 3, b, ref s30, ref s31, ref s32);

            Row(a + 4, b + Columns, ref s00, ref s01, ref s02);
            Row(a + 5, b + Columns, ref s10, ref s11, ref s12);
            Row(a + 6, b + Columns, ref s20, ref s21, ref s22);
            Row(a + 7, b + Columns, ref s30, ref s31, ref s32);

            Row(a + 8, b + (2 * Columns), ref s00, ref s01, ref s02);
            Row(a + 9, b + (2 * Columns), ref s10, ref s11, ref s12);
            Row(a + 10, b + (2 * Columns), ref s20, ref s21, ref s22);
            Row(a + 11, b + (2 * Columns), ref s30, ref s31, ref s32);

            Row(a + 12, b + (3 * Columns), ref s00, ref s01, ref s02);
            Row(a + 13, b + (3 * Columns), ref s10, ref s11, ref s12);
            Row(a + 14, b + (3 * Columns), ref s20, ref s21, ref s22);
            Row(a + 15, b + (3 * Columns), ref s30, ref s31, ref s32);

            a += 4 * Rows;
            b += 4 * Columns;
        }

        for (; p < depth; p++)
        {
            Row(a, b, ref s00, ref s01, ref s02);
            Row(a + 1, b, ref s10, ref s11, ref s12);
            Row(a + 2, b, ref s20, ref s21, ref s22);
            Row(a + 3, b, ref s30, ref s31, ref s32);
            a += Rows;
            b += Columns;
        }

        Store(c, s00, s01, s02, accumulate);
        Store(c + rowStrideC, s10, s11, s12, accumulate);
        Store(c + (2 * rowStrideC), s20, s21, s22, accumulate);
        Store(c + (3 * rowStrideC), s30, s31, s32, accumulate);
    }

    /// <summary>One step of k for one row: s += a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(T* a, T* b, ref Vector256<T> s0, ref Vector256<T> s1, ref Vector256<T> s2)
    {
        var x = Vector256.Create(*a);
        s0 = Fused.MultiplyAdd(x, Vector256.Load(b), s0);
        s1 = Fused.MultiplyAdd(x, Vector256.Load(b + Vector256<T>.Count), s1);
        s2 = Fused.MultiplyAdd(x, Vector256.Load(b + (2 * Vector256<T>.Count)), s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector256<T> s0, Vector256<T> s1, Vector256<T> s2, bool accumulate)
    {
        if (accumulate)
        {
            s0 = Vector256.Load(c) + s0;
            s1 = Vector256.Load(c + Vector256<T>.Count) + s1;
            s2 = Vector256.Load(c + (2 * Vector256<T>.Count)) + s2;
        }

        s0.Store(c);
        s1.Store(c + Vector256<T>.Count);
        s2.Store(c + (2 * Vector256<T>.Count));
    }
}
