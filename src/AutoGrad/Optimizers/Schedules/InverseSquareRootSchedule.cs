namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Up in a straight line, then down with the root of the step: the schedule of the first transformers.</summary>
    /// <remarks>
    /// Formula: v (t + 1) / w while t + 1 &lt; w, then v sqrt(w / (t + 1)).
    /// Source: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin, Attention is all you need, NeurIPS 2017, section 5.3, where v = 1 / sqrt(d w).
    /// </remarks>
    /// <param name="peak">The largest value v, at step w - 1.</param>
    /// <param name="warmUp">The number w of steps up.</param>
    /// <exception cref="ValueException">The value is negative or not finite, or the count below 1.</exception>
    public static Schedule InverseSquareRoot(double peak, long warmUp) =>
        new Root(Value("InverseSquareRoot", "the peak", peak), Whole("InverseSquareRoot", "warmUp", warmUp));

    private sealed record Root(double Peak, long Rise) : Schedule
    {
        private protected override double Compute(long step) => Peak * (step + 1 < Rise ? (step + 1) / (double)Rise : Math.Sqrt(Rise / (step + 1.0)));
    }
}
