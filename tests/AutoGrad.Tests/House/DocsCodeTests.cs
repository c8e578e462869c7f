using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>The code that readers see is tested code: every C# block of the README and of docs/ compiles, runs, and prints what the page says.</summary>
/// <remarks>
/// <para>A block opens with ```csharp. It is a whole program with its own usings; ```csharp continued goes on where the page's block before it ended, and
/// ```csharp compile-only is compiled but not run (it would take long, or read a file). ```csharp source=src/... quotes that file, word for word.</para>
/// <para>A ```text block right after it is its whole output. Otherwise each comment "// prints ..." is one line of the output, in order.
/// There "5 ± 1" stands for any number that near, and "..." at the end of a line for the rest of it.</para>
/// </remarks>
[Collection(nameof(Alone))]
public partial class DocsCodeTests(ITestOutputHelper output)
{
    private static readonly string[] implicitUsings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"];

    public static TheoryData<string> Pages =>
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }.Where(static page => File.Exists(Path.Combine(SourceModel.Root, page))),
        .. Directory.Exists(Path.Combine(SourceModel.Root, "docs"))
            ? Directory.EnumerateFiles(Path.Combine(SourceModel.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(SourceModel.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)
            : Array.Empty<string>().Order(),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_code_of_a_page_compiles_runs_and_prints_what_the_page_says(string page)
    {
        var failures = new List<string>();
        var before = "";
        var count = 0;
        foreach (var block in Blocks(File.ReadAllText(Path.Combine(SourceModel.Root, page)).ReplaceLineEndings("\n")))
        {
            count++;
            if (Source().Match(block.Options) is { Success: true } source)
            {
                if (!Words(File.ReadAllText(Path.Combine(SourceModel.Root, source.Groups[1].Value))).Contains(Words(block.Code), StringComparison.Ordinal))
                {
                    failures.Add($"{page}({block.Line}): {source.Groups[1].Value} does not contain the code quoted here:{Environment.NewLine}{block.Code}");
                }

                continue;
            }

            var code = block.Options.Contains("continued", StringComparison.Ordinal) ? before + "\n" + block.Code : block.Code;
            before = code;
            if (Try(code, !block.Options.Contains("compile-only", StringComparison.Ordinal), Expected(block, code)) is { } failure)
            {
                failures.Add($"{page}({block.Line}): {failure}");
            }
        }

        output.WriteLine($"{page}: {count} blocks");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine + Environment.NewLine, failures));
    }

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(Path.Combine(SourceModel.Root, "docs", "examples"), "*.cs").Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    /// <summary>An example is a file that `dotnet run` starts; its lines for the command begin with #: and are no C#.</summary>
    /// <remarks>A long one does less with the argument short, and says in lines "// short prints ..." what it prints then; the deep tier runs it as a reader would.</remarks>
    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_and_prints_what_it_says(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(SourceModel.Root, "docs", "examples", file));
        Assert.Contains($"dotnet run -c Release docs/examples/{file}", string.Join('\n', lines), StringComparison.Ordinal);
        var code = string.Join('\n', lines.Where(static line => !line.StartsWith("#:", StringComparison.Ordinal)));
        var isShort = !Effort.IsDeep && ShortPrints().IsMatch(code);
        var expected = Lines(isShort ? ShortPrints() : Prints(), code);
        Assert.NotNull(expected);
        AppContext.SetData("EntryPointFileDirectoryPath", Path.Combine(SourceModel.Root, "docs", "examples")); // As `dotnet run` does.
        Assert.Null(Try(code, run: true, expected, isShort ? ["short"] : []));
    }

    [Fact]
    public void A_block_that_does_not_compile_or_prints_something_else_is_caught()
    {
        Assert.Null(Try("Console.WriteLine(1 + 1); // prints 2", run: true, "2"));
        Assert.Contains("CS0103", Try("Console.WriteLine(missing);", run: true, null), StringComparison.Ordinal);
        Assert.Contains("printed", Try("Console.WriteLine(3);", run: true, "2"), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", Try("throw new InvalidOperationException();", run: true, null), StringComparison.Ordinal);
        Assert.Null(Try("Console.WriteLine(\"9.5 % of it\\nx: y\");", run: true, "9 ± 0.6 % of it\nx: ..."));
        Assert.Contains("printed", Try("Console.WriteLine(\"9.7 % of it\");", run: true, "9 ± 0.6 % of it"), StringComparison.Ordinal);
        Assert.Contains("printed", Try("Console.WriteLine(\"9.5 % of it\");", run: true, "9 ± 0.6 % of all"), StringComparison.Ordinal);
        Assert.Equal(["2", "3"], Blocks("```csharp\na();\n```\n\n```text\n2\n```\n```csharp continued\nb();\n// prints 3\n```\n").Select(static block => Expected(block, block.Code)!.Trim()));
    }

    /// <summary>The output that a block states: the text block after it, or its comments; null where it states none.</summary>
    private static string? Expected((string Options, string Code, string? Output, int Line) block, string code)
    {
        return block.Output ?? Lines(Prints(), code);
    }

    private static string? Lines(Regex prints, string code)
    {
        var lines = prints.Matches(code).Select(static match => match.Groups[1].Value.TrimEnd()).ToArray();
        return lines.Length > 0 ? string.Join('\n', lines) : null;
    }

    /// <summary>Whether an output is what a page states, line by line.</summary>
    private static bool IsStated(string actual, string stated)
    {
        var (lines, statements) = (actual.Split('\n'), stated.Split('\n'));
        return lines.Length == statements.Length && lines.Zip(statements).All(static pair => IsLineStated(pair.First, pair.Second));
    }

    private static bool IsLineStated(string actual, string stated)
    {
        var pattern = string.Join(@"(-?[0-9.]+)", Near().Replace(stated, "\n").Split('\n').Select(Regex.Escape));
        pattern = pattern.EndsWith(@"\.\.\.", StringComparison.Ordinal) ? pattern[..^6] + ".*" : pattern;
        var match = Regex.Match(actual, $"^{pattern}$", RegexOptions.CultureInvariant);
        return match.Success && Near().Matches(stated).Select((near, index) => Math.Abs(Number(match, index + 1) - Number(near, 1)) <= Number(near, 2)).All(static isNear => isNear);

        static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(string Options, string Code, string? Output, int Line)> Blocks(string text) =>
        Fence().Matches(text).Select(match => (
            match.Groups["options"].Value.Trim(),
            match.Groups["code"].Value,
            match.Groups["output"].Success ? match.Groups["output"].Value : null,
            text[..match.Index].Count(static letter => letter == '\n') + 1));

    /// <summary>Compiles and runs a program; null if all is well, else what is not.</summary>
    internal static string? Try(string code, bool run, string? expected, params string[] arguments)
    {
        var usings = string.Concat(implicitUsings.Select(static name => $"global using {name};\n"));
        var compilation = CSharpCompilation.Create(
            "Page",
            [CSharpSyntaxTree.ParseText(usings, SourceModel.Options), CSharpSyntaxTree.ParseText(code, SourceModel.Options)],
            [.. SourceModel.References, MetadataReference.CreateFromFile(typeof(Ops).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            return string.Join(Environment.NewLine, result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)) + Environment.NewLine + code;
        }

        if (!run)
        {
            return null;
        }

        image.Position = 0;
        var context = new AssemblyLoadContext("Page", isCollectible: true);
        var console = Console.Out;
        using var printed = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(printed);
            var entry = context.LoadFromStream(image).EntryPoint!;
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [arguments]);
        }
        catch (TargetInvocationException exception)
        {
            return $"throws {exception.InnerException}{Environment.NewLine}{code}";
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }

        var actual = Trimmed(printed.ToString());
        return expected is null || IsStated(actual, Trimmed(expected)) ? null : $"printed{Environment.NewLine}{actual}{Environment.NewLine}where the page says{Environment.NewLine}{Trimmed(expected)}";
    }

    /// <summary>The text with every run of blanks and line ends as one blank.</summary>
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The text without blanks at line ends and empty lines at either end.</summary>
    private static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd())).Trim('\n');

    [GeneratedRegex(@"^```csharp(?<options>[^\n]*)\n(?<code>.*?)^```[^\S\n]*$(?:\s*^```text[^\n]*\n(?<output>.*?)^```[^\S\n]*$)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"source=(\S+)")]
    private static partial Regex Source();

    [GeneratedRegex(@"// prints (.*)$", RegexOptions.Multiline)]
    private static partial Regex Prints();

    [GeneratedRegex(@"// short prints (.*)$", RegexOptions.Multiline)]
    private static partial Regex ShortPrints();

    [GeneratedRegex(@"(-?[0-9.]+) ± ([0-9.]+)")]
    private static partial Regex Near();
}
