using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The Silu function with a HardSigmoid for its gate, element by element.</summary>
        /// <remarks>
        /// Formula: y = x min(max(x + 3, 0), 6) / 6.  Derivative: 0 where x is -3 or less, g where x is 3 or more, g (2 x + 3) / 6 between.  Shapes: any, same.
        /// Keeps: x.  Edges: at the bends the gradient of the straight line; 0 at -inf; NaN stays and has a NaN gradient.  Accuracy: 2 ulp of x.
        /// Source: Howard and others, Searching for MobileNetV3, 2019.
        /// </remarks>
        public Tensor<T> HardSwish() => Map(x, new HardSwishKernel<T>(), static (g, x) => HardSwishGradient(g, x));
    }

    /// <summary>The derivative of HardSwish applied to a cotangent, in one pass.</summary>
    /// <remarks>Derivative: the same for g; for x, h g / 3 between the bends, else 0.</remarks>
    internal static Tensor<T> HardSwishGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new HardSwishGradientKernel<T>(),
            static (_, x, _, _) => h => HardSwishGradient(h, x),
            static (cotangent, x, _, _) => h => BandGradient(h * cotangent, x, T.CreateTruncating(-3), T.CreateTruncating(3), T.CreateTruncating(1.0 / 3.0)));
}

internal readonly record struct HardSwishKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x)
    {
        T six = T.CreateTruncating(6);
        T raised = x + T.CreateTruncating(3);
        return raised <= T.Zero ? T.Zero : raised >= six ? x : x * raised / six;
    }

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> six = Vector512.Create(T.CreateTruncating(6));
        Vector512<T> raised = x + Vector512.Create(T.CreateTruncating(3));
        Vector512<T> bent = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(raised, six), x, x * raised / six);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(raised, Vector512<T>.Zero), Vector512<T>.Zero, bent);
    }
}

internal readonly record struct HardSwishGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x)
    {
        T three = T.CreateTruncating(3);
        return x <= -three ? T.Zero : x >= three ? cotangent : cotangent * ((x + x + three) / T.CreateTruncating(6));
    }

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> three = Vector512.Create(T.CreateTruncating(3));
        Vector512<T> between = cotangent * ((x + x + three) / Vector512.Create(T.CreateTruncating(6)));
        Vector512<T> bent = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, three), cotangent, between);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, -three), Vector512<T>.Zero, bent);
    }
}
