using System.Text.RegularExpressions;

namespace AutoGrad.Misuse;

/// <summary>docs/errors.md explains exactly the codes that the sources have.</summary>
public partial class ErrorCodeTests
{
    [Fact]
    public void Every_code_of_the_sources_has_a_section_and_every_section_a_code()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(MisuseGoldens.Root, "src", "AutoGrad"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Code().Matches(File.ReadAllText(file)))
            .Select(static match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(sources, Sections().Select(static section => section.Code));
    }

    [Fact]
    public void Every_section_says_what_it_means_the_cause_the_way_out_and_gives_an_example()
    {
        foreach (var (code, text) in Sections())
        {
            Assert.True(text.StartsWith("**", StringComparison.Ordinal), $"{code} does not say what it means");
            Assert.True(text.Contains("\nUsual cause: ", StringComparison.Ordinal), $"{code} names no cause");
            Assert.True(text.Contains("\nWay out: ", StringComparison.Ordinal), $"{code} names no way out");
            Assert.True(text.Contains("\n```", StringComparison.Ordinal), $"{code} has no example");
        }
    }

    private static IEnumerable<(string Code, string Text)> Sections()
    {
        var parts = Heading().Split(File.ReadAllText(Path.Combine(MisuseGoldens.Root, "docs", "errors.md")).ReplaceLineEndings("\n"));
        for (var index = 1; index < parts.Length; index += 2)
        {
            yield return (parts[index], parts[index + 1].TrimStart('\n'));
        }
    }

    [GeneratedRegex(@"AG\d{3}")]
    private static partial Regex Code();

    // Nothing but the code, so that the page's anchor is the code in lower case: errors.md#ag101.
    [GeneratedRegex(@"^## (AG\d{3})\n", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
