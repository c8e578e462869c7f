namespace AutoGrad.Oracle;

/// <summary>The unevaluated sum of two doubles, the second at most half a unit in the last place of the first: about 32 digits.</summary>
/// <remarks>
/// Source: Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971; Knuth, The Art of Computer Programming 2, section 4.2.2 (exact sums).
/// The functions reduce their argument, sum a Taylor series or improve Math's result by one Newton step, which doubles its 16 digits.
/// </remarks>
internal readonly record struct DoubleDouble(double High, double Low) : IReal<DoubleDouble>
{
    private const int Halvings = 8;

    // The digits of pi and ln 2 beyond double's, from any table of constants; the tests compare them with a computation to 320 bits.
    private static readonly DoubleDouble pi = new(3.141592653589793116, 1.224646799147353207e-16);
    private static readonly DoubleDouble ln2 = new(0.6931471805599452862, 2.319046813846299558e-17);
    private static readonly DoubleDouble[] reciprocalFactorials = ReciprocalFactorials(32);

    public static DoubleDouble Pi => pi;

    public double Leading => High;

    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        var (high, error) = TwoSum(x.High, y.High);
        var (low, rest) = TwoSum(x.Low, y.Low);
        (high, error) = QuickSum(high, error + low);
        return Normal(high, error + rest);
    }

    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + -y;

    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        var high = x.High * y.High;
        return Normal(high, Math.FusedMultiplyAdd(x.High, y.High, -high) + ((x.High * y.Low) + (x.Low * y.High)));
    }

    /// <summary>Long division: three digits of 53 bits each.</summary>
    public static DoubleDouble operator /(DoubleDouble x, DoubleDouble y)
    {
        var first = x.High / y.High;
        var rest = x - (y * From(first));
        var second = rest.High / y.High;
        rest -= y * From(second);
        return Normal(first, second) + From(rest.High / y.High);
    }

    public static DoubleDouble From(double value) => new(value, 0);

    public static int Compare(DoubleDouble x, DoubleDouble y) => x.High != y.High ? x.High.CompareTo(y.High) : x.Low.CompareTo(y.Low);

    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (x.High <= 0)
        {
            return From(Math.Sqrt(x.High));
        }

        var root = From(Math.Sqrt(x.High));
        return root + ((x - (root * root)) / (root + root));
    }

    /// <summary>e^x = 2^k (e^r)^256, the powers taken of e^r - 1 so that no digit is lost.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        var power = Math.Round(x.High / ln2.High);
        var r = Scale(x - (ln2 * From(power)), 1.0 / (1 << Halvings));
        var sum = default(DoubleDouble);
        for (var n = 12; n >= 1; n--)
        {
            sum = (sum + reciprocalFactorials[n]) * r;
        }

        for (var halving = 0; halving < Halvings; halving++)
        {
            sum = Scale(sum, 2) + (sum * sum);
        }

        return Scale(sum + From(1), Math.ScaleB(1, (int)power));
    }

    public static DoubleDouble Log(DoubleDouble x)
    {
        if (!(x.High > 0))
        {
            return From(Math.Log(x.High));
        }

        var y = From(Math.Log(x.High));
        y += (x * Exp(-y)) - From(1);
        return y + ((x * Exp(-y)) - From(1));
    }

    public static DoubleDouble Sin(DoubleDouble x) => Turned(x, 0);

    public static DoubleDouble Cos(DoubleDouble x) => Turned(x, 1);

    /// <summary>The angle y of Math.Atan is turned by the small angle whose tangent is (x cos y - sin y) / (cos y + x sin y).</summary>
    public static DoubleDouble Atan(DoubleDouble x)
    {
        var y = From(Math.Atan(x.High));
        var (sine, cosine) = (Sin(y), Cos(y));
        return y + (((x * cosine) - sine) / (cosine + (x * sine)));
    }

    /// <summary>The sine of x plus a number of quarter turns.</summary>
    private static DoubleDouble Turned(DoubleDouble x, int quarters)
    {
        var quarter = Scale(pi, 0.5);
        var turns = Math.Round(x.High / quarter.High);
        var r = x - (quarter * From(turns));
        var place = (((int)(turns % 4) + quarters) % 4 + 4) % 4;
        var square = r * r;
        var sum = default(DoubleDouble);
        for (var n = place % 2 == 0 ? 29 : 28; n >= 0; n -= 2)
        {
            // Signs alternate: + for n = 0, 1, - for n = 2, 3.
            var term = reciprocalFactorials[n];
            sum = (sum * square) + (n % 4 < 2 ? term : -term);
        }

        sum = place % 2 == 0 ? sum * r : sum;
        return place < 2 ? sum : -sum;
    }

    private static DoubleDouble[] ReciprocalFactorials(int count)
    {
        var result = new DoubleDouble[count];
        result[0] = From(1);
        for (var n = 1; n < count; n++)
        {
            result[n] = result[n - 1] / From(n);
        }

        return result;
    }

    /// <summary>Times a power of two.</summary>
    private static DoubleDouble Scale(DoubleDouble x, double power) => new(x.High * power, x.Low * power);

    private static (double Sum, double Error) TwoSum(double x, double y)
    {
        var sum = x + y;
        var part = sum - x;
        return (sum, (x - (sum - part)) + (y - part));
    }

    /// <summary>The exact sum where x is the larger.</summary>
    private static (double Sum, double Error) QuickSum(double x, double y)
    {
        var sum = x + y;
        return (sum, y - (sum - x));
    }

    /// <summary>Infinities and NaN keep no error, which would be NaN.</summary>
    private static DoubleDouble Normal(double x, double y)
    {
        var (high, low) = QuickSum(x, y);
        return new(high, double.IsFinite(high) ? low : 0);
    }
}
