using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Self-normalizing exponential linear unit, element by element.</summary>
        /// <remarks>
        /// Formula: y = l x where x > 0, else l a (e^x - 1), with l = 1.0507 and a = 1.6733: the fixed point of mean 0 and variance 1.
        /// Derivative: l g where x > 0, else l a g e^x.  Shapes: any, same.  Keeps: x.
        /// Edges: the gradient at 0 is l a g; -l a with zero gradient at -inf; NaN stays and has a NaN gradient.  Accuracy: 3 ulp (float), 5 ulp (double).
        /// Source: Klambauer, Unterthiner, Mayr and Hochreiter, NeurIPS 2017.
        /// </remarks>
        public Tensor<T> Selu()
        {
            const double lambda = 1.0507009873554804934193349852946;
            const double alpha = 1.6732632423543772848170429916717;
            return ExponentialLinear(x, T.CreateTruncating(lambda), T.CreateTruncating(lambda * alpha), T.One, "Selu");
        }
    }
}
