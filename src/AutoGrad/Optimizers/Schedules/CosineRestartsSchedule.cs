namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Half waves one after another, each of which begins at the top again.</summary>
    /// <remarks>
    /// Formula: b + (a - b) (1 + cos(pi s / n_i)) / 2, s the steps since the last restart and n_i = n growth^i the length of the wave i.
    /// Source: Loshchilov and Hutter, SGDR, ICLR 2017. The same numbers as PyTorch's CosineAnnealingWarmRestarts.
    /// </remarks>
    /// <param name="from">The value a at each restart.</param>
    /// <param name="period">The length n of the first wave.</param>
    /// <param name="growth">How many times longer each wave is than the one before.</param>
    /// <param name="to">The value b that a wave falls towards.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule CosineRestarts(double from, long period, int growth = 1, double to = 0) =>
        new Waves(Value("CosineRestarts", "the first value", from), Whole("CosineRestarts", "period", period), Whole("CosineRestarts", "growth", growth), Value("CosineRestarts", "the last value", to));

    private sealed record Waves(double From, long Period, long Growth, double To) : Schedule
    {
        private protected override double Compute(long step)
        {
            var length = Period;
            if (Growth == 1)
            {
                step %= Period;
            }
            else
            {
                while (step >= length)
                {
                    step -= length;
                    length = checked(length * Growth);
                }
            }

            return Wave(From, To, step / (double)length);
        }
    }
}
