using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>Every public member is documented, and every op by its mathematics in one order.</summary>
[Collection(nameof(SourceModel))]
public partial class DocumentationTests(ITestOutputHelper output)
{
    internal static readonly string[] headings = ["Formula", "Derivative", "Shapes", "Keeps", "Errors", "Edges", "Accuracy", "Source"];

    [Fact]
    public void Every_public_member_is_documented()
    {
        var count = 0;
        var missing = new List<string>();
        foreach (var (_, model) in SourceModel.Files)
        {
            foreach (var member in model.SyntaxTree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => IsPublic(member, model)))
            {
                count++;
                var text = Comment(member);
                if (!(text.Contains("<summary>", StringComparison.Ordinal) || text.Contains("<inheritdoc", StringComparison.Ordinal)))
                {
                    missing.Add($"{SourceModel.Place(member)}: {member.ToString().Split('\n')[0].Trim()}");
                }
            }
        }

        output.WriteLine($"checked {count} members");
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        Assert.True(count > 300, $"only {count} members were found");
    }

    [Fact]
    public void Every_op_states_formula_derivative_shapes_and_what_it_keeps_in_this_order()
    {
        var count = 0;
        var wrong = new List<string>();
        foreach (var (path, model) in SourceModel.Files.Where(static file => SourceModel.FirstFolder(file.Path) == "Ops"))
        {
            foreach (var member in model.SyntaxTree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => IsPublic(member, model) && IsOp(member)))
            {
                count++;
                var text = Comment(member);
                if (Pointer().IsMatch(text))
                {
                    continue;
                }

                var found = Heading().Matches(text).Select(static match => match.Groups[1].Value).ToArray();
                var ordered = headings.Where(heading => found.Contains(heading)).ToArray();
                if (!headings.Take(4).All(found.Contains) || !found.Distinct().SequenceEqual(ordered))
                {
                    wrong.Add($"{SourceModel.Place(member)}: has {(found.Length == 0 ? "no headings" : string.Join(", ", found))}");
                }
            }
        }

        output.WriteLine($"checked {count} ops");
        Assert.True(wrong.Count == 0, $"{wrong.Count} ops do not state {string.Join(", ", headings.Take(4))} (then {string.Join(", ", headings.Skip(4))}) in this order:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
        Assert.True(count > 50, $"only {count} ops were found");
    }

    /// <summary>An op gives tensors.</summary>
    internal static bool IsOp(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.ReturnType.ToString().Contains("Tensor<", StringComparison.Ordinal),
        OperatorDeclarationSyntax or IndexerDeclarationSyntax => true,
        _ => false,
    };

    internal static bool IsPublic(MemberDeclarationSyntax member, SemanticModel model)
    {
        if (member is BaseNamespaceDeclarationSyntax or ExtensionBlockDeclarationSyntax or GlobalStatementSyntax or IncompleteMemberSyntax)
        {
            return false;
        }

        var symbol = member is BaseFieldDeclarationSyntax field ? model.GetDeclaredSymbol(field.Declaration.Variables[0]) : model.GetDeclaredSymbol(member);
        if (symbol is null || symbol is IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 } or IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 })
        {
            return false;
        }

        // Only the first part of a partial type needs a comment.
        if (symbol is INamedTypeSymbol && member.SyntaxTree != symbol.DeclaringSyntaxReferences[0].SyntaxTree && symbol.DeclaringSyntaxReferences.Length > 1)
        {
            return false;
        }

        if (symbol is INamedTypeSymbol { DeclaringSyntaxReferences.Length: > 1 } partial)
        {
            return IsVisible(symbol) && !partial.DeclaringSyntaxReferences.Any(static part => Comment((MemberDeclarationSyntax)part.GetSyntax()).Contains("<summary>", StringComparison.Ordinal));
        }

        return IsVisible(symbol);
    }

    private static bool IsVisible(ISymbol symbol)
    {
        for (ISymbol? current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            var isExtensionBlock = current is INamedTypeSymbol { IsExtension: true };
            if (!isExtensionBlock && current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    internal static string Comment(MemberDeclarationSyntax member) =>
        string.Concat(member.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)).Select(static trivia => trivia.ToFullString()));

    /// <summary>An overload may say whose mathematics it shares.</summary>
    [GeneratedRegex("<inheritdoc cref|<remarks>(As|The same as) ")]
    internal static partial Regex Pointer();

    [GeneratedRegex(@"\b(Formula|Derivative|Shapes|Keeps|Errors|Edges|Accuracy|Source): ")]
    private static partial Regex Heading();
}
