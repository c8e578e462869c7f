using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Replaces the elements under a mask by a number.</summary>
        /// <remarks>
        /// Formula: z = the number where the mask is not 0, else x.  Derivative: g where the mask is 0, exactly 0 elsewhere; the mask gets none.
        /// Shapes: broadcast.  Keeps: the mask.  Errors: AG104 where the shapes do not broadcast.  Edges: a NaN in the mask counts as true.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> MaskedFill(Tensor<T> mask, double value) =>
            Zip(x, mask, new MaskedFillKernel<T>(T.CreateTruncating(value)), static (_, mask, _, _) => g => g.DropWhere(mask), null);
    }
}

internal readonly record struct MaskedFillKernel<T>(T Value) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => y == T.Zero ? x : Value;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(y, Vector512<T>.Zero), x, Vector512.Create(Value));
}
