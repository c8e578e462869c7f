using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Exponential linear unit, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where x > 0, else a (e^x - 1).  Derivative: g where x > 0, else a g e^x.  Shapes: any, same.  Keeps: x.
        /// Edges: the gradient at 0 is a g; -a with zero gradient at -inf; NaN stays and has a NaN gradient.  Accuracy: 3 ulp (float), 5 ulp (double).
        /// Source: Clevert, Unterthiner and Hochreiter, ICLR 2016.
        /// </remarks>
        /// <param name="alpha">The depth a that the curve approaches to the left.</param>
        public Tensor<T> Elu(T alpha) => ExponentialLinear(x, T.One, alpha, T.One, "Elu");

        /// <inheritdoc cref="Elu{T}(Tensor{T}, T)"/>
        public Tensor<T> Elu(double alpha = 1.0) => x.Elu(T.CreateTruncating(alpha));
    }
}
