using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Sums of e^(x - shift) over a row, shift being the row's maximum or above it: each exponential is computed once, summed and stored in the same pass.</summary>
/// <remarks>
/// Loops of their own, in which the exponential is inlined: called for each vector by the general fold, it took twice the time.
/// Blocks of 64 vectors, each summed in order lane by lane, are combined pairwise, so that the bits depend on the length alone.
/// A partial vector is filled up with -inf, whose exponential adds nothing.
/// </remarks>
internal static unsafe class RowExponentials
{
    private const int BlockVectors = 64;

    /// <summary>The sum alone.</summary>
    public static T Sum<T>(T* x, nint length, T shift)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(x, length, new SumOnly<T>(), shift, x);

    /// <summary>The sum; the output, which may be x, gets the exponentials.</summary>
    public static T Store<T>(T* x, nint length, T shift, T* output)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(x, length, new Stored<T>(), shift, output);

    /// <summary>The sum; the output, which may be x, gets e^(x - shift) factor - share.</summary>
    public static T Store<T>(T* x, nint length, T shift, T factor, T share, T* output)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(x, length, new Weighted<T>(factor, share), shift, output);

    [SkipLocalsInit]
    private static T Run<T, TUse>(T* x, nint length, TUse use, T shift, T* output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUse : struct, IUse<T>
    {
        nint size = BlockVectors * Vector512<T>.Count;
        if (length <= size)
        {
            return Block(x, length, use, shift, output);
        }

        T* stack = stackalloc T[Cascade.Depth];
        int depth = 0;
        long count = 0;
        for (nint start = 0; start < length; start += size)
        {
            T sum = Block(x + start, Math.Min(size, length - start), use, shift, output + start);
            Cascade.Push(new SumFold<T>(), stack, ref depth, ref count, sum);
        }

        return Cascade.Finish(new SumFold<T>(), stack, depth);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Block<T, TUse>(T* x, nint length, TUse use, T shift, T* output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUse : struct, IUse<T>
    {
        nint lanes = Vector512<T>.Count;
        Vector512<T> about = Vector512.Create(shift);
        Vector512<T> sum = Vector512<T>.Zero;
        nint whole = length & -lanes;
        Vector512<T> rest = PartialVector.Load(x + whole, length - whole, T.NegativeInfinity);
        T* edge = (T*)&rest;

        // The partial vector is the last turn of the same loop: a second copy of the exponential would exceed the JIT's budget for inlining.
        for (nint i = 0; i < length; i += lanes)
        {
            Vector512<T> exponentials = Special.ExpOfNonPositive(Vector512.Load(i < whole ? x + i : edge) - about);
            sum += exponentials;
            if (TUse.Stores)
            {
                use.Invoke(exponentials).Store(i < whole ? output + i : edge);
            }
        }

        if (TUse.Stores)
        {
            PartialVector.Store(output + whole, length - whole, rest);
        }

        return FoldBlock.Lanes(new SumFold<T>(), sum);
    }

    /// <summary>What becomes of the exponentials.</summary>
    private interface IUse<T>
        where T : unmanaged
    {
        static abstract bool Stores { get; }

        Vector512<T> Invoke(Vector512<T> exponentials);
    }

    private readonly struct SumOnly<T> : IUse<T>
        where T : unmanaged
    {
        public static bool Stores => false;

        public Vector512<T> Invoke(Vector512<T> exponentials) => exponentials;
    }

    private readonly struct Stored<T> : IUse<T>
        where T : unmanaged
    {
        public static bool Stores => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> exponentials) => exponentials;
    }

    private readonly struct Weighted<T>(T factor, T share) : IUse<T>
        where T : unmanaged
    {
        public static bool Stores => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> exponentials) => (exponentials * Vector512.Create(factor)) - Vector512.Create(share);
    }
}
