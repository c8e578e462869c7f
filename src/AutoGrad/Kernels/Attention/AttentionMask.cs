using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>How a mask is broadcast to scores [lines, queries, keys].</summary>
internal readonly struct MaskView(LoopNest lines, int rowStride, int columnStride)
{
    private readonly LoopNest lines = lines;

    public int RowStride => rowStride;

    public int ColumnStride => columnStride;

    /// <summary>Throws unless the mask of all lines lies within a span.</summary>
    public void Check(in AttentionSizes sizes, int length) =>
        lines.CheckReach(lines.X, ((long)rowStride * (sizes.Queries - 1)) + ((long)columnStride * (sizes.Keys - 1)), length);

    /// <summary>Where one line's mask starts.</summary>
    public nint Start(int line) => new Odometer(lines, 0, line).X;
}

/// <summary>What is added to the scores before the softmax; nothing where there is no start.</summary>
internal readonly unsafe struct AttentionMask<T>(T* start, MaskView view)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MaskView view = view;

    /// <summary>The first number of one line's mask.</summary>
    public T* Line(int line) => start == null ? null : start + view.Start(line);

    /// <summary>Adds the mask of one query to its scores from <paramref name="firstKey"/> on.</summary>
    public void AddTo(T* scores, T* line, int query, int firstKey, int count)
    {
        if (line == null)
        {
            return;
        }

        T* row = line + ((nint)query * view.RowStride) + ((nint)firstKey * view.ColumnStride);
        if (view.ColumnStride == 0)
        {
            ElementLoop.Zip(new Plus(), new DenseOperand<T>(scores), new ScalarOperand<T>(*row), scores, count);
        }
        else
        {
            ElementLoop.Zip(new Plus(), new DenseOperand<T>(scores), new DenseOperand<T>(row), scores, count);
        }
    }

    private readonly struct Plus : IZipKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke(T x, T y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x + y;
    }
}
