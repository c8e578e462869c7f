using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A maximum or minimum over axes; its gradient goes evenly to all elements that attain it.</summary>
        private Tensor<T> Extremum<TFold>(TFold fold, ReadOnlySpan<int> axes, bool keepAxes, string op)
            where TFold : struct, IFoldKernel<T>
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, op);
            var shape = reduction.Result(keepAxes);
            if (reduction.Length == 0 && shape.ElementCount > 0)
            {
                throw Errors.EmptyExtremum(op, x.Shape);
            }

            return Apply(
                x,
                shape,
                new ReduceKernel<T, TFold>(fold, x.Shape, reduction.Axes),
                OpKind.General,
                static (x, y, kernel) => g =>
                {
                    var ties = Ties(x, y.ReshapeTo(Reduction.Keep(kernel.From, kernel.Axes)));
                    var count = ties.SumOver(kernel.Axes, y.Shape);

                    // The choice broadcasts the even parts over the axes: no pass for that alone.
                    return Absorb(g, 1 / count).ReshapeTo(Reduction.Keep(kernel.From, kernel.Axes)).KeepWhere(ties);
                },
                op);
        }
    }

    /// <summary>1 where x attains the extremum y, NaN where that is NaN, else 0. A step function, so a constant.</summary>
    private static Tensor<T> Ties<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, new TiesKernel<T>(), null, null);
}

internal readonly record struct TiesKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => T.IsNaN(y) ? T.NaN : x == y ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(y, y), Vector512.Equals(x, y) & Vector512<T>.One, Vector512.Create(T.NaN));
}
