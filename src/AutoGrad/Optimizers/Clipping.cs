using System.Numerics;

namespace AutoGrad;

/// <summary>Gradients cut down to size before a step.</summary>
public static class Clipping
{
    extension<T>(Gradients<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Scales all gradients by one factor so that their global norm is at most a maximum, and returns the norm they had.</summary>
        /// <remarks>
        /// Formula: n = sqrt of the sum of squares over every element of every gradient; g min(1, maximum / (n + 1e-6)).
        /// Edges: a norm that is NaN or infinite makes the result NaN or zero: look at the norm, or let the optimizer require finite gradients.
        /// Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013; the 1e-6 is PyTorch's.
        /// </remarks>
        /// <exception cref="ValueException">The maximum is not positive.</exception>
        public (Gradients<T> Clipped, double Norm) ClipByGlobalNorm(double maximum)
        {
            ArgumentNullException.ThrowIfNull(gradients);
            if (!(maximum > 0))
            {
                throw Errors.Setting("ClipByGlobalNorm", "the maximum", maximum, "It must be positive.");
            }

            var norm = gradients.GlobalNorm();
            var factor = maximum / (norm + 1e-6);
            if (factor >= 1)
            {
                return (gradients, norm);
            }

            return (gradients.Select((_, gradient) => Shrink(gradient, factor)), norm);
        }

        /// <summary>The length of all gradients together, as if they were one vector.</summary>
        /// <remarks>
        /// Formula: sqrt of the sum of squares over every element of every gradient.
        /// Edges: infinite gradients give infinity, NaN gives NaN; no norm of finite gradients overflows or vanishes before its time.
        /// Accuracy: the tensors' norms are combined in double, in parts of the largest.
        /// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 27.8.
        /// </remarks>
        public double GlobalNorm()
        {
            ArgumentNullException.ThrowIfNull(gradients);
            double[] norms = [.. gradients.Reached().Select(static entry => Length(entry.Gradient))];

            // Math.Max keeps a NaN, Enumerable.Max drops it.
            var largest = norms.Aggregate(0.0, Math.Max);
            return largest == 0 || !double.IsFinite(largest) ? largest : largest * Math.Sqrt(norms.Sum(norm => (norm / largest) * (norm / largest)));
        }

        /// <summary>Moves every element of every gradient into [-limit, limit].</summary>
        /// <remarks>Formula: min(max(g, -limit), limit).  Edges: NaN stays NaN.</remarks>
        /// <exception cref="ValueException">The limit is not positive.</exception>
        public Gradients<T> ClipByValue(double limit)
        {
            ArgumentNullException.ThrowIfNull(gradients);
            return limit > 0
                ? gradients.Select((_, gradient) => gradient.Clamp(-limit, limit))
                : throw Errors.Setting("ClipByValue", "the limit", limit, "It must be positive.");
        }

        /// <summary>Scales each gradient by itself so that its norm is at most a maximum.</summary>
        /// <remarks>Formula: g min(1, maximum / (|g| + 1e-6)) for each parameter's gradient g.  Edges: as for the global norm.</remarks>
        /// <exception cref="ValueException">The maximum is not positive.</exception>
        public Gradients<T> ClipEachByNorm(double maximum)
        {
            ArgumentNullException.ThrowIfNull(gradients);
            return maximum > 0
                ? gradients.Select((_, gradient) => Shrink(gradient, maximum / (Length(gradient) + 1e-6)))
                : throw Errors.Setting("ClipEachByNorm", "the maximum", maximum, "It must be positive.");
        }

        /// <summary>Keeps each unit's gradient below a share of the unit's own size: large weights may move far, small ones not.</summary>
        /// <remarks>
        /// Formula: for each unit, a slice w of a parameter with the slice g of its gradient, g min(1, share max(|w|, least) / |g|). A unit is a column of a matrix
        /// [inputs, outputs], an output channel (the first axis) of a kernel of more axes, and each number of a vector.
        /// Edges: leaves that are no parameters stay as they are.
        /// Source: Brock, De, Smith and Simonyan, High-performance large-scale image recognition without normalization, ICML 2021, equation 3.
        /// </remarks>
        /// <exception cref="ValueException">A number is not positive.</exception>
        public Gradients<T> ClipAdaptively(double share = 0.01, double least = 1e-3)
        {
            ArgumentNullException.ThrowIfNull(gradients);
            if (!(share > 0 && least > 0))
            {
                throw share > 0 ? Errors.Setting("ClipAdaptively", "the least size", least, "It must be positive.") : Errors.Setting("ClipAdaptively", "the share", share, "It must be positive.");
            }

            return gradients.Select((leaf, gradient) => leaf is not Parameter<T> parameter ? gradient : gradient * Factor(parameter.Detach(), gradient));

            Tensor<T> Factor(Tensor<T> weight, Tensor<T> gradient) =>
                (share * UnitNorm(weight).Maximum(least) / UnitNorm(gradient).Maximum(1e-6)).Minimum(1);
        }
    }

    /// <summary>Whether every element is finite.</summary>
    internal static bool IsFinite<T>(Tensor<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Zero times a finite number is zero, times NaN or infinity it is NaN, and NaN survives every sum.
        using var scope = new Scope<T>();
        return !T.IsNaN((gradient * T.Zero).Sum().Item());
    }

    private static Tensor<T> Shrink<T>(Tensor<T> gradient, double factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (factor >= 1)
        {
            return gradient;
        }

        // A factor that float could hold only as a subnormal, with few digits, is applied in two steps.
        var root = Math.Sqrt(factor);
        return factor < 1e-30 ? gradient * root * root : gradient * factor;
    }

    private static Tensor<T> UnitNorm<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Rank switch
        {
            0 or 1 => x.Abs(),
            2 => x.Norm([0], keepAxes: true),
            _ => x.Norm([.. Enumerable.Range(1, x.Rank - 1)], keepAxes: true),
        };

    private static double Length<T>(Tensor<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = new Scope<T>();
        var norm = double.CreateTruncating(gradient.Norm().Item());
        if (!double.IsPositiveInfinity(norm))
        {
            return norm;
        }

        // Finite floats can have a norm that only double can hold.
        var largest = gradient.Norm([], order: double.PositiveInfinity);
        return double.CreateTruncating(largest.Item()) is var size && double.IsFinite(size) ? size * double.CreateTruncating((gradient / largest).Norm().Item()) : size;
    }
}
