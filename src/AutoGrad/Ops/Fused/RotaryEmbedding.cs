using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Turns pairs of features by angles that grow with the position, so that products of queries and keys depend on how far apart they are.</summary>
        /// <remarks>
        /// Formula: with n features, the pair (x_i, x_(i + n/2)) at position p is turned by the angle p theta^(-2i/n).  Derivative: g turned back by the same angles.
        /// Shapes: x [.., positions, n], same.  Keeps: sines and cosines.  Errors: AG663 for fewer than two axes or an odd n, AG131 for a theta that is not above 0.
        /// Edges: position 0 stays.  Accuracy: angles in double; 3 ulp of the larger of a pair.
        /// Source: Su and others, RoFormer: enhanced transformer with rotary position embedding, 2021.
        /// </remarks>
        /// <param name="start">The first position: how many came before, where a sequence is read in parts.</param>
        /// <param name="theta">How many times longer the slowest turn takes than the fastest, roughly.</param>
        public Tensor<T> RotaryEmbedding(int start = 0, double theta = 10000)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Rank < 2 || x.Shape[^1] % 2 != 0)
            {
                throw Errors.RotaryShape("RotaryEmbedding", x.Shape);
            }

            if (!(theta > 0 && double.IsFinite(theta)))
            {
                throw Errors.Value("RotaryEmbedding", FormattableString.Invariant($"the theta {theta} was given"), "It is a number above 0; 10000 is usual.");
            }

            var (positions, half) = (x.Shape[^2], x.Shape[^1] / 2);
            var (cosines, sines) = (new T[positions * half], new T[positions * half]);
            for (var place = 0; place < cosines.Length; place++)
            {
                var angle = (start + (double)(place / half)) * Math.Pow(theta, -(place % half) / (double)half);
                cosines[place] = T.CreateTruncating(Math.Cos(angle));
                sines[place] = T.CreateTruncating(Math.Sin(angle));
            }

            var (c, s) = (Tensor.Create<T>(cosines, Shape.Create(positions, half)), Tensor.Create<T>(sines, Shape.Create(positions, half)));
            var (first, second) = (x.Narrow(-1, 0, half), x.Narrow(-1, half, half));
            return Concat([(first * c) - (second * s), (second * c) + (first * s)], -1);
        }
    }
}
