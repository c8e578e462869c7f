using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>How the numbers of one text are written: fixed point or scientific, and with how many decimals, chosen once for all of them.</summary>
/// <remarks>
/// The rule is NumPy's: scientific if the largest magnitude is 1e8 or more, the smallest but zero is below 1e-4, or their ratio is above 1000.
/// A number shows the digits of its shortest round-trip form, rounded to the precision. Culture: invariant.
/// </remarks>
internal readonly record struct NumberNotation(bool Scientific, int Precision)
{
    /// <summary>The notation for all finite numbers among <paramref name="values"/>.</summary>
    public static NumberNotation For<T>(ReadOnlySpan<T> values, int precision)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.Zero;
        var smallest = T.PositiveInfinity;
        foreach (var value in values)
        {
            if (T.IsFinite(value) && value != T.Zero)
            {
                largest = T.Max(largest, T.Abs(value));
                smallest = T.Min(smallest, T.Abs(value));
            }
        }

        var scientific = largest > T.Zero
            && (largest >= T.CreateChecked(1e8) || smallest < T.CreateChecked(1e-4) || largest / smallest > T.CreateChecked(1000));
        return new NumberNotation(scientific, precision);
    }

    /// <summary>The number without trailing zeros; <c>nan</c>, <c>inf</c>, <c>-inf</c> for the others.</summary>
    public string Write<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            return T.IsNaN(value) ? "nan" : T.IsPositive(value) ? "inf" : "-inf";
        }

        var (digits, exponent) = Shortest(value);
        // Asking for more digits than the shortest form has would print the binary fraction's tail: 0.1f as 0.10000000149.
        var decimals = int.Min(Precision, int.Max(0, Scientific ? digits - 1 : digits - 1 - exponent));
        var text = value.ToString((Scientific ? "e" : "F") + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (!Scientific)
        {
            return TrimZeros(text);
        }

        var mark = text.IndexOf('e', StringComparison.Ordinal);
        var power = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return TrimZeros(text[..mark]) + "e" + power.ToString("+00;-00", CultureInfo.InvariantCulture);
    }

    /// <summary>How many digits follow the decimal point of a text made by <see cref="Write"/>.</summary>
    public static int Decimals(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : MantissaLength(text) - point - 1;
    }

    /// <summary>The text with zeros appended to its mantissa until it has <paramref name="decimals"/> decimals; nan and inf stay as they are.</summary>
    public static string Widen(string text, int decimals)
    {
        var missing = decimals - Decimals(text);
        if (missing <= 0 || !char.IsAsciiDigit(text[^1]))
        {
            return text;
        }

        var end = MantissaLength(text);
        var point = text.Contains('.', StringComparison.Ordinal) ? "" : ".";
        return string.Concat(text.AsSpan(0, end), point, new string('0', missing), text.AsSpan(end));
    }

    private static int MantissaLength(string text)
    {
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        return mark < 0 ? text.Length : mark;
    }

    private static string TrimZeros(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>The number of significant digits of the shortest round-trip form, and the power of ten of the first one.</summary>
    private static (int Digits, int Exponent) Shortest<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // "E16" would give the digits of the binary fraction; the shortest form is "R", which comes in either notation.
        var text = T.Abs(value).ToString("R", CultureInfo.InvariantCulture).AsSpan();
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        if (!whole.SequenceEqual("0"))
        {
            var digits = fraction.Length > 0 ? whole.Length + fraction.Length : whole.TrimEnd('0').Length;
            return (digits, whole.Length - 1 + exponent);
        }

        var significant = fraction.TrimStart('0');
        return significant.IsEmpty ? (1, 0) : (significant.Length, significant.Length - fraction.Length - 1 + exponent);
    }
}
