namespace AutoGrad.Oracle;

/// <summary>
/// How far rounding can take a computation in working precision: bounds, in unit roundoffs, of the error of the value and of its derivative. Run through the same definitions
/// as the duals, it says beforehand how much the library's result may differ from theirs.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Error">The error of the value, in unit roundoffs.</param>
/// <param name="Size">The sum of the absolute values of all products along paths from the moved inputs: at least the size of the derivative.</param>
/// <param name="SlopeError">The error of the derivative, in unit roundoffs.</param>
/// <remarks>
/// For y = f(x): the error of y is |f'| that of x and one rounding of y; that of the derivative, |f'| that of x's, |f''| times the error of x times its size, and one
/// rounding. A sum counts a rounding of both terms, so that the bound holds for every order of summation.
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 3.3 (running error analysis).
/// </remarks>
internal readonly record struct Rounding(double Value, double Error, double Size, double SlopeError) : IReal<Rounding>
{
    public static Rounding Pi => new(Math.PI, Math.PI, 0, 0);

    public static int Order => 1;

    public double Leading => Value;

    public static Rounding operator +(Rounding x, Rounding y) => new(
        x.Value + y.Value,
        x.Error + y.Error + Math.Abs(x.Value) + Math.Abs(y.Value),
        x.Size + y.Size,
        x.SlopeError + y.SlopeError + x.Size + y.Size);

    public static Rounding operator -(Rounding x) => x with { Value = -x.Value };

    public static Rounding operator -(Rounding x, Rounding y) => x + -y;

    public static Rounding operator *(Rounding x, Rounding y)
    {
        var (a, b) = (Math.Abs(x.Value), Math.Abs(y.Value));
        var size = (a * y.Size) + (b * x.Size);
        return new(x.Value * y.Value, (a * y.Error) + (b * x.Error) + (a * b), size, (a * y.SlopeError) + (b * x.SlopeError) + (x.Error * y.Size) + (y.Error * x.Size) + size);
    }

    public static Rounding operator /(Rounding x, Rounding y)
    {
        var reciprocal = 1 / y.Value;
        return x * y.Through(reciprocal, reciprocal * reciprocal, 2 * reciprocal * reciprocal * reciprocal);
    }

    public static Rounding From(double value) => new(value, 0, 0, 0);

    /// <summary>An input that moves by so much.</summary>
    public static Rounding Input(double value, double direction) => new(value, 0, Math.Abs(direction), 0);

    public static int Compare(Rounding x, Rounding y) => x.Value.CompareTo(y.Value);

    public static Rounding Constant(Rounding x) => new(x.Value, x.Error, 0, 0);

    public static Rounding Sqrt(Rounding x)
    {
        var root = Math.Sqrt(x.Value);
        return x.Through(root, 0.5 / root, 0.25 / (x.Value * root));
    }

    public static Rounding Exp(Rounding x)
    {
        var power = Math.Exp(x.Value);
        return x.Through(power, power, power);
    }

    public static Rounding Log(Rounding x) => x.Through(Math.Log(x.Value), 1 / x.Value, 1 / (x.Value * x.Value));

    public static Rounding Sin(Rounding x) => x.Through(Math.Sin(x.Value), Math.Cos(x.Value), Math.Sin(x.Value));

    public static Rounding Cos(Rounding x) => x.Through(Math.Cos(x.Value), Math.Sin(x.Value), Math.Cos(x.Value));

    public static Rounding Atan(Rounding x)
    {
        var slope = 1 / (1 + (x.Value * x.Value));
        return x.Through(Math.Atan(x.Value), slope, 2 * x.Value * slope * slope);
    }

    private Rounding Through(double value, double slope, double curvature)
    {
        var size = Math.Abs(slope) * Size;
        return new(value, (Math.Abs(slope) * Error) + Math.Abs(value), size, (Math.Abs(slope) * SlopeError) + (Math.Abs(curvature) * Error * Size) + size);
    }
}
