using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Writes one number to destination[offset + i * strides[0] + j * strides[1] + ...] and leaves the rest: <see cref="StridedScatter"/> of a constant.</summary>
internal static class StridedFill
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(T value, Span<T> destination, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        LoopNest.Create(out var nest, shape, strides);
        nest.CheckReach(nest.X, offset, destination.Length);
        int inner = nest.Shape[0];
        int stride = nest.X[0];
        int rows = nest.Count == 0 ? 0 : nest.Turns(1);
        var at = new Odometer(nest, 1);
        for (int row = 0; row < rows; row++)
        {
            int position = offset + (int)at.X;
            if (stride == 1)
            {
                destination.Slice(position, inner).Fill(value);
            }
            else
            {
                for (int i = 0; i < inner; i++, position += stride)
                {
                    destination[position] = value;
                }
            }

            at.Next(nest);
        }
    }
}
