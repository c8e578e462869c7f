using System.Numerics;

namespace AutoGrad;

/// <summary>How the starting values of a parameter are drawn: a rule for any shape, an explicit source of randomness, any element type.</summary>
/// <remarks>
/// Fans: a weight of shape [in, out] maps rows of length in to rows of length out, so fan-in is in and fan-out is out. Of more axes,
/// the last two are in and out, and those before them (a kernel's window) multiply both. A vector has both fans equal to its length.
/// </remarks>
public abstract record Initializer
{
    /// <summary>Zeros: for biases and shifts.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>Ones: for scales.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>Uniform with the variance 2 / (fan-in + fan-out), which keeps the size of signals and gradients through tanh-like layers.</summary>
    /// <remarks>Formula: uniform on (-a, a), a = sqrt(6 / (fan-in + fan-out)).  Source: Glorot and Bengio, AISTATS 2010, equation 16.</remarks>
    public static Initializer GlorotUniform { get; } = new VarianceInitializer(1, Fan.Average, IsNormal: false);

    /// <summary>Normal with the variance 2 / (fan-in + fan-out).</summary>
    /// <remarks>Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010.</remarks>
    public static Initializer GlorotNormal { get; } = new VarianceInitializer(1, Fan.Average, IsNormal: true);

    /// <summary>Uniform with the variance 2 / fan-in, which keeps the size of signals through layers of relu.</summary>
    /// <remarks>Formula: uniform on (-a, a), a = sqrt(6 / fan-in).  Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015.</remarks>
    public static Initializer HeUniform { get; } = new VarianceInitializer(2, Fan.In, IsNormal: false);

    /// <summary>Normal with the variance 2 / fan-in.</summary>
    /// <remarks>Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015, equation 10.</remarks>
    public static Initializer HeNormal { get; } = new VarianceInitializer(2, Fan.In, IsNormal: true);

    /// <summary>Uniform with the variance 1 / fan-in, for layers of selu.</summary>
    /// <remarks>Formula: uniform on (-a, a), a = sqrt(3 / fan-in).  Source: LeCun, Bottou, Orr and Mueller, Efficient backprop, 1998.</remarks>
    public static Initializer LeCunUniform { get; } = new VarianceInitializer(1, Fan.In, IsNormal: false);

    /// <summary>Normal with the variance 1 / fan-in, for layers of selu.</summary>
    /// <remarks>Source: LeCun, Bottou, Orr and Mueller, Efficient backprop, 1998; Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017.</remarks>
    public static Initializer LeCunNormal { get; } = new VarianceInitializer(1, Fan.In, IsNormal: true);

    /// <summary>Zero mean and the variance scale / fan: what the named initializers are instances of.</summary>
    /// <param name="scale">The variance times the fan: 1, or 2 for layers of relu.</param>
    /// <param name="fan">Which fan.</param>
    /// <param name="normal">Whether the distribution is normal, not uniform.</param>
    /// <exception cref="ValueException">The scale is not positive, or there is no such fan.</exception>
    public static Initializer VarianceScaling(double scale = 1, Fan fan = Fan.In, bool normal = true) => scale > 0 && double.IsFinite(scale) && Enum.IsDefined(fan)
        ? new VarianceInitializer(scale, fan, normal)
        : throw Errors.Value("Initializer.VarianceScaling", FormattableString.Invariant($"the scale {scale} and the fan {fan} were given"), "The scale is positive and finite, the fan one of the names of Fan.");

    /// <summary>The normal distribution without its tails: what lies beyond the bound is drawn again.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation before the tails are cut.</param>
    /// <param name="bound">How many standard deviations from the mean the tails begin: at least 1/2.</param>
    /// <exception cref="ValueException">A number is not finite, the standard deviation negative, or the bound too narrow.</exception>
    public static Initializer TruncatedNormal(double mean = 0, double standardDeviation = 1, double bound = 2) =>
        standardDeviation >= 0 && double.IsFinite(standardDeviation) && double.IsFinite(mean) && bound >= 0.5
            ? new TruncatedNormalInitializer(mean, standardDeviation, bound)
            : throw Errors.Value(
                "Initializer.TruncatedNormal",
                FormattableString.Invariant($"mean {mean}, standard deviation {standardDeviation} and bound {bound} were given"),
                "Mean and deviation are finite, the deviation 0 or more, and the bound, counted in deviations, 0.5 or more.");

    /// <summary>The identity matrix times a gain: a layer that hands its input on.</summary>
    /// <remarks>A matrix that is not square has ones where row and column agree.</remarks>
    public static Initializer Identity(double gain = 1) => new IdentityInitializer(gain);

    /// <summary>A normal matrix [in, out] of which each column has a share of zeros, in random places: every output sees few inputs.</summary>
    /// <remarks>Source: Martens, Deep learning via Hessian-free optimization, ICML 2010, section 5.</remarks>
    /// <param name="share">Which share of each column is zero, rounded up to whole numbers.</param>
    /// <param name="standardDeviation">The standard deviation of the others.</param>
    /// <exception cref="ValueException">The share is not between 0 and 1, or the deviation negative or not finite.</exception>
    public static Initializer Sparse(double share, double standardDeviation = 0.01) => share is >= 0 and <= 1 && standardDeviation >= 0 && double.IsFinite(standardDeviation)
        ? new SparseInitializer(share, standardDeviation)
        : throw Errors.Value("Initializer.Sparse", FormattableString.Invariant($"the share {share} and the standard deviation {standardDeviation} were given"), "The share is 0 to 1; the deviation 0 or more, and finite.");

    /// <summary>One number everywhere.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>The normal distribution.</summary>
    /// <exception cref="ValueException">A number is not finite, or the standard deviation is negative.</exception>
    public static Initializer Normal(double mean = 0, double standardDeviation = 1) => standardDeviation >= 0 && double.IsFinite(standardDeviation) && double.IsFinite(mean)
        ? new NormalInitializer(mean, standardDeviation)
        : throw Errors.Value("Initializer.Normal", FormattableString.Invariant($"mean {mean} and standard deviation {standardDeviation} were given"), "Both must be finite, and the standard deviation 0 or more. Check whether a variance or a logarithm was meant.");

    /// <summary>The uniform distribution on [low, high).</summary>
    /// <exception cref="ValueException">A bound is not finite, or the lower one is above the upper one.</exception>
    public static Initializer Uniform(double low, double high) => low <= high && double.IsFinite(high - low)
        ? new UniformInitializer(low, high)
        : throw Errors.Value("Initializer.Uniform", FormattableString.Invariant($"the bounds {low} and {high} were given"), "Both must be finite, and the lower one not above the upper one. Exchange them.");

    /// <summary>A matrix with orthonormal rows or columns, whichever are fewer, times a gain: it keeps lengths exactly.</summary>
    /// <remarks>All axes before the last count as rows. Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear networks, ICLR 2014.</remarks>
    public static Initializer Orthogonal(double gain = 1) => new OrthogonalInitializer(gain);

    /// <summary>Draws the values of a tensor.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public abstract Tensor<T> Create<T>(Shape shape, RandomStream random)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
