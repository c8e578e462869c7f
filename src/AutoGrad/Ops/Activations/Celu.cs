using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Continuously differentiable exponential linear unit, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where x > 0, else a (e^(x/a) - 1).  Derivative: g where x > 0, else g e^(x/a).  Shapes: any, same.  Keeps: x.
        /// Errors: AG141 for an alpha that is zero or not finite.
        /// Edges: the gradient at 0 is g; -a with zero gradient at -inf; NaN stays and has a NaN gradient.
        /// Accuracy: 3 ulp (float), 5 ulp (double) for alpha 1; otherwise x / a costs |x / a| ulp in the gradient.  Source: Barron, arXiv 1704.07483, 2017.
        /// </remarks>
        /// <param name="alpha">The depth a that the curve approaches to the left.</param>
        public Tensor<T> Celu(T alpha) =>
            T.IsFinite(alpha) && alpha != T.Zero ? ExponentialLinear(x, T.One, T.One, alpha, "Celu") : throw Errors.CeluScale(alpha);

        /// <inheritdoc cref="Celu{T}(Tensor{T}, T)"/>
        public Tensor<T> Celu(double alpha = 1.0) => x.Celu(T.CreateTruncating(alpha));
    }
}
