using System.Globalization;
using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>A binary number mantissa * 2^exponent of 320 bits, rounded downwards: enough that its functions serve as exact values beside doubles.</summary>
internal readonly record struct BigReal
{
    private const int Precision = 320;

    private readonly BigInteger mantissa;
    private readonly int exponent;

    private BigReal(BigInteger mantissa, int exponent)
    {
        int excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Precision;
        this.mantissa = excess > 0 ? mantissa >> excess : mantissa;
        this.exponent = mantissa.IsZero ? 0 : excess > 0 ? exponent + excess : exponent;
    }

    public static BigReal Zero => 0;

    public static BigReal One => 1;

    public bool IsNegative => mantissa.Sign < 0;

    public bool IsZero => mantissa.IsZero;

    /// <summary>The exponent of the leading bit: 2^Magnitude is at most |x|.</summary>
    public int Magnitude => exponent + (int)BigInteger.Abs(mantissa).GetBitLength() - 1;

    public static implicit operator BigReal(long value) => new(value, 0);

    /// <summary>Exact.</summary>
    public static implicit operator BigReal(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int field = (int)(bits >> 52);
        long fraction = bits & 0xFFFFFFFFFFFFF;
        long mantissa = field == 0 ? fraction : fraction | (1L << 52);
        return new(double.IsNegative(value) ? -mantissa : mantissa, Math.Max(field, 1) - 1075);
    }

    public static BigReal operator +(BigReal x, BigReal y)
    {
        if (x.IsZero || y.IsZero)
        {
            return x.IsZero ? y : x;
        }

        // Beyond the precision the smaller one does not show.
        if (Math.Abs(x.Magnitude - y.Magnitude) > Precision + 8)
        {
            return x.Magnitude > y.Magnitude ? x : y;
        }

        int least = Math.Min(x.exponent, y.exponent);
        return new((x.mantissa << (x.exponent - least)) + (y.mantissa << (y.exponent - least)), least);
    }

    public static BigReal operator -(BigReal x) => new(-x.mantissa, x.exponent);

    public static BigReal operator -(BigReal x, BigReal y) => x + -y;

    public static BigReal operator *(BigReal x, BigReal y) => new(x.mantissa * y.mantissa, x.exponent + y.exponent);

    public static BigReal operator /(BigReal x, BigReal y)
    {
        int shift = Math.Max(0, Precision + 8 - (x.IsZero ? 0 : x.Magnitude - x.exponent) + (y.Magnitude - y.exponent));
        return new((x.mantissa << shift) / y.mantissa, x.exponent - shift - y.exponent);
    }

    public static bool operator <(BigReal x, BigReal y) => (x - y).IsNegative;

    public static bool operator >(BigReal x, BigReal y) => y < x;

    public BigReal Scale(int power) => new(mantissa, mantissa.IsZero ? 0 : exponent + power);

    public static BigReal Abs(BigReal x) => x.IsNegative ? -x : x;

    /// <summary>Newton's iteration on integers, from above.</summary>
    public static BigReal Sqrt(BigReal x)
    {
        if (x.IsZero)
        {
            return x;
        }

        int shift = (2 * Precision) - (x.Magnitude - x.exponent);
        shift += (x.exponent - shift) & 1;
        BigInteger square = shift >= 0 ? x.mantissa << shift : x.mantissa >> -shift;
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return new(root, (x.exponent - shift) / 2);
            }

            root = next;
        }
    }

    /// <summary>The nearest integer of a number below 2^62.</summary>
    public long Round()
    {
        BigReal shifted = this + new BigReal(1, -1);
        return (long)(shifted.exponent >= 0 ? shifted.mantissa << shifted.exponent : shifted.mantissa >> -shifted.exponent);
    }

    /// <summary>Truncated to 60 bits, for starting values and messages.</summary>
    public double ToDouble()
    {
        if (IsZero)
        {
            return 0;
        }

        int drop = Magnitude - exponent - 60;
        long leading = (long)(drop > 0 ? mantissa >> drop : mantissa << -drop);
        return Math.ScaleB(leading, exponent + drop);
    }

    public override string ToString() => ToDouble().ToString("R", CultureInfo.InvariantCulture);
}
