using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Folds a dense tensor over any set of axes. Neighbouring axes of one kind are joined, which leaves kept and reduced axes in turn; then
/// either the innermost axis is reduced (runs of neighbours, <see cref="FoldBlock"/>) or it is kept (tiles of columns, <see cref="FoldTile"/>).
/// Block results of all runs or rows of one result are combined pairwise (<see cref="Cascade"/>).
/// </summary>
/// <remarks>The order depends on the sizes of the reduced axes alone: row i of a batch has the same bits as the row by itself.</remarks>
internal static unsafe class FoldAxes
{
    // Elements of a matrix that one core folds by columns before another has come.
    private const int MostOfOneBlock = 4 * Chunks.Length;

    /// <param name="kernel">The reduction.</param>
    /// <param name="x">The dense input.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="reduced">Which axes go.</param>
    /// <param name="output">The results, dense over the kept axes.</param>
    /// <param name="centers">One center for each result, where the kernel has one.</param>
    public static void Run<T, TKernel>(
        TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<bool> reduced, Span<T> output, ReadOnlySpan<T> centers = default)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        KernelErrors.CheckLength("list of reduced axes", shape.Length, reduced.Length);
        if (!TKernel.HasCenter && shape is [> 0 and <= FoldTile.Rows, > 0] && reduced is [true, false] && x.Length < MostOfOneBlock)
        {
            KernelErrors.CheckLength("input", shape[0] * shape[1], x.Length);
            KernelErrors.CheckLength("output", shape[1], output.Length);
            FoldOneBlock(kernel, x, shape[0], shape[1], output);
            return;
        }

        Span<int> strides = stackalloc int[shape.Length];
        Strides.Fill(shape, strides);
        Select(out var kept, shape, strides, reduced, false);
        Select(out var gone, shape, strides, reduced, true);
        KernelErrors.CheckLength("input", kept.Count * gone.Count, x.Length);
        KernelErrors.CheckLength("output", kept.Count, output.Length);
        if (TKernel.HasCenter)
        {
            KernelErrors.CheckLength("list of centers", kept.Count, centers.Length);
        }

        if (gone.Count == 0 || kept.Count == 0)
        {
            output.Fill(kernel.Empty);
            return;
        }

        fixed (T* xStart = x, outputStart = output, centersStart = centers)
        {
            var item = new Item<T, TKernel>(kernel, xStart, x.Length, centersStart, outputStart, &kept, &gone);
            if (kept.X[0] != 1)
            {
                Chunks.Run(output.Length, Chunks.Grain(gone.Count), new RunsItem<T, TKernel>(item));
            }
            else
            {
                Chunks.Run(item.Tiles, Chunks.Grain(gone.Count * Item<T, TKernel>.TileWidth), new TilesItem<T, TKernel>(item));
            }
        }
    }

    /// <summary>The columns of a small matrix, such as a bias' gradient: its rows are one block, and nests of loops would take longer than the sums.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FoldOneBlock<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, int rows, int columns, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        int widest = FoldTile.Vectors * Vector512<T>.Count;
        T* tile = stackalloc T[widest];
        fixed (T* start = x)
        {
            for (int column = 0; column < columns; column += widest)
            {
                int width = Math.Min(widest, columns - column);
                FoldTile.Run(kernel, start + column, columns, rows, width, x.Length - column, null, tile);
                new ReadOnlySpan<T>(tile, width).CopyTo(output[column..]);
            }
        }
    }

    private static void Select(out LoopNest nest, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, ReadOnlySpan<bool> reduced, bool wanted)
    {
        Span<int> sizes = stackalloc int[shape.Length];
        Span<int> steps = stackalloc int[shape.Length];
        int rank = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (reduced[axis] == wanted)
            {
                sizes[rank] = shape[axis];
                steps[rank++] = strides[axis];
            }
        }

        LoopNest.Create(out nest, sizes[..rank], steps[..rank]);
    }

    private readonly struct Item<T, TKernel>(TKernel kernel, T* x, nint xLength, T* centers, T* output, LoopNest* kept, LoopNest* gone)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        public static int TileWidth => FoldTile.Vectors * Vector512<T>.Count;

        public int Tiles => kept->Turns(1) * TilesPerRow;

        private int TilesPerRow => (kept->Shape[0] + TileWidth - 1) / TileWidth;

        /// <summary>The innermost axis is reduced: each result folds one run of neighbours for every turn of the outer reduced axes.</summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void FoldRuns(int start, int length)
        {
            T* stack = stackalloc T[Cascade.Depth];
            nint run = gone->Shape[0];
            int runs = gone->Turns(1);
            var at = new Odometer(in *kept, 0, start);
            for (int result = start; result < start + length; result++)
            {
                nint position = at.X;
                var center = new ScalarOperand<T>(TKernel.HasCenter ? centers[result] : default);
                if (runs == 1 && run <= FoldBlock.Length)
                {
                    output[result] = FoldBlock.Run(kernel, x + position, center, run);
                }
                else
                {
                    int depth = 0;
                    long count = 0;
                    var row = new Odometer(in *gone, 1);
                    for (int turn = 0; turn < runs; turn++)
                    {
                        nint first = position + row.X;
                        Fold.Push(kernel, x + first, center, run, stack, ref depth, ref count);
                        row.Next(in *gone);
                    }

                    output[result] = Cascade.Finish(kernel, stack, depth);
                }

                at.Next(in *kept);
            }
        }

        /// <summary>The innermost axis is kept: a tile of its columns folds blocks of rows for every turn of the outer reduced axes.</summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void FoldTiles(int start, int length)
        {
            T* stack = stackalloc T[Cascade.Depth * FoldTile.Vectors * Vector512<T>.Count];
            T* center = stackalloc T[FoldTile.Vectors * Vector512<T>.Count];
            nint rows = gone->Shape[0];
            nint pitch = gone->X[0];
            int groups = gone->Turns(1);
            for (int unit = start; unit < start + length; unit++)
            {
                (int line, int tile) = Math.DivRem(unit, TilesPerRow);
                int column = tile * TileWidth;
                int width = Math.Min(TileWidth, kept->Shape[0] - column);
                nint padded = (width + Vector512<T>.Count - 1) / Vector512<T>.Count * Vector512<T>.Count;
                nint result = ((nint)line * kept->Shape[0]) + column;
                nint position = new Odometer(in *kept, 1, line).X + column;
                if (TKernel.HasCenter)
                {
                    // The lanes beyond the width are folded too and never looked at; they only must not be read past the end.
                    new Span<T>(center, TileWidth).Clear();
                    new ReadOnlySpan<T>(centers + result, width).CopyTo(new Span<T>(center, width));
                }

                int depth = 0;
                long count = 0;
                var group = new Odometer(in *gone, 1);
                for (int turn = 0; turn < groups; turn++)
                {
                    for (nint row = 0; row < rows; row += FoldTile.Rows)
                    {
                        nint first = position + group.X + (row * pitch);
                        nint size = Math.Min(FoldTile.Rows, rows - row);
                        FoldTile.Run(kernel, x + first, pitch, size, width, xLength - first, center, stack + (depth * padded));
                        Cascade.PushRow(kernel, stack, ref depth, ref count, padded);
                    }

                    group.Next(in *gone);
                }

                Cascade.FinishRow(kernel, stack, depth, padded);
                new ReadOnlySpan<T>(stack, width).CopyTo(new Span<T>(output + result, width));
            }
        }
    }

    private readonly struct RunsItem<T, TKernel>(Item<T, TKernel> item) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        public void Invoke(int start, int length) => item.FoldRuns(start, length);
    }

    private readonly struct TilesItem<T, TKernel>(Item<T, TKernel> item) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        public void Invoke(int start, int length) => item.FoldTiles(start, length);
    }
}
