using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The angle, from -pi to pi, of the point with ordinate y and abscissa x, element by element.</summary>
        /// <remarks>
        /// Formula: z = the argument of x + i y.  Derivative: g x / (x^2 + y^2) for y, -g y / (x^2 + y^2) for x.  Shapes: broadcast.  Keeps: x, y.
        /// Errors: AG104 where the shapes do not broadcast.
        /// Edges: the signs of zeros choose the side of the cut, as in IEEE 754; the gradient is 0 at the origin, whose angle is a convention, and for infinite
        /// arguments. The squares are scaled: neither large nor small arguments leave the range.  Accuracy: 1 ulp, that of the platform's atan2.
        /// Source: IEEE 754-2019, section 9.2.1.
        /// </remarks>
        public Tensor<T> Atan2(Tensor<T> x) =>
            Zip(
                y,
                x,
                new Atan2Kernel<T>(),
                static (y, x, _, _) => g => Absorb(g, InverseSquare(x, y)),
                static (y, x, _, _) => g => Absorb(g, -InverseSquare(y, x)));
    }

    /// <summary>The first coordinate of a point after inversion in the unit circle: the slope of the angle.</summary>
    /// <remarks>
    /// Formula: p(x, y) = x / (x^2 + y^2), 0 at the origin.  Derivative: with q = p(y, x), g (q^2 - p^2) for x and -2 g p q for y, by the quotient rule.
    /// Shapes: broadcast.  Keeps: x, y, p.  Edges: 0 for infinite arguments.  Accuracy: 3 ulp, scaled by the larger coordinate.
    /// </remarks>
    private static Tensor<T> InverseSquare<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            x,
            y,
            new InverseSquareKernel<T>(),
            static (x, y, p, _) => g => Absorb(g, InverseSquare(y, x).Square() - p.Square()),
            static (x, y, p, _) => g => Absorb(g, -2 * p * InverseSquare(y, x)));
}

internal readonly record struct Atan2Kernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> => Special.Atan2<V, T>(x, y);
}

internal readonly record struct InverseSquareKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y)
    {
        var size = T.Max(T.Abs(x), T.Abs(y));
        var (u, v) = (x / size, y / size);
        return size == T.Zero || size == T.PositiveInfinity ? T.Zero : u / ((u * u) + (v * v)) / size;
    }

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y)
    {
        var size = Vector512.Max(Vector512.Abs(x), Vector512.Abs(y));
        var (u, v) = (x / size, y / size);
        var without = Vector512.Equals(size, Vector512<T>.Zero) | Vector512.Equals(size, Vector512.Create(T.PositiveInfinity));
        return Vector512.ConditionalSelect(without, Vector512<T>.Zero, u / ((u * u) + (v * v)) / size);
    }
}
