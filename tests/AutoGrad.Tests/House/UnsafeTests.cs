using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoGrad.House;

/// <summary>Pointers are the kernels' business: what a reader must check for memory safety stands in one folder.</summary>
[Collection(nameof(SourceModel))]
public class UnsafeTests
{
    [Fact]
    public void Unsafe_code_is_in_Kernels_only()
    {
        var found = SourceModel.Files.ToLookup(static file => SourceModel.FirstFolder(file.Path) == "Kernels", static file => file.Model.SyntaxTree.GetRoot().DescendantTokens().Where(IsUnsafe));
        var outside = found[false].SelectMany(static tokens => tokens).Select(static token => SourceModel.Place(token.Parent!)).ToArray();
        Assert.True(outside.Length == 0, $"unsafe code outside Kernels; move it into a kernel: {string.Join(", ", outside)}");
        Assert.NotEmpty(found[true].SelectMany(static tokens => tokens));
    }

    private static bool IsUnsafe(SyntaxToken token) => token.IsKind(SyntaxKind.UnsafeKeyword);
}
