using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The products of an attention's blocks: the tiles of <see cref="Gemm"/> over one operand in place and panels of the other in scratch.</summary>
internal static unsafe class AttentionTiles<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements of scratch for a tile that reaches past an edge.</summary>
    public static int EdgeLength => GemmStridedTile<T>.Rows * GemmStridedTile<T>.Columns;

    /// <summary>Elements that panels of <paramref name="depth"/> steps over <paramref name="lanes"/> lanes take.</summary>
    public static int PanelsLength(int depth, int lanes) => depth * GemmTiles.RoundUp(lanes, GemmStridedTile<T>.Columns);

    /// <summary>Panels of a matrix [depth, lanes], or of the transpose of one [lanes, depth], multiplied by a factor.</summary>
    public static void Pack(T* source, nint stride, bool transposed, int depth, int lanes, T factor, T* panels)
    {
        GemmTiles.PackB<T, GemmStridedTile<T>>(source, stride, transposed, lanes, depth, panels);
        Scale(panels, PanelsLength(depth, lanes), factor);
    }

    /// <summary>C = A·B or C += A·B: A [rows, depth] in place with any strides, B in panels <paramref name="panelStride"/> elements apart, C [rows, columns] in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(
        int rows, int columns, int depth, T* a, nint rowStrideA, nint columnStrideA, T* panels, nint panelStride, T* c, nint rowStrideC, bool accumulate, T* edge)
    {
        for (int column = 0; column < columns; column += GemmStridedTile<T>.Columns)
        {
            int width = Math.Min(GemmStridedTile<T>.Columns, columns - column);
            for (int row = 0; row < rows; row += GemmStridedTile<T>.Rows)
            {
                int height = Math.Min(GemmStridedTile<T>.Rows, rows - row);
                T* source = a + (row * rowStrideA);
                T* target = c + (row * rowStrideC) + column;
                if (!accumulate && width == GemmStridedTile<T>.Columns)
                {
                    GemmStridedTile<T>.MultiplyStrided(depth, height, source, rowStrideA, columnStrideA, panels, GemmStridedTile<T>.Columns, null, target, rowStrideC);
                    continue;
                }

                GemmStridedTile<T>.MultiplyStrided(depth, height, source, rowStrideA, columnStrideA, panels, GemmStridedTile<T>.Columns, null, edge, GemmStridedTile<T>.Columns);
                for (int line = 0; line < height; line++)
                {
                    Place(edge + (line * GemmStridedTile<T>.Columns), target + (line * rowStrideC), width, accumulate);
                }
            }

            panels += panelStride;
        }
    }

    /// <summary>x *= factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Scale(T* x, nint length, T factor)
    {
        if (factor == T.One)
        {
            return;
        }

        Vector256<T> factors = Vector256.Create(factor);
        nint i = 0;
        for (; i <= length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            (Vector256.Load(x + i) * factors).Store(x + i);
        }

        for (; i < length; i++)
        {
            x[i] *= factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(T* source, T* target, int width, bool accumulate)
    {
        int i = 0;
        for (; i <= width - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            Vector256<T> values = Vector256.Load(source + i);
            (accumulate ? Vector256.Load(target + i) + values : values).Store(target + i);
        }

        for (; i < width; i++)
        {
            target[i] = accumulate ? target[i] + source[i] : source[i];
        }
    }
}
