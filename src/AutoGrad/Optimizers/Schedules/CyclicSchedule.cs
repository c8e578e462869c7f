namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Up and down in straight lines between two values, again and again.</summary>
    /// <remarks>
    /// Formula: low + (high - low) s d, s the height of the triangle, 0 to 1, at t, and d = 1, 2^-c or factor^t by the shape, c the number of cycles ended.
    /// Source: Smith, Cyclical learning rates for training neural networks, WACV 2017. The same numbers as PyTorch's CyclicLR.
    /// </remarks>
    /// <param name="low">The value at the foot.</param>
    /// <param name="high">The value at the top.</param>
    /// <param name="up">How many steps it climbs.</param>
    /// <param name="down">How many steps it falls; null for as many as it climbs.</param>
    /// <param name="shape">Whether the triangles keep their height.</param>
    /// <param name="factor">What the height is multiplied with at each step, for <see cref="CycleShape.Shrinking"/>.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule Cyclic(double low, double high, long up, long? down = null, CycleShape shape = CycleShape.Triangle, double factor = 1) =>
        new Triangles(Value("Cyclic", "the lower value", low), Value("Cyclic", "the upper value", high), Whole("Cyclic", "up", up), Whole("Cyclic", "down", down ?? up), Known(shape), Value("Cyclic", "the factor", factor));

    private sealed record Triangles(double Low, double High, long Up, long Down, CycleShape Shape, double Factor) : Schedule
    {
        private protected override double Compute(long step)
        {
            var (cycle, place) = Math.DivRem(step, Up + Down);
            var height = place <= Up ? place / (double)Up : (Up + Down - place) / (double)Down;
            var damping = Shape switch
            {
                CycleShape.Halving => Math.Pow(2, -cycle),
                CycleShape.Shrinking => Math.Pow(Factor, step),
                _ => 1,
            };
            return Low + ((High - Low) * height * damping);
        }
    }

    private static CycleShape Known(CycleShape shape) =>
        Enum.IsDefined(shape) ? shape : throw Errors.ScheduleSetting("Cyclic", "shape", (int)shape, "It is one of the names of CycleShape.");
}
