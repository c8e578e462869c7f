using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>The rooms of the house: what may know what.</summary>
[Collection(nameof(SourceModel))]
public class RoomTests(ITestOutputHelper output)
{
    /// <summary>From the ground up. A file may use its own room and those before it.</summary>
    private static readonly string[] rooms = ["Kernels", "Tensors", "Taping", "Ops", "Backward", "Transforms", "Losses", "Layers", "Optimizers", "Training"];

    /// <summary>Files of Losses and Layers that launch a kernel of their own, each with the reason.</summary>
    private static readonly Dictionary<string, string> launching = new()
    {
        ["Layers/Initializers/OrthogonalInitializer.cs"] = "orthonormal rows are no composition of ops, and starting values take no gradient",
    };

    [Fact]
    public void Every_file_is_in_a_room() =>
        Assert.All(SourceModel.Files, static file => Assert.Contains(SourceModel.FirstFolder(file.Path), rooms));

    [Fact]
    public void Arrows_between_rooms_point_down()
    {
        var upward = new SortedSet<string>(StringComparer.Ordinal);
        var resolved = 0;
        foreach (var (path, model) in SourceModel.Files)
        {
            var own = Array.IndexOf(rooms, SourceModel.FirstFolder(path));
            foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes().Where(SourceModel.MeansSomething))
            {
                if (model.GetSymbolInfo(node).Symbol is { } symbol && RoomOf(symbol) is { } room)
                {
                    resolved++;
                    if (room > own)
                    {
                        upward.Add($"{SourceModel.Place(node)}: {rooms[own]} uses {symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)} of {rooms[room]}");
                    }
                }
            }
        }

        output.WriteLine($"resolved {resolved} names");
        Assert.True(upward.Count == 0, $"{upward.Count} arrows point up ({string.Join(" <- ", rooms)}):{Environment.NewLine}{string.Join(Environment.NewLine, upward.Take(30))}");
        Assert.True(resolved > 12_000, $"only {resolved} names were resolved");
    }

    /// <summary>Losses and layers are compositions: their gradients follow from the ops', so nothing there can have a wrong one.</summary>
    [Fact]
    public void No_kernel_and_no_rule_is_made_in_Losses_and_Layers()
    {
        var found = new List<string>();
        foreach (var (path, model) in SourceModel.Files.Where(static file => SourceModel.FirstFolder(file.Path) is "Losses" or "Layers" && !launching.ContainsKey(file.Path)))
        {
            foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
            {
                if (node is TypeDeclarationSyntax type && model.GetDeclaredSymbol(type) is INamedTypeSymbol declared && SourceModel.IsKernel(declared))
                {
                    found.Add($"{SourceModel.Place(node)}: the kernel {declared.Name}");
                }

                if (node is SimpleNameSyntax && model.GetSymbolInfo(node).Symbol is { } symbol && MakesRules(symbol))
                {
                    found.Add($"{SourceModel.Place(node)}: {symbol.ContainingType?.Name}.{symbol.Name}");
                }
            }
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    /// <summary>The drivers, the recording, the launch door, and the users' way to them.</summary>
    private static bool MakesRules(ISymbol symbol) => (symbol.ContainingType ?? symbol as INamedTypeSymbol)?.Name switch
    {
        "Ops" => symbol.Name is "Map" or "Zip" or "Zip3" or "Apply" or "ApplyMany" or "Enter" or "EnterJoint" && symbol.DeclaredAccessibility != Accessibility.Public,
        "Launch" => symbol is IMethodSymbol and not { Name: "Copy" }, // Copying values into a buffer is neither kernel nor rule.
        "Recording" or "CustomOp" => true,
        _ => false,
    };

    /// <summary>The lowest room that declares a symbol of the library, or null for others. A partial type belongs to the room where it begins, its members to their own files'.</summary>
    private static int? RoomOf(ISymbol symbol)
    {
        if (symbol is INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or IRangeVariableSymbol or ILabelSymbol)
        {
            return null;
        }

        var declaring = symbol.OriginalDefinition.DeclaringSyntaxReferences
            .Select(static reference => Array.IndexOf(rooms, SourceModel.FirstFolder(reference.SyntaxTree.FilePath)))
            .Where(static room => room >= 0);
        return declaring.Select(static room => (int?)room).Min();
    }
}
