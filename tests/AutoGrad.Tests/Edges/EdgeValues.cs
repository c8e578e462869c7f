using System.Globalization;
using System.Numerics;

namespace AutoGrad.Edges;

/// <summary>The numbers at which functions and their derivatives are most often wrong, each with a short name.</summary>
internal static class EdgeValues
{
    /// <summary>Twenty-four: five NaN, infinities, zeros, ones, four subnormals, the smallest normals, the largest numbers of both types, e, pi, tau.</summary>
    public static (string Name, double Value)[] Doubles { get; } =
    [
        .. ((ulong[])[0x7FF8000000000000, 0xFFF8000000000000, 0x7FF8000000000001, 0x7FFFFFFFFFFFFFFF, 0x7FF4000000000001]).Select(static bits => ("NaN", BitConverter.UInt64BitsToDouble(bits))),
        ("inf", double.PositiveInfinity), ("-inf", double.NegativeInfinity), ("0", 0), ("-0", -0.0), ("1", 1), ("-1", -1),
        ("tiny", double.Epsilon), ("-tiny", -double.Epsilon), ("subnormal", 2.2250738585072009e-308), ("-subnormal", -2.2250738585072009e-308),
        ("least", 2.2250738585072014e-308), ("-least", -2.2250738585072014e-308),
        ("single", float.MaxValue), ("-single", float.MinValue), ("most", double.MaxValue), ("-most", double.MinValue),
        ("e", Math.E), ("pi", Math.PI), ("tau", Math.Tau),
    ];

    /// <summary>The same at float, where a number whose square is too large stands for the largest of the other type.</summary>
    public static (string Name, float Value)[] Singles { get; } =
    [
        .. ((uint[])[0x7FC00000, 0xFFC00000, 0x7FC00001, 0x7FFFFFFF, 0x7FA00001]).Select(static bits => ("NaN", BitConverter.UInt32BitsToSingle(bits))),
        ("inf", float.PositiveInfinity), ("-inf", float.NegativeInfinity), ("0", 0), ("-0", -0.0f), ("1", 1), ("-1", -1),
        ("tiny", float.Epsilon), ("-tiny", -float.Epsilon), ("subnormal", 1.17549421e-38f), ("-subnormal", -1.17549421e-38f),
        ("least", 1.17549435e-38f), ("-least", -1.17549435e-38f),
        ("large", 1e20f), ("-large", -1e20f), ("most", float.MaxValue), ("-most", float.MinValue),
        ("e", MathF.E), ("pi", MathF.PI), ("tau", MathF.Tau),
    ];

    /// <summary>What ops of several operands are tried on in all combinations.</summary>
    public static (string Name, double Value)[] Few { get; } =
        [("NaN", double.NaN), ("inf", double.PositiveInfinity), ("-inf", double.NegativeInfinity), ("0", 0), ("-0", -0.0), ("1", 1), ("-2.5", -2.5), ("most", double.MaxValue)];

    public static string Text<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.IsNaN(x) ? "NaN" : T.IsPositiveInfinity(x) ? "inf" : T.IsNegativeInfinity(x) ? "-inf" : x.ToString("R", CultureInfo.InvariantCulture);
}
