using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>Takes x where a condition holds and y elsewhere, element by element.</summary>
    /// <remarks>
    /// Formula: z = x where the condition is not 0, else y.  Derivative: g to the branch taken, exactly 0 to the other; the condition gets none.
    /// Shapes: broadcast, all three.  Keeps: the condition.  Errors: AG104 where the shapes do not broadcast.
    /// Edges: a NaN condition counts as true. Both branches are computed before the choice, but since a zero cotangent stays zero through every op here
    /// (log, sqrt, division ...), the branch that was not taken does not poison the gradient.  Accuracy: exact.
    /// </remarks>
    public static Tensor<T> Where<T>(Tensor<T> condition, Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip3(
            condition,
            x,
            y,
            new WhereKernel<T>(),
            null,
            static (condition, _, _, _, _) => g => g.KeepWhere(condition),
            static (condition, _, _, _, _) => g => g.DropWhere(condition));

    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>x where the mask is not 0, else 0; unlike a product with the mask it drops infinities and NaN.</summary>
        /// <remarks>Formula: z = x where m is not 0, else 0.  Derivative: the same choice from g for x; none for m.  Shapes: broadcast.  Keeps: m.  Accuracy: exact.</remarks>
        internal Tensor<T> KeepWhere(Tensor<T> mask) => Zip(x, mask, new KeepWhereKernel<T>(), static (_, mask, _, _) => g => g.KeepWhere(mask), null);

        /// <summary>x where the mask is 0, else 0.</summary>
        /// <remarks>Formula: z = x where m is 0, else 0.  Derivative: the same choice from g for x; none for m.  Shapes: broadcast.  Keeps: m.  Accuracy: exact.</remarks>
        internal Tensor<T> DropWhere(Tensor<T> mask) => Zip(x, mask, new MaskedFillKernel<T>(T.Zero), static (_, mask, _, _) => g => g.DropWhere(mask), null);
    }
}

internal readonly record struct WhereKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) => x == T.Zero ? z : y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), z, y);
}

internal readonly record struct KeepWhereKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => y == T.Zero ? T.Zero : x;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.AndNot(x, Vector512.Equals(y, Vector512<T>.Zero));
}
