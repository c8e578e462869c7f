using System.Numerics;

namespace AutoGrad.Checks;

/// <summary>Numbers as bits.</summary>
internal static class Bits
{
    /// <summary>The bits of a float or double; all NaN count as one.</summary>
    public static ulong Of<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.IsNaN(value) ? ulong.MaxValue : typeof(T) == typeof(double) ? BitConverter.DoubleToUInt64Bits((double)(object)value) : BitConverter.SingleToUInt32Bits((float)(object)value);

    public static bool Same(double[] x, double[] y) => x.Length == y.Length && x.Zip(y).All(static pair => Of(pair.First) == Of(pair.Second));

    /// <summary>The distance of the next number after 1 from 1: the unit in the last place, relative.</summary>
    public static double UnitError(this double next) => next - 1;
}

/// <summary>The numbers that break kernels: specials, subnormals, thresholds of exp, neighbours of one.</summary>
internal static class Palette
{
    public static double[] Doubles { get; } =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, double.Epsilon, -double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308,
        double.MaxValue, double.MinValue, Math.E, Math.PI, Math.Tau, -Math.PI, double.BitIncrement(1), double.BitDecrement(1), 709.78, 709.79, -745.1, -745.2, 88.72, -103.9, 16777217, 0.5, -0.5, 2, -2, 1e-8, -1e-8, 1e-160,
        1e160, 36.9, -36.9, 5.5, 28, -28,
    ];

    public static double[] Floats { get; } =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, float.Epsilon, -float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, float.MaxValue, float.MinValue, (float)Math.E,
        (float)Math.PI, (float)Math.Tau, -(float)Math.PI, float.BitIncrement(1), float.BitDecrement(1), 88.72f, 88.73f, -103.9f, -104f, -87.4f, 16777216, 0.5, -0.5, 2, -2, 1e-4f, -1e-4f, 1e-20f, 1e20f, 16.7f, -16.7f, 5.5, 9.1f, -9.1f,
    ];
}
