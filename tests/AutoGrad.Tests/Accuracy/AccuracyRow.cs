namespace AutoGrad.Tests;

/// <summary>One op in the table of docs/accuracy.md: the call at both types, its exact value, and where it is tried.</summary>
/// <param name="Op">The op as the table names it.</param>
/// <param name="Single">The call at float; an op of one operand ignores the second.</param>
/// <param name="Double">The call at double.</param>
/// <param name="Exact">The value to 320 bits; null where only the ops at both types are compared.</param>
internal sealed record AccuracyRow(
    string Op,
    Func<Tensor<float>, Tensor<float>, Tensor<float>> Single,
    Func<Tensor<double>, Tensor<double>, Tensor<double>> Double,
    Func<BigReal, BigReal, BigReal>? Exact)
{
    /// <summary>Where float operands lie.</summary>
    public (double Low, double High) SingleRange { get; init; }

    /// <summary>Where double operands lie.</summary>
    public (double Low, double High) DoubleRange { get; init; }

    /// <summary>Where the second operand lies.</summary>
    public (double Low, double High) Second { get; init; } = (-2, 2);

    /// <summary>Values smaller than this are measured in its ulp: beside a zero that no number of the type hits, only the absolute error can be small.</summary>
    public double Floor { get; init; }

    /// <summary>The same for the derivative.</summary>
    public double SlopeFloor { get; init; }

    public AccuracyRow Over(double low, double high) => this with { SingleRange = (low, high), DoubleRange = (low, high) };

    /// <summary>The exponent's range differs between the types.</summary>
    public AccuracyRow Over(double low, double high, double lowDouble, double highDouble) => this with { SingleRange = (low, high), DoubleRange = (lowDouble, highDouble) };

    public AccuracyRow With(double low, double high) => this with { Second = (low, high) };

    public AccuracyRow ZeroIn(double value, double slope) => this with { Floor = value, SlopeFloor = slope };

    /// <summary>The worst errors in ulp, rounded up to a tenth.</summary>
    public AccuracyLine Measure() => new(
        Op, Domain, Tenths(AccuracyMeasure.Single(this)), Tenths(AccuracyMeasure.SingleSlope(this)), Exact is null ? null : Tenths(AccuracyMeasure.Double(this)));

    private string Domain => SingleRange == DoubleRange
        ? FormattableString.Invariant($"{SingleRange.Low} to {SingleRange.High}")
        : FormattableString.Invariant($"{SingleRange.Low} to {SingleRange.High} ({DoubleRange.Low} to {DoubleRange.High})");

    private static double Tenths(double ulps) => Math.Ceiling(ulps * 10) / 10;
}
