namespace AutoGrad;

/// <summary>Which fan scales the variance.</summary>
internal enum Fan
{
    In,
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

        return window * (Fan == Fan.In ? shape[^2] : (shape[^2] + shape[^1]) / 2.0);
    }
}
