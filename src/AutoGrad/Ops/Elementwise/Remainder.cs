using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Remainder of the floored division, element by element: it has the divisor's sign.</summary>
        /// <remarks>
        /// Formula: z = x - y floor(x / y).  Derivative: g for x, -g floor(x / y) for y; the jumps count as flat.  Shapes: broadcast.  Keeps: x, y, z for y.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: NaN where y = 0 or x is infinite; a zero result has the sign of y.
        /// Accuracy: exact where x and y have one sign, else rounded once.  Source: Knuth, The Art of Computer Programming, volume 1, section 1.2.4.
        /// </remarks>
        public Tensor<T> Remainder(Tensor<T> y) =>
            Zip(
                x,
                y,
                new RemainderKernel<T>(),
                static (_, _, _, _) => static g => g,
                static (x, y, z, _) => g => Absorb(g, -FlooredQuotient(x, y, z)));

        /// <summary>Remainder of the floored division by a number, element by element.</summary>
        /// <remarks>As for a tensor.  Formula: z = x - y floor(x / y).  Derivative: g.  Shapes: any, same.  Keeps: nothing.</remarks>
        public Tensor<T> Remainder(double y) => x.Remainder(Tensor.Scalar(T.CreateTruncating(y)));
    }

    /// <summary>floor(x / y) from the remainder, since x / y itself may round up to the next integer; a step function, so a constant.</summary>
    private static Tensor<T> FlooredQuotient<T>(Tensor<T> x, Tensor<T> y, Tensor<T> remainder)
        where T : unmanaged, IFloatingPointIeee754<T> => Zip3(x, y, remainder, new FlooredQuotientKernel<T>(), null, null, null);
}

internal readonly record struct RemainderKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x, T y)
    {
        // The truncated remainder is exact; only where its sign differs from the divisor's one more step of the divisor is due.
        var truncated = x % y;
        return truncated == T.Zero ? T.CopySign(T.Zero, y) : truncated < T.Zero != y < T.Zero ? truncated + y : truncated;
    }

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => throw new UnreachableException();
}

internal readonly record struct FlooredQuotientKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x, T y, T z) => T.Round((x - z) / y);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => throw new UnreachableException();
}
