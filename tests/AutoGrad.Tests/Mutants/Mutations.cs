using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.Mutants;

/// <summary>The ways in which one expression of a rule can be wrong, as texts of expressions of the same type.</summary>
internal sealed class Mutations(SemanticModel model)
{
    /// <summary>How wrong a factor is: a gradient check that lets this pass would let almost anything pass.</summary>
    private const string Factor = "1.000001";

    public bool IsTensor(ExpressionSyntax? expression) => expression is not null && IsTensor(model.GetTypeInfo(expression).Type) && model.GetSymbolInfo(expression).Symbol is not ITypeSymbol;

    public static bool IsTensor(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Tensor", Arity: 1, ContainingNamespace.Name: "AutoGrad" };

    /// <summary>What may stand in place of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="isValue">Whether it is what the rule gives, or a part of that.</param>
    public IEnumerable<(string Kind, string Text)> Of(ExpressionSyntax expression, bool isValue)
    {
        if (expression is LiteralExpressionSyntax literal)
        {
            return Literal(literal);
        }

        if (!IsTensor(expression) || IsMadeBy(expression, "Allocate"))
        {
            return [];
        }

        if (IsMadeBy(expression, "Zeros"))
        {
            return [("ones", expression.ToString().Replace("Zeros", "Ones", StringComparison.Ordinal))];
        }

        var mutations = expression switch
        {
            BinaryExpressionSyntax binary => Binary(binary),
            InvocationExpressionSyntax call => Call(call),
            _ => [],
        };
        return isValue || IsTerm(expression) ? [("factor", $"{Factor} * ({expression})"), ("sign", $"-({expression})"), .. mutations] : mutations;
    }

    /// <summary>Memory to be written and zeros: a factor changes neither.</summary>
    private static bool IsMadeBy(ExpressionSyntax expression, string creation) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.Text == creation,
        ConditionalExpressionSyntax choice => IsMadeBy(choice.WhenTrue, creation),
        _ => false,
    };

    private static bool IsTerm(ExpressionSyntax expression) =>
        expression.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression };

    /// <summary>An axis or index that is off by one, a coefficient that is slightly off, a flag that is the wrong way round.</summary>
    private static IEnumerable<(string Kind, string Text)> Literal(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        int number => [("off by one", $"{number + 1}")],
        double => [("coefficient", $"({literal} * {Factor})")],
        bool flag => [("flag", flag ? "false" : "true")],
        _ => [],
    };

    private IEnumerable<(string Kind, string Text)> Binary(BinaryExpressionSyntax binary)
    {
        var (left, right) = (IsTensor(binary.Left), IsTensor(binary.Right));
        var kind = binary.Kind();
        var dropped = kind is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression ? "dropped term" : "dropped factor";
        if (left)
        {
            yield return (dropped, $"({binary.Left})");
        }

        if (right)
        {
            var alone = kind switch { SyntaxKind.SubtractExpression => "-", SyntaxKind.DivideExpression when left => "1.0 / ", _ => "" };
            yield return (dropped, $"({alone}({binary.Right}))");
        }

        if (kind is SyntaxKind.SubtractExpression or SyntaxKind.DivideExpression)
        {
            yield return ("swapped operands", $"({binary.Right}) {binary.OperatorToken} ({binary.Left})");
        }
    }

    private IEnumerable<(string Kind, string Text)> Call(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        if (call.Expression is MemberAccessExpressionSyntax member && IsTensor(member.Expression))
        {
            var name = member.Name.Identifier.Text;
            yield return ($"forgotten {name}", $"({member.Expression})");
            if (name is "Sum" or "SumTo" or "Mean" or "SumOfSquares" or "MeanOfSquares")
            {
                yield return ("wrong sum", $"0.5 * {call}");
            }

            if (arguments.Count > 0 && AreDifferentTensors(member.Expression, arguments[0].Expression))
            {
                yield return ("swapped operands", Replaced(call, (member.Expression, arguments[0].Expression), (arguments[0].Expression, member.Expression)));
            }
        }
        else if (arguments.Count > 0 && IsTensor(arguments[0].Expression))
        {
            yield return ($"forgotten {call.Expression}", $"({arguments[0].Expression})");
            if (arguments.Count > 1 && AreDifferentTensors(arguments[0].Expression, arguments[1].Expression))
            {
                yield return ("swapped operands", Replaced(call, (arguments[0].Expression, arguments[1].Expression), (arguments[1].Expression, arguments[0].Expression)));
            }
        }
    }

    private bool AreDifferentTensors(ExpressionSyntax left, ExpressionSyntax right) => IsTensor(left) && IsTensor(right) && left.ToString() != right.ToString();

    /// <summary>The text of a call with operands replaced by others.</summary>
    private static string Replaced(InvocationExpressionSyntax call, params (ExpressionSyntax Old, ExpressionSyntax New)[] operands) =>
        call.ReplaceNodes(operands.Select(static pair => pair.Old), (old, _) => SyntaxFactory.ParenthesizedExpression(operands.First(pair => pair.Old == old).New.WithoutTrivia())).ToString();
}
