using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Adds a scaled quotient in one pass, element by element.</summary>
        /// <remarks>
        /// Formula: w = x + a y / z, with a the <paramref name="scale"/>.  Derivative: g for x, a g / z for y, -a g y / z^2 for z.  Shapes: broadcast, all three.
        /// Keeps: z for y; y, z for z.  Errors: AG104 where the shapes do not broadcast.  Edges: a zero cotangent gives a zero gradient, also where z = 0.
        /// Accuracy: three roundings.
        /// </remarks>
        public Tensor<T> Addcdiv(Tensor<T> y, Tensor<T> z, double scale = 1) =>
            Zip3(
                x,
                y,
                z,
                new AddcdivKernel<T>(T.CreateTruncating(scale)),
                static (_, _, _, _, _) => static g => g,
                static (_, _, z, _, kernel) => g => Absorb(g, kernel.Scale / z),
                static (_, y, z, _, kernel) => g => Absorb(g, -kernel.Scale * (y / z / z)));
    }
}

internal readonly record struct AddcdivKernel<T>(T Scale) : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) => x + (Scale * y / z);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => x + (Vector512.Create(Scale) * y / z);
}
