using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The two forms of the Gaussian error linear unit.</summary>
public enum GeluForm
{
    /// <summary>The exact one, by the error function: x times the distribution function of the standard normal law.</summary>
    Erf,

    /// <summary>The approximation by tanh that some models were trained with; off by up to 5e-4.</summary>
    Tanh,
}

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Gaussian error linear unit, element by element.</summary>
        /// <remarks>
        /// Formula: y = x P(x) with the standard normal law's distribution function P.  Derivative: g (P(x) + x p(x)) with its density p.
        /// Shapes: any, same.  Keeps: x.  Edges: 0 with zero gradient at -inf, inf with gradient g at inf; the left tail keeps its relative accuracy.
        /// Accuracy: 2 ulp; the gradient absolute next to its zero at -0.7518.  Source: Hendrycks and Gimpel, arXiv 1606.08415, 2016.
        /// </remarks>
        public Tensor<T> Gelu() => Map(x, new GeluKernel<T>(), static (g, x) => GeluGradient(g, x));

        /// <summary>Gaussian error linear unit in either of its forms, element by element.</summary>
        /// <remarks>
        /// Formula: see Gelu() and GeluTanh().  Derivative: see there.  Shapes: any, same.  Keeps: x.  Errors: AG142 for a form that does not exist.
        /// </remarks>
        /// <param name="form">The exact form or the approximation by tanh.</param>
        public Tensor<T> Gelu(GeluForm form) => form switch
        {
            GeluForm.Erf => x.Gelu(),
            GeluForm.Tanh => x.GeluTanh(),
            _ => throw Errors.GeluForm(form),
        };
    }

    /// <summary>The derivative of Gelu applied to a cotangent, in one pass: g (P(x) + x p(x)).</summary>
    /// <remarks>Derivative: GeluGradient(h, x) for g; for x, h g (2 - x^2) p(x), which is h g (b(x) - b''(x)) / sqrt(2 pi) with the bell curve b.</remarks>
    internal static Tensor<T> GeluGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new GeluGradientKernel<T>(),
            static (_, x, _, _) => h => GeluGradient(h, x),
            static (cotangent, x, _, _) => h =>
                h * cotangent * (0.3989422804014327 * (GaussianDerivative(x, 0, 0.5) - GaussianDerivative(x, 2, 0.5))));
}

internal readonly record struct GeluKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Gelu<V, T>(x);
}

internal readonly record struct GeluGradientKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T> => cotangent * Special.GeluGradient<V, T>(x);
}
