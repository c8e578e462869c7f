using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The tile over packed operands for this machine's registers. Which one that is, is a constant to the JIT: nothing of the choice is left in the machine code.</summary>
internal readonly unsafe struct GemmTile<T> : IGemmTile<T>
    where T : unmanaged
{
    public static int Rows => Vector512.IsHardwareAccelerated ? GemmTile512Wide<T>.Rows : GemmTile256Wide<T>.Rows;

    public static int Columns => Vector512.IsHardwareAccelerated ? GemmTile512Wide<T>.Columns : GemmTile256Wide<T>.Columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyPacked(int depth, T* a, T* b, T* c, nint rowStrideC, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            GemmTile512Wide<T>.MultiplyPacked(depth, a, b, c, rowStrideC, accumulate);
        }
        else
        {
            GemmTile256Wide<T>.MultiplyPacked(depth, a, b, c, rowStrideC, accumulate);
        }
    }
}
