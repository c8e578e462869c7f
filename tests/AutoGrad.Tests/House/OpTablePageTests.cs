using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AutoGrad.Tests;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>docs/op-table.md is what the ops' doc comments and the table of checks say.</summary>
/// <remarks>To accept a change: <c>AUTOGRAD_UPDATE_GOLDENS=1 dotnet test -c Release --filter OpTablePageTests</c>, then read the difference before committing it.</remarks>
[Collection(nameof(SourceModel))]
public partial class OpTablePageTests(ITestOutputHelper output)
{
    private static readonly string[] columns = ["Formula", "Derivative", "Shapes", "Keeps", "Orders", "Accuracy", "Measured", "Edges"];

    private static readonly Dictionary<string, string> operators = new()
    {
        ["+"] = "Add",
        ["-"] = "Subtract",
        ["*"] = "Multiply",
        ["/"] = "Divide",
        ["%"] = "Remainder",
    };

    [Fact]
    public void The_page_of_all_ops_is_what_their_comments_say()
    {
        var page = Page(out var count);
        output.WriteLine($"{count} ops");
        Assert.True(count > 150, $"only {count} ops were found");
        var file = Path.Combine(SourceModel.Root, "docs", "op-table.md");
        if (Environment.GetEnvironmentVariable("AUTOGRAD_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(file, page);
        }

        Assert.True(page == File.ReadAllText(file).ReplaceLineEndings("\n"), "docs/op-table.md differs from the doc comments: set AUTOGRAD_UPDATE_GOLDENS=1, run this test, and read the difference.");
    }

    private static string Page(out int count)
    {
        var page = new StringBuilder("""
            # The ops

            One line for each op, from its doc comment; x, y, z are arguments and result, g is the cotangent that comes back. Orders: how many orders of derivative the tests compare with differences (each op has all of them,
            because rules are made of ops); 0 for an op that is constant. Errors and sources stand in the doc comments, where and how accuracies were measured in [accuracy](accuracy.md).
            Measured: the worst errors in ulp of float values, of their derivatives and of double values, over all variants of the op there.

            """.ReplaceLineEndings("\n"));
        var rows = OpTable.Rows.ToLookup(static row => row.Op);
        var measured = AccuracyLine.Written().ToLookup(static line => line.Op.Split('(')[0]);
        count = 0;
        foreach (var room in Ops().GroupBy(static op => op.Room).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {room.Key}\n\n| Op | {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat(" --- |", columns.Length + 1))}\n");
            foreach (var (_, name, parameters, text) in room.OrderBy(static op => op.Name, StringComparer.Ordinal).ThenBy(static op => op.Parameters, StringComparer.Ordinal))
            {
                count++;
                var orders = rows[name].Any() ? rows[name].Max(static row => row.Orders).ToString(CultureInfo.InvariantCulture) : "";
                page.Append(CultureInfo.InvariantCulture, $"| {name}{parameters} | {string.Join(" | ", columns.Select(column => column switch { "Orders" => orders, "Measured" => Measured(measured[name]), _ => Part(text, column) }))} |\n");
            }
        }

        return page.ToString();
    }

    private static string Measured(IEnumerable<AccuracyLine> lines) => lines.Any()
        ? string.Create(CultureInfo.InvariantCulture, $"{lines.Max(static line => line.Single):F1}, {lines.Max(static line => line.Slope):F1}{(lines.Max(static line => line.Double) is { } twice ? $", {twice:F1}" : "")}")
        : "";

    private static IEnumerable<(string Room, string Name, string Parameters, string Text)> Ops()
    {
        foreach (var (path, model) in SourceModel.Files.Where(static file => SourceModel.FirstFolder(file.Path) == "Ops"))
        {
            foreach (var member in model.SyntaxTree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => DocumentationTests.IsPublic(member, model) && DocumentationTests.IsOp(member)))
            {
                var comment = DocumentationTests.Comment(member);
                var folders = path.Split('/');
                if (DocumentationTests.Pointer().IsMatch(comment) || folders.Length < 3)
                {
                    continue;
                }

                var (name, parameters) = member switch
                {
                    MethodDeclarationSyntax method => (method.Identifier.Text, $"({string.Join(", ", method.ParameterList.Parameters.Select(static parameter => parameter.Identifier.Text))})"),
                    OperatorDeclarationSyntax sign => (sign.ParameterList.Parameters.Count == 1 ? "Negate" : operators.GetValueOrDefault(sign.OperatorToken.Text, sign.OperatorToken.Text), $", operator {sign.OperatorToken.Text}"),
                    _ => ("Part", ", the indexer"),
                };
                yield return (folders[1], name, parameters, Plain(comment));
            }
        }
    }

    /// <summary>The text without the comment's marks: references become the names they mean.</summary>
    private static string Plain(string comment)
    {
        var text = Remarks().Match(comment).Groups[1].Value;
        text = Margin().Replace(text, " ");
        text = Reference().Replace(text, static match => match.Groups[1].Value.Split('.', '{', '(', ':')[^1]);
        text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Part(string text, string heading)
    {
        var match = Regex.Match(text, $@"\b{heading}: (.*?)(?=(?: (?:{string.Join('|', DocumentationTests.headings)}): )|$)");
        return match.Groups[1].Value.Trim().TrimEnd('.').Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"<remarks>(.*?)</remarks>", RegexOptions.Singleline)]
    private static partial Regex Remarks();

    [GeneratedRegex(@"\r?\n\s*///")]
    private static partial Regex Margin();

    [GeneratedRegex(@"<(?:see|paramref|typeparamref) \w+=""([^""]*)""\s*/>")]
    private static partial Regex Reference();

    [GeneratedRegex(@"</?\w+[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
