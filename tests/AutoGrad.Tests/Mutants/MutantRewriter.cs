using AutoGrad.House;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.Mutants;

/// <summary>Writes every mutant of a file's rules into the file: <c>expression</c> becomes <c>MutantSwitch.Is(17) ? mutated : expression</c>.</summary>
internal sealed class MutantRewriter(SemanticModel model, HashSet<SyntaxNode> rules, List<Mutant> mutants) : CSharpSyntaxRewriter
{
    private readonly Mutations mutations = new(model);
    private int depth;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not null && rules.Contains(node))
        {
            depth++;
            var rule = base.Visit(node);
            depth--;
            return rule;
        }

        var visited = base.Visit(node);
        if (depth == 0 || node is not ExpressionSyntax expression || !MayChange(expression))
        {
            return visited;
        }

        var text = visited!.WithoutTrivia().ToString();
        var isMutated = false;
        foreach (var (kind, mutated) in mutations.Of(expression, IsValue(expression)))
        {
            var mutant = new Mutant(mutants.Count, kind, SourceModel.Place(expression), OneLine(expression.ToString()), OneLine(mutated));
            mutants.Add(mutant);
            text = $"MutantSwitch.Is({mutant.Id}) ? ({mutated}) : ({text})";
            isMutated = true;
        }

        return isMutated ? SyntaxFactory.ParseExpression($"({text})").WithTriviaFrom(visited!) : visited;
    }

    /// <summary>What must be a constant or decides about loops and branches stays.</summary>
    private static bool MayChange(ExpressionSyntax expression) =>
        !expression.Ancestors().TakeWhile(static node => node is not AnonymousFunctionExpressionSyntax and not MethodDeclarationSyntax).Any(static node => node is PatternSyntax or ParameterSyntax or ThrowExpressionSyntax or ThrowStatementSyntax)
        && !expression.AncestorsAndSelf().Any(static node => (node.Parent is ForStatementSyntax loop && node != loop.Statement) || node is PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax });

    /// <summary>Whether an expression is what its rule gives: its body, what it returns, an element of the list that it returns, a branch of these.</summary>
    private bool IsValue(ExpressionSyntax expression) => expression.Parent switch
    {
        AnonymousFunctionExpressionSyntax function => rules.Contains(function),
        ArrowExpressionClauseSyntax or ReturnStatementSyntax => true,
        ConditionalExpressionSyntax choice => choice.Condition != expression && IsValue(choice),
        SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax choice } => IsValue(choice),
        ExpressionElementSyntax { Parent: CollectionExpressionSyntax list } => IsValue(list),
        ArgumentSyntax { Parent: TupleExpressionSyntax tuple } => IsValue(tuple),
        ParenthesizedExpressionSyntax parentheses => IsValue(parentheses),
        _ => false,
    };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
