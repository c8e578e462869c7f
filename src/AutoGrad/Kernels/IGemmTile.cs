using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The innermost step of a matrix product: a tile of C that stays in registers while k runs.</summary>
/// <remarks>
/// Each element of the tile is s = fma(a[i, p], b[p, j], s) for p in order, from s = 0. Elements never mix, so the tile's shape and the
/// width of its vectors do not change the bits. Implementations differ in the register file they are cut for.
/// </remarks>
internal unsafe interface IGemmTile<T> : IGemmTileShape
    where T : unmanaged
{
    /// <summary>C = A·B, or C += A·B, of packed operands: a is [depth, Rows], b is [depth, Columns], both dense.</summary>
    static abstract void MultiplyPacked(int depth, T* a, T* b, T* c, nint rowStrideC, bool accumulate);
}

/// <summary>A tile of <see cref="IGemmTile{T}"/>'s definition over operands that are not packed.</summary>
internal unsafe interface IGemmStridedTile<T> : IGemmTileShape
    where T : unmanaged
{
    /// <summary>C = A·B, plus a bias per column (null for none), of operands where they lie: a[i, p] is at a + i * rowStrideA + p * columnStrideA, row p of b at b + p * rowStrideB.</summary>
    /// <remarks>
    /// Of a tile with fewer rows than <see cref="IGemmTileShape.Rows"/> the last one stands in for the missing ones: it is computed and stored
    /// again, with the same bits. That is why this form cannot accumulate.
    /// </remarks>
    static abstract void MultiplyStrided(int depth, int rows, T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC);
}

/// <summary>What decides the order of packed operands.</summary>
internal interface IGemmTileShape
{
    /// <summary>Rows of C in a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of C in a tile: a whole number of vectors.</summary>
    static abstract int Columns { get; }
}

/// <summary>How many lanes lie side by side in a panel: a constant of the machine code that packs it.</summary>
internal interface IPanelWidth
{
    static abstract int Lanes { get; }
}

/// <summary>Panels of A: a tile's rows.</summary>
internal readonly struct RowsOf<TTile> : IPanelWidth
    where TTile : struct, IGemmTileShape
{
    public static int Lanes => TTile.Rows;
}

/// <summary>Panels of B: a tile's columns.</summary>
internal readonly struct ColumnsOf<TTile> : IPanelWidth
    where TTile : struct, IGemmTileShape
{
    public static int Lanes => TTile.Columns;
}

/// <summary>The fused multiply-add of all Gemm code: x·y + z, rounded once, so that vectors and scalars agree to the bit.</summary>
internal static class Fused
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> MultiplyAdd<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<T> MultiplyAdd<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
