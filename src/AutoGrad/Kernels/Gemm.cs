using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The dense matrix product C[m, n] = op(A)[m, k] · op(B)[k, n], plus a bias per column.</summary>
/// <remarks>
/// One definition of every element, whatever the path, the tile, the vectors' width or the number of threads: k goes in blocks of
/// <see cref="BlockDepth"/>; a block's sum is s = fma(a[i, p], b[p, j], s) for p in order, from s = 0; the blocks' sums are added in
/// order; the bias comes last. So the paths may be chosen by speed alone, and results are equal to the bit on every machine
/// with fused multiply-add hardware (without it too, slowly). Blocks also keep the rounding error of long sums small.
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>Steps of k in a block. It decides the bits of every product of more steps: never change it.</summary>
    internal const int BlockDepth = 384;

    // Multiply-adds below which handing work to other threads costs more than it saves: at 50 G a second 20 microseconds.
    private const long SplitThreshold = 1L << 20;

    // Multiply-adds up to which operands in place, in the second-level cache, are as fast as packed ones.
    private const long SmallThreshold = 1L << 20;

    /// <summary>C = op(A)·op(B) + bias. A is [m, k], transposed [k, m]; B is [k, n], transposed [n, k]; all row-major and dense; C overlaps neither.</summary>
    internal static void Multiply<T>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k, ReadOnlySpan<T> bias = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A column and a row lie in memory alike.
        transposeB &= k != 1;
        if (Vector512.IsHardwareAccelerated)
        {
            if (n <= GemmTile512Narrow<T>.Columns)
            {
                Multiply<T, GemmTile512Narrow<T>, GemmTile512Narrow<T>>(a, transposeA, b, transposeB, c, m, n, k, bias, GemmPath.Fastest);
            }
            else if (IsNarrow<T, GemmTile512<T>, GemmTile512Wide<T>>(m, n))
            {
                Multiply<T, GemmTile512<T>, GemmTile512<T>>(a, transposeA, b, transposeB, c, m, n, k, bias, GemmPath.Fastest);
            }
            else
            {
                Multiply<T, GemmTile512Wide<T>, GemmTile512Wide<T>>(a, transposeA, b, transposeB, c, m, n, k, bias, GemmPath.Fastest);
            }
        }
        else if (IsNarrow<T, GemmTile256<T>, GemmTile256Wide<T>>(m, n))
        {
            Multiply<T, GemmTile256<T>, GemmTile256<T>>(a, transposeA, b, transposeB, c, m, n, k, bias, GemmPath.Fastest);
        }
        else
        {
            Multiply<T, GemmTile256Wide<T>, GemmTile256<T>>(a, transposeA, b, transposeB, c, m, n, k, bias, GemmPath.Fastest);
        }
    }

    /// <summary>The product by given tiles and path, so that tests can compare them all on one machine.</summary>
    internal static void Multiply<T, TTile, TStrided>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k, ReadOnlySpan<T> bias, GemmPath path)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
        where TStrided : struct, IGemmStridedTile<T>
    {
        Check(a.Length, b.Length, c.Length, m, n, k, bias.Length);
        if (m == 0 || n == 0)
        {
            return;
        }

        fixed (T* pa = a, pb = b, pc = c, pbias = bias)
        {
            if (k == 0)
            {
                new Span<T>(pc, m * n).Clear();
                AddBias(pc, n, m, n, pbias);
                return;
            }

            nint rowStrideA = transposeA ? 1 : k;
            nint columnStrideA = transposeA ? m : 1;
            switch (path == GemmPath.Fastest ? Choose<T, TStrided>(transposeA, transposeB, m, n, k) : path)
            {
                case GemmPath.Packed:
                    GemmPacked.Multiply<T, TTile>(pa, rowStrideA, columnStrideA, pb, transposeB ? k : n, transposeB, pc, m, n, k, pbias);
                    return;
                case GemmPath.Deep:
                    GemmDeep.Multiply<T, TTile>(pa, rowStrideA, columnStrideA, pb, transposeB, pc, m, n, k);
                    break;
                case GemmPath.Column when transposeA:
                    // C is a column: its transpose is the row bᵀ·Aᵀ, and both lie in memory alike.
                    GemmThin.SplitRows(pb, 1, 1, pa, pc, 1, m, k);
                    break;
                case GemmPath.Column:
                    GemmThin.SplitDots(pb, pa, pc, m, k);
                    break;
                case GemmPath.Outer:
                    GemmThin.Outer(pa, pb, pc, m, n);
                    break;
                case GemmPath.ThinRows:
                    GemmThin.SplitRows(pa, rowStrideA, columnStrideA, pb, pc, m, n, k);
                    break;
                case GemmPath.ThinDots:
                    for (int i = 0; i < m; i++)
                    {
                        GemmThin.SplitDots(pa + ((nint)i * k), pb, pc + ((nint)i * n), n, k);
                    }

                    break;
                default:
                    GemmSmall.Tiles<T, TStrided>(pa, rowStrideA, columnStrideA, pb, transposeB, pc, m, n, k, pbias);
                    return;
            }

            AddBias(pc, n, m, n, pbias);
        }
    }

    /// <summary>Whether the work repays handing it to other threads; by shape alone.</summary>
    internal static bool IsWorthSplitting(int m, int n, int k) => (long)m * n * k > SplitThreshold;

    /// <summary>Whether the narrow tile reaches so much less past the edges of C that it is faster than the wide one, which does a twentieth more in the same time.</summary>
    private static bool IsNarrow<T, TNarrow, TWide>(int m, int n)
        where T : unmanaged
        where TNarrow : struct, IGemmTile<T>
        where TWide : struct, IGemmTile<T> =>
        21 * Covered<T, TNarrow>(m, n) < 20 * Covered<T, TWide>(m, n);

    /// <summary>The elements that the tiles over C compute.</summary>
    private static long Covered<T, TTile>(int m, int n)
        where T : unmanaged
        where TTile : struct, IGemmTile<T> =>
        (long)GemmTiles.RoundUp(m, TTile.Rows) * GemmTiles.RoundUp(n, TTile.Columns);

    /// <summary>Adds the bias (null for none) to each of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void AddBias<T>(T* c, nint rowStride, int rows, int columns, T* bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (bias == null)
        {
            return;
        }

        if (columns == 1 && rowStride == 1)
        {
            AddNumber(c, *bias, rows);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            AddTo(c, bias, columns);
            c += rowStride;
        }
    }

    /// <summary>target += addend, element by element.</summary>
    internal static void AddTo<T>(Span<T> target, ReadOnlySpan<T> addend)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* to = target, from = addend[..target.Length])
        {
            AddTo(to, from, target.Length);
        }
    }

    /// <summary>target += addend. Rows are often short: a call of TensorPrimitives.Add for each would cost more than the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddTo<T>(T* target, T* addend, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint j = 0;
        for (; j + Vector256<T>.Count <= length; j += Vector256<T>.Count)
        {
            (Vector256.Load(target + j) + Vector256.Load(addend + j)).Store(target + j);
        }

        for (; j < length; j++)
        {
            target[j] += addend[j];
        }
    }

    private static void AddNumber<T>(T* target, T number, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        for (var numbers = Vector256.Create(number); i <= length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            (Vector256.Load(target + i) + numbers).Store(target + i);
        }

        for (; i < length; i++)
        {
            target[i] += number;
        }
    }

    private static GemmPath Choose<T, TStrided>(bool transposeA, bool transposeB, int m, int n, int k)
        where T : unmanaged
        where TStrided : struct, IGemmStridedTile<T>
    {
        if (n == 1)
        {
            return GemmPath.Column;
        }

        if (k == 1 && !IsWorthSplitting(m, n, k))
        {
            return GemmPath.Outer;
        }

        // A tile's width of columns needs no packing: then the tile is faster from two rows on.
        if (!transposeB && m < TStrided.Rows && (m == 1 || n != TStrided.Columns || k > BlockDepth))
        {
            return GemmPath.ThinRows;
        }

        if (transposeB && m == 1)
        {
            // For more rows packing, which transposes by vectors, is faster than dots in scalars.
            return GemmPath.ThinDots;
        }

        if (k <= BlockDepth && (long)m * n * k <= SmallThreshold)
        {
            return GemmPath.Small;
        }

        return (long)m * n <= GemmDeep.MostOutputs && k >= GemmDeep.LeastDepth ? GemmPath.Deep : GemmPath.Packed;
    }

    private static void Check(int a, int b, int c, int m, int n, int k, int bias)
    {
        if (m < 0 || n < 0 || k < 0 || a != (long)m * k || b != (long)k * n || c != (long)m * n || (bias != 0 && bias != n))
        {
            Throw(a, b, c, m, n, k, bias);
        }
    }

    [DoesNotReturn]
    private static void Throw(int a, int b, int c, int m, int n, int k, int bias) =>
        throw new ArgumentException(
            $"Gemm: A has {a}, B {b}, C {c} and the bias {bias} elements, but m = {m}, n = {n}, k = {k} ask for {(long)m * k}, {(long)k * n}, {(long)m * n} and {n} or none.");
}

/// <summary>The ways to compute a matrix product. All give the same bits.</summary>
internal enum GemmPath
{
    /// <summary>Chosen by the shape.</summary>
    Fastest,

    /// <summary>Packed operands, all cores; any shape.</summary>
    Packed,

    /// <summary>The blocks of k side by side, their sums added in order; any shape.</summary>
    Deep,

    /// <summary>Tiles over operands in place; any shape with k within one block.</summary>
    Small,

    /// <summary>Few rows, B not transposed.</summary>
    ThinRows,

    /// <summary>Few rows, B transposed, the rows of A dense.</summary>
    ThinDots,

    /// <summary>n = 1.</summary>
    Column,

    /// <summary>k = 1.</summary>
    Outer,
}
