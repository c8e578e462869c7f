using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using AutoGrad.House;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoGrad.Misuse;

/// <summary>docs/errors.md explains exactly the codes that the sources have, with examples that do what it says.</summary>
public partial class ErrorCodeTests
{
    private const string Usings = "using System; using System.IO; using System.Threading.Tasks; using AutoGrad;";

    private static string Page { get; } = File.ReadAllText(Path.Combine(SourceModel.Root, "docs", "errors.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Every_code_of_the_sources_has_a_section_and_every_section_a_code()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SourceModel.Root, "src", "AutoGrad"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Code().Matches(File.ReadAllText(file)))
            .Select(static match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(sources, Sections().Select(static section => section.Code));
    }

    [Fact]
    public void Every_section_says_what_the_code_means_the_usual_cause_and_the_way_out()
    {
        Assert.All(Sections(), static section =>
        {
            Assert.StartsWith("**", section.Text, StringComparison.Ordinal);
            Assert.Contains("\n* Usual cause: ", section.Text, StringComparison.Ordinal);
            Assert.Contains("\n* Way out: ", section.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_first_line_of_every_example_throws_the_error_and_the_second_is_right()
    {
        // One program of two methods for each code, all on the lines that the page begins with.
        var codes = Sections().Select(static section => section.Code).ToArray();
        var preamble = Preamble().Match(Page);
        var program = new StringBuilder(Usings).Append(preamble.Groups["types"].Value).Append("public static class Examples {");
        foreach (var (code, text) in Sections())
        {
            var lines = Example().Match(text);
            Assert.True(lines.Success, $"{code} has no example of two lines");
            program.Append($"public static void {code}Wrong() {{ {preamble.Groups["lines"].Value}\n{lines.Groups["wrong"].Value}\n}}\n");
            program.Append($"public static void {code}Right() {{ {preamble.Groups["lines"].Value}\n{lines.Groups["right"].Value}\n}}\n");
        }

        var examples = Compile(program.Append('}').ToString());
        var failures = codes.SelectMany(code => new[]
        {
            Thrown(examples, $"{code}Wrong") is var wrong && CodeOf(wrong) == code ? null : $"{code}, first line: {wrong?.ToString() ?? "nothing was thrown"}",
            Thrown(examples, $"{code}Right") is { } right ? $"{code}, second line: {right}" : null,
        }).OfType<string>().ToArray();
        Assert.True(failures.Length == 0, string.Join(Environment.NewLine, failures));
    }

    private static IEnumerable<(string Code, string Text)> Sections()
    {
        var parts = Heading().Split(Page);
        for (var index = 1; index < parts.Length; index += 2)
        {
            yield return (parts[index], parts[index + 1].TrimStart('\n'));
        }
    }

    private static Type Compile(string program)
    {
        var compilation = CSharpCompilation.Create(
            "Examples",
            [CSharpSyntaxTree.ParseText(program, SourceModel.Options)],
            [.. SourceModel.References, MetadataReference.CreateFromFile(typeof(Ops).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(20)));
        image.Position = 0;
        return new AssemblyLoadContext("Examples", isCollectible: true).LoadFromStream(image).GetType("Examples")!;
    }

    /// <summary>Runs an example on a thread of its own, since some leave a tape open.</summary>
    private static Exception? Thrown(Type examples, string method)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => examples.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)));
        thread.Start();
        thread.Join();
        return thrown;
    }

    private static string? CodeOf(Exception? exception) => exception switch
    {
        AutoGradException error => error.Code,
        DataFormatException error => error.Code,
        FileSaveException error => error.Code,
        _ => null,
    };

    [GeneratedRegex(@"AG\d{3}")]
    private static partial Regex Code();

    // Nothing but the code, so that the page's anchor is the code in lower case: errors.md#ag101.
    [GeneratedRegex(@"^## (AG\d{3})\n", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // The page's first block: statements, then types, which a method cannot hold.
    [GeneratedRegex(@"^```csharp\nusing AutoGrad;\n(?<lines>.*?)(?<types>^internal .*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Preamble();

    [GeneratedRegex(@"^```cs\n(?<wrong>[^\n]+)\n(?<right>[^\n]+)\n```", RegexOptions.Multiline)]
    private static partial Regex Example();
}
