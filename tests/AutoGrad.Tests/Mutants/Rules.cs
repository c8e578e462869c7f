using AutoGrad.House;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.Mutants;

/// <summary>Finds the rules of the library: the functions from a cotangent to cotangents, and the methods that they are made of.</summary>
internal static class Rules
{
    private static readonly HashSet<string> drivers = ["Map", "Zip", "Zip3", "Apply", "ApplyMany", "Enter", "EnterJoint"];

    /// <summary>The bodies of all rules, as the nodes that declare them: lambdas, and methods that rules call.</summary>
    public static HashSet<SyntaxNode> Find()
    {
        var rules = new HashSet<SyntaxNode>();
        var open = new Queue<(SyntaxNode Rule, SemanticModel Model)>();
        var models = SourceModel.Files.ToDictionary(static file => file.Model.SyntaxTree, static file => file.Model);
        foreach (var (path, model) in SourceModel.Files.Where(static file => IsRoom(file.Path)))
        {
            foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
            {
                if ((node is AnonymousFunctionExpressionSyntax function && TakesCotangent(model.GetTypeInfo(function).ConvertedType)) || (node is MethodDeclarationSyntax method && IsPullOrPush(method, model)))
                {
                    Add(node, model);
                }
            }
        }

        while (open.TryDequeue(out var next))
        {
            foreach (var call in next.Rule.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (next.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method && method.DeclaredAccessibility != Accessibility.Public && GivesTensors(method.ReturnType))
                {
                    foreach (var declaration in method.OriginalDefinition.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()))
                    {
                        if (IsRoom(declaration.SyntaxTree.FilePath) && !IsOp(declaration))
                        {
                            Add(declaration, models[declaration.SyntaxTree]);
                        }
                    }
                }
            }
        }

        return rules;

        void Add(SyntaxNode rule, SemanticModel model)
        {
            if (rules.Add(rule))
            {
                open.Enqueue((rule, model));
            }
        }
    }

    /// <summary>The rules of users' own ops are theirs.</summary>
    private static bool IsRoom(string path) => SourceModel.FirstFolder(path) == "Ops" && !path.StartsWith("Ops/Custom/", StringComparison.Ordinal);

    private static bool TakesCotangent(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "KeepingRule" } || (type is INamedTypeSymbol { Name: "Func", TypeArguments: [var cotangent, var result] } && Mutations.IsTensor(cotangent) && GivesTensors(result));

    private static bool GivesTensors(ITypeSymbol type) =>
        Mutations.IsTensor(type) || (type is IArrayTypeSymbol array && Mutations.IsTensor(array.ElementType)) || (type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(static element => Mutations.IsTensor(element.Type)));

    private static bool IsPullOrPush(MethodDeclarationSyntax method, SemanticModel model) =>
        method.Identifier.Text is "Pull" or "Push" && model.GetDeclaredSymbol(method) is { ContainingType: { AllInterfaces: var interfaces, BaseType: var kind } } && (interfaces.Any(static face => face.Name is "IForwardRule" or "IAddingRule") || IsJointRule(kind));

    private static bool IsJointRule(INamedTypeSymbol? type) => type is not null && (type.Name == "JointRule" || IsJointRule(type.BaseType));

    /// <summary>Whether a method is an op itself: its value is a kernel's, and its rules are found on their own.</summary>
    private static bool IsOp(SyntaxNode declaration) =>
        declaration.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => drivers.Contains(NameOf(call.Expression)));

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => NameOf(member.Name),
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };
}
