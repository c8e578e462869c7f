namespace AutoGrad;

/// <summary>Which fan of a weight scales its variance: see <see cref="Initializer"/>.</summary>
public enum Fan
{
    /// <summary>The number of inputs of each output: keeps the size of signals.</summary>
    In,

    /// <summary>The number of outputs of each input: keeps the size of gradients.</summary>
    Out,

    /// <summary>The mean of both.</summary>
    Average,
}

/// <summary>Zero mean and the variance scale / fan, so that the size of signals does not depend on the width of a layer.</summary>
/// <remarks>A uniform distribution on (-a, a) has the variance a^2 / 3.</remarks>
internal sealed record VarianceInitializer(double Scale, Fan Fan, bool IsNormal) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        var variance = Scale / Math.Max(FanOf(shape), 1);
        var bound = Math.Sqrt(3 * variance);
        return IsNormal ? random.Normal<T>(shape, 0, Math.Sqrt(variance)) : random.Uniform<T>(shape, -bound, bound);
    }

    private double FanOf(Shape shape)
    {
        if (shape.Rank < 2)
        {
            return shape.ElementCount;
        }

        double window = 1;
        for (var axis = 0; axis < shape.Rank - 2; axis++)
        {
            window *= shape[axis];
        }

        return window * Fan switch
        {
            Fan.In => shape[^2],
            Fan.Out => shape[^1],
            _ => (shape[^2] + shape[^1]) / 2.0,
        };
    }
}
