using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Scales the last axis to a root mean square of 1, then by what is learned.</summary>
        /// <remarks>
        /// Formula: y = x / sqrt(mean(x²) + epsilon) scale, the mean over the last axis.  Derivative: with r the reciprocal root, r (g scale - x r² mean(g scale x)) for x, the sum of g x r for the scale.
        /// Shapes: x [.., n], scale [n]; y as x.  Keeps: x, r, the scale.  Errors: AG108 where the scale does not fit, AG156 for an epsilon that is negative or not finite.
        /// Edges: a row of zeros gives 0; with epsilon 0, NaN.  Accuracy: a blocked pairwise sum and 4 roundings.  Source: Zhang and Sennrich, Root mean square layer normalization, 2019.
        /// </remarks>
        /// <param name="scale">What each element of the last axis is multiplied by.</param>
        /// <param name="epsilon">Added to the mean square, which may be zero.</param>
        public Tensor<T> RmsNorm(Tensor<T> scale, double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(scale);
            if (scale.Rank != 1 || x.Rank == 0 || x.Shape[^1] != scale.Length)
            {
                throw Errors.Rule("RmsNorm", $"x of the shape {x.Shape} and a scale of the shape {scale.Shape} were given", "The scale must be a vector as long as the last axis of x: Reshape one of them.");
            }

            CheckEpsilon("RmsNorm", epsilon);
            return x * (x.MeanOfSquares([-1], keepAxes: true) + epsilon).ReciprocalSqrt() * scale;
        }
    }

    private static void CheckEpsilon(string op, double epsilon)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw Errors.Epsilon(op, epsilon);
        }
    }
}
