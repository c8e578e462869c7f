using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>Spans of numbers exist behind one door only, so that timing, checking and replaying of launches miss nothing.</summary>
[Collection(nameof(SourceModel))]
public class SpanTests(ITestOutputHelper output)
{
    /// <summary>Files outside Kernels that hold spans of numbers, each with the reason. What is in a kernel struct needs none: spans are what a kernel is given.</summary>
    private static readonly Dictionary<string, string> allowed = new()
    {
        ["Tensors/Launch.cs"] = "the door itself",
        ["Tensors/JointLaunch.cs"] = "the door for several results",
        ["Tensors/LaunchChain.cs"] = "notes where waiting launches read and write",
        ["Tensors/Storage.cs"] = "owns the memory",
        ["Tensors/Tensor.cs"] = "Read and Write for the door, AsSpan and ToArray for the host",
        ["Tensors/TensorCreation.cs"] = "copies the host's numbers in",
        ["Tensors/TensorInterop.cs"] = "hands the memory to the base class library's tensors",
        ["Tensors/TensorFormatter.cs"] = "text for the host",
        ["Tensors/NumberNotation.cs"] = "text for the host",
        ["Tensors/RandomStream.cs"] = "draws one number for the host",
        ["Taping/NonFiniteInspector.cs"] = "check mode reads what the door wrote",
        ["Ops/Fused/AxisLines.cs"] = "what several kernels share",
        ["Optimizers/Optimizer.cs"] = "a step's settings on their way into an operand",
        ["Optimizers/Adam.cs"] = "a step's settings on their way into an operand",
        ["Optimizers/RmsProp.cs"] = "a step's settings on their way into an operand",
        ["Training/Files/StoredNumbers.cs"] = "a tensor's elements as the bytes of a file",
        ["Training/Streams/StreamFeed.cs"] = "a batch's elements as bytes under a checksum",
        ["Training/SvgPlot.cs"] = "draws the host's numbers, not a tensor's",
    };

    [Fact]
    public void No_span_of_numbers_is_used_outside_the_kernels_and_the_launch_door()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var used = new HashSet<string>();
        foreach (var (path, model) in SourceModel.Files.Where(static file => SourceModel.FirstFolder(file.Path) != "Kernels"))
        {
            foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes().Where(SourceModel.MeansSomething))
            {
                if (IsSpanOfNumbers(model.GetTypeInfo(node).Type) && !SourceModel.IsInsideKernel(node, model))
                {
                    used.Add(path);
                    if (!allowed.ContainsKey(path))
                    {
                        found.Add($"{SourceModel.Place(node)}: {node.ToString().Split('\n')[0]}");
                    }
                }
            }
        }

        output.WriteLine($"spans of numbers outside Kernels: {string.Join(", ", used.Order(StringComparer.Ordinal))}");
        Assert.True(found.Count == 0, $"{found.Count} uses of spans of numbers. Make a kernel and launch it:{Environment.NewLine}{string.Join(Environment.NewLine, found.Take(40))}");
        Assert.All(allowed.Keys, path => Assert.True(used.Contains(path), $"{path} is allowed spans but uses none: take it off the list."));
    }

    /// <summary>A span of a type parameter, float or double. Spans of sizes, axes, indices and text are no tensor's memory.</summary>
    private static bool IsSpanOfNumbers(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [var element] } &&
        (element.TypeKind == TypeKind.TypeParameter || element.SpecialType is SpecialType.System_Single or SpecialType.System_Double);
}
