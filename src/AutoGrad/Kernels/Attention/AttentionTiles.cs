using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The products of an attention's blocks: the tiles of <see cref="Gemm"/> over one operand in place and panels of the other in scratch.</summary>
internal static unsafe class AttentionTiles<T, TTile>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TTile : struct, IGemmTile<T>
{
    /// <summary>Elements of scratch for a tile that reaches past an edge.</summary>
    public static int EdgeLength => TTile.Rows * TTile.Columns;

    /// <summary>Elements that panels of <paramref name="depth"/> steps over <paramref name="lanes"/> lanes take.</summary>
    public static int PanelsLength(int depth, int lanes) => depth * AttentionSizes.RoundUp(lanes, TTile.Columns);

    /// <summary>Panels of a matrix [depth, lanes], multiplied by a factor.</summary>
    public static void PackRows(T* source, nint stride, int depth, int lanes, T factor, T* panels)
    {
        for (int lane = 0; lane < lanes; lane += TTile.Columns)
        {
            GemmPacking.PackRows(source + lane, stride, depth, Math.Min(TTile.Columns, lanes - lane), TTile.Columns, panels + ((nint)lane * depth));
        }

        Scale(panels, PanelsLength(depth, lanes), factor);
    }

    /// <summary>Panels of the transpose of a matrix [lanes, depth], multiplied by a factor.</summary>
    public static void PackColumns(T* source, nint stride, int depth, int lanes, T factor, T* panels)
    {
        for (int lane = 0; lane < lanes; lane += TTile.Columns)
        {
            GemmPacking.PackColumns(source + (lane * stride), stride, depth, Math.Min(TTile.Columns, lanes - lane), TTile.Columns, panels + ((nint)lane * depth));
        }

        Scale(panels, PanelsLength(depth, lanes), factor);
    }

    /// <summary>C = A·B or C += A·B: A [rows, depth] in place with any strides, B in panels <paramref name="panelStride"/> elements apart, C [rows, columns] in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        int rows, int columns, int depth, T* a, nint rowStrideA, nint columnStrideA, T* panels, nint panelStride, T* c, nint rowStrideC, bool accumulate, T* edge)
    {
        for (int column = 0; column < columns; column += TTile.Columns)
        {
            int width = Math.Min(TTile.Columns, columns - column);
            for (int row = 0; row < rows; row += TTile.Rows)
            {
                int height = Math.Min(TTile.Rows, rows - row);
                T* source = a + (row * rowStrideA);
                T* target = c + (row * rowStrideC) + column;
                if (!accumulate && width == TTile.Columns)
                {
                    TTile.MultiplyStrided(depth, height, source, rowStrideA, columnStrideA, panels, TTile.Columns, target, rowStrideC);
                    continue;
                }

                TTile.MultiplyStrided(depth, height, source, rowStrideA, columnStrideA, panels, TTile.Columns, edge, TTile.Columns);
                for (int line = 0; line < height; line++)
                {
                    Place(edge + (line * TTile.Columns), target + (line * rowStrideC), width, accumulate);
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
