using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>What a check found at one coordinate.</summary>
public enum GradientFindingKind
{
    /// <summary>The derivative differs from the differences by more than the tolerance.</summary>
    Mismatch,

    /// <summary>The slopes from the left and from the right differ: the point is a kink, where any value between them is right.</summary>
    Kink,

    /// <summary>The derivative is NaN or infinite where the differences are finite, or the function itself is not finite here.</summary>
    NotFinite,

    /// <summary>Forward and reverse mode disagree: &lt;J u, v&gt; is not &lt;u, J' v&gt;.</summary>
    DotProduct,

    /// <summary>The gradient has another shape than its argument, or the function's results change from call to call.</summary>
    Inconsistent,
}

/// <summary>One finding of a check.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Order">The order of the derivative.</param>
/// <param name="Argument">The argument's position; -1 where the finding concerns all.</param>
/// <param name="Index">The coordinate within the argument; empty for rank 0.</param>
/// <param name="Expected">The value by differences.</param>
/// <param name="Actual">The value by automatic differentiation.</param>
/// <param name="Note">What else helps, such as one-sided slopes.</param>
public sealed record GradientFinding(GradientFindingKind Kind, int Order, int Argument, IReadOnlyList<int> Index, double Expected, double Actual, string Note = "")
{
    /// <summary>|actual - expected| over the larger of the two.</summary>
    public double RelativeError => Expected == Actual ? 0 : Math.Abs(Actual - Expected) / Math.Max(Math.Abs(Expected), Math.Abs(Actual));

    /// <summary>Whether the finding makes the check fail: a kink is reported but does not, as long as the gradient lies between the slopes.</summary>
    public bool IsFailure => Kind != GradientFindingKind.Kink;

    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Argument < 0 ? "all arguments" : string.Create(CultureInfo.InvariantCulture, $"argument {Argument} at {Shape.Text([.. Index])}");
        return string.Create(CultureInfo.InvariantCulture, $"order {Order}, {place}: {Kind}, expected {Expected:R}, actual {Actual:R}, relative error {RelativeError:0.0e+0}{(Note.Length > 0 ? "; " : "")}{Note}");
    }
}

/// <summary>The result of a gradient check.</summary>
/// <param name="Checked">How many derivatives were compared.</param>
/// <param name="Findings">What was found, failures and kinks.</param>
/// <param name="LargestRelativeError">The largest relative error among derivatives that are not tiny, whether or not it was within the tolerance.</param>
public sealed record GradientReport(int Checked, IReadOnlyList<GradientFinding> Findings, double LargestRelativeError)
{
    private const int Shown = 12;

    /// <summary>Whether every compared derivative was right. A check that compared nothing has not passed unless there was nothing to compare.</summary>
    public bool Passed => !Findings.Any(static finding => finding.IsFailure);

    /// <summary>A few lines: the verdict, the counts, and the first findings.</summary>
    public override string ToString()
    {
        var failures = Findings.Count(static finding => finding.IsFailure);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(Passed ? "passed" : "FAILED")}: {Checked} derivatives compared, {failures} wrong, {Findings.Count - failures} kinks, largest relative error {LargestRelativeError:0.0e+0}");
        foreach (var finding in Findings.OrderByDescending(static finding => finding.IsFailure).Take(Shown))
        {
            text.Append('\n').Append("  ").Append(finding);
        }

        if (Findings.Count > Shown)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  ... and {Findings.Count - Shown} more");
        }

        return text.ToString();
    }
}
