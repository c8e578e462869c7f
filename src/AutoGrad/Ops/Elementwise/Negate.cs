using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>The negative, element by element.</summary>
    /// <remarks>Formula: y = -x.  Derivative: -g.  Shapes: any, same.  Keeps: nothing.  Edges: the sign of zero and of NaN changes.  Accuracy: exact.</remarks>
    public static Tensor<T> operator -(Tensor<T> x) => Ops.Map(x, new NegateKernel<T>(), static (_, _, _) => static g => -g, "Negate");
}

internal readonly record struct NegateKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => -x;

    public Vector512<T> Invoke(Vector512<T> x) => -x;
}
