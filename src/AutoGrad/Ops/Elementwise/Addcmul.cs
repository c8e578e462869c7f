using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Adds a scaled product in one pass, element by element.</summary>
        /// <remarks>
        /// Formula: w = x + a y z, with a the <paramref name="scale"/>.  Derivative: g for x, a g z for y, a g y for z.  Shapes: broadcast, all three.
        /// Keeps: z for y, y for z.  Errors: AG104 where the shapes do not broadcast.  Accuracy: three roundings.
        /// </remarks>
        public Tensor<T> Addcmul(Tensor<T> y, Tensor<T> z, double scale = 1) =>
            Zip3(
                x,
                y,
                z,
                new AddcmulKernel<T>(T.CreateTruncating(scale)),
                static (_, _, _, _, _) => static g => g,
                static (_, _, z, _, kernel) => g => kernel.Scale * (g * z),
                static (_, y, _, _, kernel) => g => kernel.Scale * (g * y));
    }
}

internal readonly record struct AddcmulKernel<T>(T Scale) : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) => x + (Scale * y * z);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => x + (Vector512.Create(Scale) * y * z);
}
