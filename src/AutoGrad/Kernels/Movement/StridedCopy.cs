using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Writes destination[i, j, ...] = source[offset + i * strides[0] + j * strides[1] + ...], the destination dense. Strides may be negative or
/// 0: this is transpose, permute, broadcast, slice with steps, flip, diagonal and the windows of an unfold.
/// </summary>
internal static unsafe class StridedCopy
{
    /// <summary>Side of a transposed tile: 16 rows of 16 floats are 16 cache lines read and 16 written, whole.</summary>
    private const int Tile = 16;

    /// <summary>Below this, a loop beats the call of a block copy.</summary>
    private const int BlockCopyLength = 16;

    public static void Run<T>(ReadOnlySpan<T> source, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape, Span<T> destination)
        where T : unmanaged
    {
        // Y holds the strides of the dense destination: it never stops two axes from being joined, and tiles need it.
        Span<int> dense = stackalloc int[shape.Length];
        Strides.Fill(shape, dense);
        LoopNest.Create(out var nest, shape, strides, dense);
        KernelErrors.CheckLength("destination", nest.Count, destination.Length);
        if (nest.Count == 0)
        {
            return;
        }

        nest.CheckReach(nest.X, offset, source.Length);
        fixed (T* sourceStart = source, destinationStart = destination)
        {
            T* first = sourceStart + offset;
            int across = PlaneAxis(nest);
            if (across > 0)
            {
                var plane = new Plane(nest.Shape[across], nest.X[across], nest.Y[across], nest.Shape[0], nest.X[0]);
                nest.Remove(across);
                nest.Remove(0);
                Chunks.Run(nest.Turns(0), Chunks.Grain((long)plane.Rows * plane.Columns), new TransposeItem<T>(first, destinationStart, &nest, plane));
            }
            else
            {
                Chunks.Run(nest.Turns(1), Chunks.Grain(nest.Shape[0]), new RowsItem<T>(first, destinationStart, &nest));
            }
        }
    }

    /// <summary>
    /// The outer axis to walk together with the innermost one as a plane; 0 when rows by themselves are best. A plane pays where the source is dense along
    /// the outer axis but not along the inner one, and where the inner one is so short that stepping from row to row would be most of the work.
    /// </summary>
    private static int PlaneAxis(in LoopNest nest)
    {
        if (nest.Shape[0] < Tile)
        {
            for (int axis = 1; axis < nest.Rank; axis++)
            {
                if (nest.Shape[axis] >= Tile)
                {
                    return axis;
                }
            }

            return 0;
        }

        if (Math.Abs(nest.X[0]) <= 1)
        {
            return 0;
        }

        for (int axis = 1; axis < nest.Rank; axis++)
        {
            if (Math.Abs(nest.X[axis]) == 1)
            {
                return axis;
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<T>(T* source, nint stride, T* destination, nint length)
        where T : unmanaged
    {
        if (stride == 1 && length >= BlockCopyLength)
        {
            new ReadOnlySpan<T>(source, (int)length).CopyTo(new Span<T>(destination, (int)length));
        }
        else if (stride == 0 && length >= BlockCopyLength)
        {
            ElementLoop.Fill(*source, destination, length);
        }
        else
        {
            for (nint i = 0; i < length; i++)
            {
                destination[i] = *source;
                source += stride;
            }
        }
    }

    /// <summary>Copies a plane tile by tile, so that a cache line fetched for one row is still there for the next fifteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Transpose<T>(T* source, T* destination, in Plane plane)
        where T : unmanaged
    {
        nint sourceRow = plane.SourceRow;
        nint sourceColumn = plane.SourceColumn;
        nint destinationRow = plane.DestinationRow;
        for (nint row = 0; row < plane.Rows; row += Tile)
        {
            nint rows = Math.Min(Tile, plane.Rows - row);
            for (nint column = 0; column < plane.Columns; column += Tile)
            {
                nint columns = Math.Min(Tile, plane.Columns - column);
                T* from = source + (row * sourceRow) + (column * sourceColumn);
                T* to = destination + (row * destinationRow) + column;
                if (rows == Tile && columns == Tile && sourceRow == 1 && Vector256.IsHardwareAccelerated)
                {
                    if (sizeof(T) == 4)
                    {
                        TransposeTile((int*)from, sourceColumn, (int*)to, destinationRow);
                        continue;
                    }

                    if (sizeof(T) == 8)
                    {
                        TransposeTile((long*)from, sourceColumn, (long*)to, destinationRow);
                        continue;
                    }
                }

                for (nint i = 0; i < rows; i++)
                {
                    T* read = from + (i * sourceRow);
                    T* write = to + (i * destinationRow);
                    for (nint j = 0; j < columns; j++)
                    {
                        write[j] = *read;
                        read += sourceColumn;
                    }
                }
            }
        }
    }

    /// <summary>
    /// A tile of 4-byte elements in 4 x 4 blocks. Two source rows a, b and two more c, d lie in a vector each; (a0 b0 a0 b0 a1 b1 a1 b1) and the same of c, d
    /// blend into two rows of the result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransposeTile(int* from, nint sourceColumn, int* to, nint destinationRow)
    {
        Vector256<int> takeFirst = Vector256.Create(-1, -1, 0, 0, -1, -1, 0, 0);
        for (nint i = 0; i < Tile; i += 4)
        {
            int* read = from + i;
            int* write = to + (i * destinationRow);
            for (nint j = 0; j < Tile; j += 4)
            {
                Vector256<int> ab = Vector256.Create(Vector128.Load(read), Vector128.Load(read + sourceColumn));
                read += 2 * sourceColumn;
                Vector256<int> cd = Vector256.Create(Vector128.Load(read), Vector128.Load(read + sourceColumn));
                read += 2 * sourceColumn;
                Vector256<int> upper = Vector256.ConditionalSelect(
                    takeFirst,
                    Vector256.Shuffle(ab, Vector256.Create(0, 4, 0, 4, 1, 5, 1, 5)),
                    Vector256.Shuffle(cd, Vector256.Create(0, 4, 0, 4, 1, 5, 1, 5)));
                Vector256<int> lower = Vector256.ConditionalSelect(
                    takeFirst,
                    Vector256.Shuffle(ab, Vector256.Create(2, 6, 2, 6, 3, 7, 3, 7)),
                    Vector256.Shuffle(cd, Vector256.Create(2, 6, 2, 6, 3, 7, 3, 7)));
                upper.GetLower().Store(write + j);
                upper.GetUpper().Store(write + destinationRow + j);
                lower.GetLower().Store(write + (2 * destinationRow) + j);
                lower.GetUpper().Store(write + (3 * destinationRow) + j);
            }
        }
    }

    /// <summary>A tile of 8-byte elements in 2 x 2 blocks: a block is one vector and its transposition swaps the middle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransposeTile(long* from, nint sourceColumn, long* to, nint destinationRow)
    {
        for (nint i = 0; i < Tile; i += 2)
        {
            long* read = from + i;
            long* write = to + (i * destinationRow);
            for (nint j = 0; j < Tile; j += 2)
            {
                Vector256<long> block = Vector256.Create(Vector128.Load(read), Vector128.Load(read + sourceColumn));
                read += 2 * sourceColumn;
                block = Vector256.Shuffle(block, Vector256.Create(0L, 2, 1, 3));
                block.GetLower().Store(write + j);
                block.GetUpper().Store(write + destinationRow + j);
            }
        }
    }

    /// <summary>Two axes walked together; along the columns the destination is dense.</summary>
    private readonly record struct Plane(int Rows, int SourceRow, int DestinationRow, int Columns, int SourceColumn);

    private readonly struct RowsItem<T>(T* source, T* destination, LoopNest* nest) : IChunkItem
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            int inner = nest->Shape[0];
            var at = new Odometer(in *nest, 1, start);
            T* target = destination + ((nint)start * inner);
            for (int row = 0; row < length; row++)
            {
                Row(source + at.X, nest->X[0], target, inner);
                target += inner;
                at.Next(in *nest);
            }
        }
    }

    private readonly struct TransposeItem<T>(T* source, T* destination, LoopNest* nest, Plane plane) : IChunkItem
        where T : unmanaged
    {
        private readonly Plane plane = plane;

        public void Invoke(int start, int length)
        {
            var at = new Odometer(in *nest, 0, start);
            for (int turn = 0; turn < length; turn++)
            {
                Transpose(source + at.X, destination + at.Y, plane);
                at.Next(in *nest);
            }
        }
    }
}
