using System.Text;
using System.Text.RegularExpressions;
using AutoGrad.Tests;

namespace AutoGrad.Misuse;

/// <summary>The reviewed texts of misuse.txt: a title, the exception's type, the message.</summary>
internal static partial class MisuseGoldens
{
    public static GoldenText File { get; } = new("tests/AutoGrad.Tests/Misuse/misuse.txt");

    public static string Text(IEnumerable<(MisuseCase Case, Exception Refusal)> refusals)
    {
        var text = new StringBuilder();
        foreach (var (misuse, refusal) in refusals)
        {
            text.Append("# ").Append(misuse.Title).Append('\n').Append(refusal.GetType().Name).Append('\n').Append(Stable(refusal.Message)).Append("\n\n");
        }

        return text.ToString();
    }

    /// <summary>The message without the numbers of lines in these tests, which change when rows are added.</summary>
    private static string Stable(string message) => Line().Replace(message.ReplaceLineEndings("\n"), ".cs:LINE");

    [GeneratedRegex(@"\.cs:\d+")]
    private static partial Regex Line();
}
