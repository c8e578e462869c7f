using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoGrad.Misuse;

/// <summary>Wrong calls are refused by a typed error that says what is wrong and what to do.</summary>
public partial class MisuseTests
{
    private static readonly Lazy<(MisuseCase Case, Exception Refusal)[]> refusals = new(static () => [.. MisuseTable.All.Select(static misuse => (misuse, misuse.Refusal()))]);

    [Fact]
    public void There_are_at_least_three_hundred_misuses_and_each_has_its_own_title()
    {
        Assert.True(MisuseTable.All.Count >= 300, $"only {MisuseTable.All.Count}");
        Assert.Equal(MisuseTable.All.Count, MisuseTable.All.DistinctBy(static misuse => misuse.Title).Count());
    }

    [Fact]
    public void Every_misuse_throws_the_expected_type()
    {
        var failures = new List<string>();
        foreach (var misuse in MisuseTable.All)
        {
            if (Record.Exception(misuse.Call) is var thrown && thrown?.GetType() != misuse.Exception)
            {
                failures.Add($"{misuse.Title}: expected {misuse.Exception.Name}, got {(thrown is null ? "no exception" : thrown.ToString())}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Fact]
    public void Every_message_is_the_reviewed_one() => MisuseGoldens.File.Check(MisuseGoldens.Text(refusals.Value), separator: "\n\n");

    [Fact]
    public void Every_message_names_the_op_what_was_given_the_way_out_and_the_code()
    {
        var failures = new List<string>();
        foreach (var (misuse, refusal) in refusals.Value.Where(static entry => !entry.Case.IsPlain))
        {
            var message = refusal.Message;
            Check(message.StartsWith(misuse.Op, StringComparison.Ordinal), "does not begin with the op");
            Check(!message.StartsWith($"{misuse.Op}: .", StringComparison.Ordinal) && Given().IsMatch(message[misuse.Op.Length..]), "does not show what was given: no shape, number or name");
            Check(Sentence().Count(Code().Replace(message, "")) >= 2, "has fewer than two sentences, so no way out");
            Check(Code().Match(message) is { Success: true } code && code.Groups[1].Value == CodeOf(refusal), "does not end with its code in brackets");

            void Check(bool holds, string fault)
            {
                if (!holds)
                {
                    failures.Add($"{misuse.Title}: {fault}: {message}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Fact]
    public void Messages_are_the_same_under_every_culture()
    {
        var usual = refusals.Value;
        var culture = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NegativeSign = "\u2212";
        commas.NumberFormat.NaNSymbol = "not a number";
        try
        {
            CultureInfo.CurrentCulture = commas;
            var failures = usual.Where(static entry => !entry.Case.IsPlain).Select(static entry => (entry.Refusal.Message, Now: entry.Case.Refusal().Message)).Where(static pair => pair.Message != pair.Now).Select(static pair => pair.Now).ToArray();
            Assert.True(failures.Length == 0, string.Join(Environment.NewLine, failures));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_refused_call_leaves_no_tape_or_scope_open()
    {
        foreach (var misuse in MisuseTable.All)
        {
            misuse.Refusal();
            Assert.True(Recording<double>.Current is null && Arena<double>.Current.Depth == 0, misuse.Title);
        }
    }

    private static string? CodeOf(Exception refusal) => refusal switch
    {
        AutoGradException error => error.Code,
        DataFormatException error => error.Code,
        FileSaveException error => error.Code,
        _ => null,
    };

    /// <summary>A shape, a number, a quoted name, or a name in quotes.</summary>
    [GeneratedRegex(@"\[[\d, -]*\]|\d|'[^']+'|NaN")]
    private static partial Regex Given();

    [GeneratedRegex(@"[.:;](?=\s|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s*\[(AG\d{3})\]$")]
    private static partial Regex Code();
}
