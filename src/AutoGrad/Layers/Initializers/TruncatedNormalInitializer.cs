namespace AutoGrad;

/// <summary>The normal distribution without what lies beyond a bound, by drawing that again: at the usual bound of 2 one number in 22 each time.</summary>
internal sealed record TruncatedNormalInitializer(double Mean, double StandardDeviation, double Bound) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = random.Normal<T>(shape);
        while (true)
        {
            var isOutside = values.Abs() > Bound;
            if (isOutside.Sum().Item() == T.Zero)
            {
                return (StandardDeviation * values) + Mean;
            }

            values = Ops.Where(isOutside, random.Normal<T>(shape), values);
        }
    }
}
