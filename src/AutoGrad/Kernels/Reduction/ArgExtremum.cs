using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Index of the largest (smallest) element along one axis of [outer, axis, inner], into [outer, inner]. The first of equals wins, and the first NaN
/// wins over all numbers; -0 equals +0.
/// </summary>
internal static unsafe class ArgExtremum
{
    /// <summary>Columns walked side by side when the axis is not the innermost.</summary>
    private const int TileWidth = 64;

    public static void Max<T>(ReadOnlySpan<T> x, int outer, int axis, int inner, Span<int> output)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run<T, Largest<T>>(x, outer, axis, inner, output);

    public static void Min<T>(ReadOnlySpan<T> x, int outer, int axis, int inner, Span<int> output)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run<T, Smallest<T>>(x, outer, axis, inner, output);

    private static void Run<T, TOrder>(ReadOnlySpan<T> x, int outer, int axis, int inner, Span<int> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        KernelErrors.CheckLength("input", (long)outer * axis * inner, x.Length);
        KernelErrors.CheckLength("output", (long)outer * inner, output.Length);
        if (output.IsEmpty)
        {
            return;
        }

        if (axis == 0)
        {
            throw new ArgumentException("The index of an extremum over an axis of size 0 does not exist; the axis needs at least one element.");
        }

        fixed (T* start = x)
        {
            fixed (int* result = output)
            {
                Chunks.Run(outer, Chunks.Grain((long)axis * inner), new Item<T, TOrder>(start, axis, inner, result));
            }
        }
    }

    /// <summary>The first position of the extremum, in two passes: its value by a fold, then the first element equal to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int FirstEqual<T>(T* x, int length, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool isNaN = T.IsNaN(value);
        int i = 0;
        var wanted = Vector512.Create(value);
        for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            Vector512<T> candidates = Vector512.Load(x + i);
            ulong found = (isNaN ? ~Vector512.Equals(candidates, candidates) : Vector512.Equals(candidates, wanted)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return i + BitOperations.TrailingZeroCount(found);
            }
        }

        while (i < length - 1 && !(isNaN ? T.IsNaN(x[i]) : x[i] == value))
        {
            i++;
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Columns<T, TOrder>(T* x, int axis, nint inner, int width, int* output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        T* best = stackalloc T[TileWidth];
        for (int column = 0; column < width; column++)
        {
            best[column] = x[column];
            output[column] = 0;
        }

        for (int row = 1; row < axis; row++)
        {
            T* values = x + (row * inner);
            for (int column = 0; column < width; column++)
            {
                T value = values[column];
                if (TOrder.IsBetter(value, best[column]) || (T.IsNaN(value) && !T.IsNaN(best[column])))
                {
                    best[column] = value;
                    output[column] = row;
                }
            }
        }
    }

    private interface IOrder<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        static abstract bool IsBetter(T candidate, T best);

        static abstract T Extremum(T* x, int length);
    }

    private readonly struct Largest<T> : IOrder<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static bool IsBetter(T candidate, T best) => candidate > best;

        public static T Extremum(T* x, int length) => Fold.Run(new MaxFold<T>(), new ReadOnlySpan<T>(x, length));
    }

    private readonly struct Smallest<T> : IOrder<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static bool IsBetter(T candidate, T best) => candidate < best;

        public static T Extremum(T* x, int length) => Fold.Run(new MinFold<T>(), new ReadOnlySpan<T>(x, length));
    }

    private readonly struct Item<T, TOrder>(T* x, int axis, int inner, int* output) : IChunkItem
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        public void Invoke(int start, int length)
        {
            for (int block = start; block < start + length; block++)
            {
                T* first = x + ((nint)block * axis * inner);
                int* results = output + ((nint)block * inner);
                if (inner == 1)
                {
                    *results = FirstEqual(first, axis, TOrder.Extremum(first, axis));
                    continue;
                }

                for (int column = 0; column < inner; column += TileWidth)
                {
                    Columns<T, TOrder>(first + column, axis, inner, Math.Min(TileWidth, inner - column), results + column);
                }
            }
        }
    }
}
