using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The logistic function by three straight lines, element by element.</summary>
        /// <remarks>
        /// Formula: y = min(max(x + 3, 0), 6) / 6.  Derivative: g / 6 where -3 &lt; x &lt; 3, else 0.  Shapes: any, same.  Keeps: x.
        /// Edges: zero gradient at the bends; NaN stays and has a NaN gradient.  Accuracy: 1 ulp of 1.
        /// Source: Howard and others, Searching for MobileNetV3, 2019.
        /// </remarks>
        public Tensor<T> HardSigmoid() =>
            Map(x, new HardSigmoidKernel<T>(), static (g, x) => BandGradient(g, x, T.CreateTruncating(-3), T.CreateTruncating(3), T.CreateTruncating(1.0 / 6.0)));
    }
}

internal readonly record struct HardSigmoidKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x)
    {
        T six = T.CreateTruncating(6);
        T raised = x + T.CreateTruncating(3);
        return (raised < T.Zero ? T.Zero : raised > six ? six : raised) / six;
    }

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> six = Vector512.Create(T.CreateTruncating(6));
        Vector512<T> raised = x + Vector512.Create(T.CreateTruncating(3));
        Vector512<T> bounded = Vector512.ConditionalSelect(Vector512.GreaterThan(raised, six), six, raised);
        return Vector512.ConditionalSelect(Vector512.LessThan(raised, Vector512<T>.Zero), Vector512<T>.Zero, bounded) / six;
    }
}
