namespace AutoGrad.Oracle;

/// <summary>A number with its derivative in one direction. Of duals, it has the second derivative too.</summary>
/// <remarks>Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 3.1 (forward propagation of tangents).</remarks>
internal readonly record struct Dual<N>(N Value, N Tangent) : IReal<Dual<N>>
    where N : struct, IReal<N>
{
    public static Dual<N> Pi => new(N.Pi, default);

    public static int Order => N.Order + 1;

    public double Leading => Value.Leading;

    public static Dual<N> operator +(Dual<N> x, Dual<N> y) => new(x.Value + y.Value, x.Tangent + y.Tangent);

    public static Dual<N> operator -(Dual<N> x) => new(-x.Value, -x.Tangent);

    public static Dual<N> operator -(Dual<N> x, Dual<N> y) => new(x.Value - y.Value, x.Tangent - y.Tangent);

    public static Dual<N> operator *(Dual<N> x, Dual<N> y) => new(x.Value * y.Value, (x.Tangent * y.Value) + (x.Value * y.Tangent));

    public static Dual<N> operator /(Dual<N> x, Dual<N> y)
    {
        var quotient = x.Value / y.Value;
        return new(quotient, (x.Tangent - (quotient * y.Tangent)) / y.Value);
    }

    /// <summary>A constant; the default of every kind of number is its zero.</summary>
    public static Dual<N> From(double value) => new(N.From(value), default);

    public static int Compare(Dual<N> x, Dual<N> y) => N.Compare(x.Value, y.Value);

    public static Dual<N> Constant(Dual<N> x) => new(N.Constant(x.Value), default);

    public static Dual<N> Sqrt(Dual<N> x)
    {
        var root = N.Sqrt(x.Value);
        return x.Through(root, N.From(0.5) / root);
    }

    public static Dual<N> Exp(Dual<N> x)
    {
        var power = N.Exp(x.Value);
        return x.Through(power, power);
    }

    public static Dual<N> Log(Dual<N> x) => x.Through(N.Log(x.Value), N.From(1) / x.Value);

    public static Dual<N> Sin(Dual<N> x) => x.Through(N.Sin(x.Value), N.Cos(x.Value));

    public static Dual<N> Cos(Dual<N> x) => x.Through(N.Cos(x.Value), -N.Sin(x.Value));

    public static Dual<N> Atan(Dual<N> x) => x.Through(N.Atan(x.Value), N.From(1) / (N.From(1) + (x.Value * x.Value)));

    private Dual<N> Through(N value, N slope) => new(value, slope * Tangent);
}
