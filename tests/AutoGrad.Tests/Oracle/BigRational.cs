using System.Numerics;

namespace AutoGrad.Oracle;

/// <summary>A fraction of big integers: arithmetic without rounding.</summary>
internal readonly record struct BigRational : IReal<BigRational>
{
    // Stored as one less, so that the default is zero.
    private readonly BigInteger denominatorLessOne;

    public BigRational(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * (denominator.Sign < 0 ? -1 : 1);
        (Numerator, denominatorLessOne) = (numerator / divisor, (denominator / divisor) - 1);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => denominatorLessOne + 1;

    /// <summary>Exact where numerator and denominator are below 2^53 in size, as they are wherever equality bit for bit is asked for.</summary>
    public double Leading => (double)Numerator / (double)Denominator;

    public static BigRational operator +(BigRational x, BigRational y) => new((x.Numerator * y.Denominator) + (y.Numerator * x.Denominator), x.Denominator * y.Denominator);

    public static BigRational operator -(BigRational x) => new(-x.Numerator, x.Denominator);

    public static BigRational operator -(BigRational x, BigRational y) => x + -y;

    public static BigRational operator *(BigRational x, BigRational y) => new(x.Numerator * y.Numerator, x.Denominator * y.Denominator);

    public static BigRational operator /(BigRational x, BigRational y) => new(x.Numerator * y.Denominator, x.Denominator * y.Numerator);

    public static BigRational From(double value)
    {
        var denominator = BigInteger.One;
        while (value != Math.Floor(value))
        {
            (value, denominator) = (2 * value, 2 * denominator);
        }

        return new((BigInteger)value, denominator);
    }

    public static int Compare(BigRational x, BigRational y) => (x - y).Numerator.Sign;
}
