using System.Globalization;
using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>Counts what a check compared and collects what differed, so that one run shows every row that fails.</summary>
internal sealed class CheckReport(string check, ITestOutputHelper? output = null, string? kind = null)
{
    private const int MostShown = 12;
    private readonly List<string> failures = [];
    private readonly HashSet<string> failingRows = [];
    private int count;
    private int numbers;

    /// <summary>The largest error so far as a share of what was allowed.</summary>
    public double Worst { get; private set; }

    /// <summary>How many comparisons differed so far.</summary>
    public int Failures => failures.Count;

    /// <summary>Compares two numbers: NaN equals NaN, equal infinities agree, else the error must be within the tolerance times the scale.</summary>
    public void Near(OpRow row, string place, int[] shape, int flat, double expected, double actual, double tolerance, double scale)
    {
        count++;
        numbers++;
        Worst = tolerance * scale > 0 && double.IsFinite(expected) ? Math.Max(Worst, Math.Abs(actual - expected) / (tolerance * scale)) : Worst;
        if (expected.Equals(actual) || Math.Abs(actual - expected) <= tolerance * scale)
        {
            return;
        }

        Fail(row, $"{place} at [{string.Join(", ", Dense.Unflatten(shape, flat))}]: expected {Text(expected)}, got {Text(actual)}, relative error {Text(Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), scale))}");
    }

    /// <summary>Compares two arrays element by element.</summary>
    public void Near(OpRow row, string place, Dense expected, Dense actual, double tolerance, double scale)
    {
        if (SameShape(row, place, expected.Shape, actual.Shape))
        {
            for (var flat = 0; flat < expected.Length; flat++)
            {
                Near(row, place, expected.Shape, flat, expected.Values[flat], actual.Values[flat], tolerance, scale);
            }
        }
    }

    public bool SameShape(OpRow row, string place, int[] expected, int[] actual) =>
        True(row, expected.AsSpan().SequenceEqual(actual), $"{place}: expected the shape [{string.Join(", ", expected)}], got [{string.Join(", ", actual)}]");

    public bool True(OpRow row, bool holds, string otherwise)
    {
        count++;
        if (!holds)
        {
            Fail(row, otherwise);
        }

        return holds;
    }

    /// <summary>Runs the part of a check that concerns one row; an exception is a failure of that row alone.</summary>
    public void Row(OpRow row, string place, Action part)
    {
        try
        {
            part();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Fail(row, $"{place}: {exception.GetType().Name}: {exception.Message}{Environment.NewLine}{exception.StackTrace?.Split(Environment.NewLine).FirstOrDefault()}");
        }
    }

    /// <summary>Ends the check: fails if anything differed, or if fewer comparisons ran than the check is known to make.</summary>
    public void Done(int atLeast)
    {
        output?.WriteLine($"{check}: checked {count} over {OpTable.Rows.Count} rows");
        if (kind is not null)
        {
            Tally.Add(kind, numbers);
        }

        var more = failures.Count > MostShown ? $"{Environment.NewLine}... and {failures.Count - MostShown} more" : "";
        Assert.True(
            failures.Count == 0,
            $"{check}: {failures.Count} of {count} differ, in {failingRows.Count} rows ({string.Join(", ", failingRows.Order())}):{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(MostShown))}{more}");
        Assert.True(count >= atLeast, $"{check}: only {count} comparisons ran, at least {atLeast} are expected. A check that compares nothing proves nothing.");
    }

    public static string Shapes(Dense[] operands) => $"({string.Join(", ", operands.Select(static operand => $"[{string.Join(", ", operand.Shape)}]"))})";

    private void Fail(OpRow row, string text)
    {
        failingRows.Add(row.Name);
        failures.Add($"{row.Name} {text}");
    }

    private static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);
}
