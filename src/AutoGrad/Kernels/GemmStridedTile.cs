using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The tile over operands in place for this machine's registers. Which one that is, is a constant to the JIT: nothing of the choice is left in the machine code.</summary>
internal readonly unsafe struct GemmStridedTile<T> : IGemmStridedTile<T>
    where T : unmanaged
{
    public static int Rows => Vector512.IsHardwareAccelerated ? GemmTile512<T>.Rows : GemmTile256<T>.Rows;

    public static int Columns => Vector512.IsHardwareAccelerated ? GemmTile512<T>.Columns : GemmTile256<T>.Columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyStrided(int depth, int rows, T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            GemmTile512<T>.MultiplyStrided(depth, rows, a, rowStrideA, columnStrideA, b, rowStrideB, bias, c, rowStrideC);
        }
        else
        {
            GemmTile256<T>.MultiplyStrided(depth, rows, a, rowStrideA, columnStrideA, b, rowStrideB, bias, c, rowStrideC);
        }
    }
}
