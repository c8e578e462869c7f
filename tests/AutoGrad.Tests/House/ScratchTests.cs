using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.House;

/// <summary>What kernels work with beside tensors comes from one place, so that the tests can put all of it between guard pages.</summary>
[Collection(nameof(SourceModel))]
public class ScratchTests
{
    /// <summary>Files that rent arrays, each with the reason.</summary>
    private static readonly Dictionary<string, string> renting = new()
    {
        ["Kernels/Scratch.cs"] = "the place itself",
        ["Backward/ForwardSweep.cs"] = "a table of tensors, which is no memory of a kernel",
    };

    [Fact]
    public void Arrays_are_rented_in_one_place() => Assert.Equal(
        renting.Keys.Order(StringComparer.Ordinal),
        SourceModel.Files
            .Where(static file => file.Model.SyntaxTree.GetRoot().DescendantNodes().OfType<GenericNameSyntax>().Any(static name => name.Identifier.ValueText is "ArrayPool" or "MemoryPool"))
            .Select(static file => file.Path)
            .Order(StringComparer.Ordinal));
}
