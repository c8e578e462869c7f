namespace AutoGrad.Properties;

/// <summary>A number with its derivative in one direction, and the sum of the absolute values of all path products: the scale that rounding errors of the derivative have.</summary>
/// <remarks>Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 3.1 (forward propagation of tangents).</remarks>
internal readonly record struct Dual(double Value, double Tangent, double Bound)
{
    public static Dual operator +(Dual x, Dual y) => new(x.Value + y.Value, x.Tangent + y.Tangent, x.Bound + y.Bound);

    public static Dual operator -(Dual x, Dual y) => new(x.Value - y.Value, x.Tangent - y.Tangent, x.Bound + y.Bound);

    public static Dual operator *(Dual x, Dual y) =>
        new(x.Value * y.Value, (x.Tangent * y.Value) + (x.Value * y.Tangent), (x.Bound * Math.Abs(y.Value)) + (Math.Abs(x.Value) * y.Bound));

    public static Dual operator /(Dual x, Dual y)
    {
        var quotient = x.Value / y.Value;
        return new(quotient, (x.Tangent - (quotient * y.Tangent)) / y.Value, (x.Bound + (Math.Abs(quotient) * y.Bound)) / Math.Abs(y.Value));
    }

    /// <summary>A function of one number with the given value and slope.</summary>
    public Dual Through(double value, double slope) => new(value, slope * Tangent, Math.Abs(slope) * Bound);
}
