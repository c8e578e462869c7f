using System.Reflection;
using System.Runtime.Loader;
using AutoGrad.House;
using AutoGrad.Mutants;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoGrad.Instrumented;

/// <summary>
/// The library compiled from its sources with every mutant inside and with memory that can be guarded, and loaded beside the real one, together with a second
/// copy of these tests that uses it. So nothing of this is in the library that is shipped.
/// </summary>
internal sealed class InstrumentedLibrary
{
    private const string Entry = """
        [assembly: System.Reflection.AssemblyVersion("0.1.0.0")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("AutoGrad.Tests")]
        """;

    /// <summary>What else of the sources is changed: tensors, and what kernels work with beside them, lie in memory of their exact size between two guards.</summary>
    private static readonly (string File, string Old, string New)[] guarding =
    [
        ("Tensors/Storage.cs", "    private readonly int offset;", "    private readonly int offset;\n    private readonly GuardedMemory? guarded;"),
        (
            "Tensors/Storage.cs",
            "buffer = AlignedBuffer.Allocate<T>(capacity, out offset);",
            "guarded = GuardedMemory.Lend(capacity * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()); buffer = AlignedBuffer.Allocate<T>(guarded is null ? capacity : 0, out offset);"),
        ("Tensors/Storage.cs", "=> buffer.AsSpan(offset, length);", "=> guarded is null ? buffer.AsSpan(offset, length) : guarded.Span<T>(length);"),
        ("Tensors/Storage.cs", "=> new(buffer, offset, length);", "=> guarded is null ? new(buffer, offset, length) : guarded.Span<T>(length);"),
        ("Kernels/Scratch.cs", "    private readonly T[] array;", "    private readonly T[] array;\n    private readonly GuardedMemory? guarded;"),
        (
            "Kernels/Scratch.cs",
            "Span = Aligned(array, length);",
            "guarded = GuardedMemory.LendScratch(length * sizeof(T)); Span = guarded is null ? Aligned(array, length) : guarded.Span<T>(length);"),
        ("Kernels/Scratch.cs", "=> ArrayPool<T>.Shared.Return(array);", "{ guarded?.Return(); ArrayPool<T>.Shared.Return(array); }"),
        // Not to be taken for the library by who listens to its instruments.
        ("Tensors/Telemetry.cs", "new(\"AutoGrad\"", "new(\"Instrumented\""),
        ("Tensors/Telemetry.cs", "\"autograd.", "\"instrumented."),
        ("Tensors/Arena.cs", "    {\n        if (scopes.Count == 0)\n        {\n            return new Storage<T>(length, -1);", "    {\n        if (scopes.Count == 0 || GuardedMemory.IsOn)\n        {\n            return new Storage<T>(length, -1);"),
    ];

    private static readonly Lazy<InstrumentedLibrary> instance = new(static () => new InstrumentedLibrary());

    private readonly Assembly library;
    private readonly Assembly tests;

    private InstrumentedLibrary()
    {
        var rules = Rules.Find();
        var mutants = new List<Mutant>();
        var trees = SourceModel.Files
            .Select(file => Instrumented(file.Path, file.Model, rules, mutants))
            .Concat(SourceModel.Compilation.SyntaxTrees.Where(static tree => tree.FilePath.Length == 0))
            .Concat(((string[])[Entry, Test("Mutants/MutantSwitch.cs"), Test("Guarded/GuardedMemory.cs")]).Select(static text => CSharpSyntaxTree.ParseText(text, SourceModel.Options)))
            .ToArray();
        var compilation = CSharpCompilation.Create("AutoGrad", trees, SourceModel.References, SourceModel.Compilation.Options.WithOptimizationLevel(OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.ToString()).Distinct();
        Assert.True(result.Success, $"The instrumented library does not compile: {string.Join(Environment.NewLine, errors.Take(60))}");
        image.Position = 0;
        var beside = new Beside();
        library = beside.LoadFromStream(image);
        beside.Library = library;
        tests = beside.LoadFromAssemblyPath(typeof(InstrumentedLibrary).Assembly.Location);
        Mutants = mutants;
    }

    public static InstrumentedLibrary Instance => instance.Value;

    public IReadOnlyList<Mutant> Mutants { get; }

    /// <summary>A static method of a type that the library was compiled with beside its own.</summary>
    public TDelegate OfLibrary<TDelegate>(Type type, string name)
        where TDelegate : Delegate => Method<TDelegate>(library, type, name);

    /// <summary>A static method of the copied tests. Its parameters must be types of the base class library, which both copies share.</summary>
    public TDelegate OfTests<TDelegate>(Type type, string name)
        where TDelegate : Delegate => Method<TDelegate>(tests, type, name);

    private static TDelegate Method<TDelegate>(Assembly assembly, Type type, string name)
        where TDelegate : Delegate => assembly.GetType(type.FullName!)!.GetMethod(name, BindingFlags.Static | BindingFlags.Public)!.CreateDelegate<TDelegate>();

    private static string Test(string file) => File.ReadAllText(Path.Combine(SourceModel.Root, "tests", "AutoGrad.Tests", file));

    private static SyntaxTree Instrumented(string path, SemanticModel model, HashSet<SyntaxNode> rules, List<Mutant> mutants)
    {
        if (SourceModel.FirstFolder(path) == "Ops")
        {
            return CSharpSyntaxTree.ParseText(new MutantRewriter(model, rules, mutants).Visit(model.SyntaxTree.GetRoot())!.ToFullString(), SourceModel.Options, path);
        }

        var changes = guarding.Where(change => change.File == path).ToArray();
        if (changes.Length == 0)
        {
            return model.SyntaxTree;
        }

        var text = model.SyntaxTree.ToString();
        foreach (var (_, old, replacement) in changes)
        {
            Assert.True(text.Contains(old, StringComparison.Ordinal), $"{path} should hold: {old}");
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }

        return CSharpSyntaxTree.ParseText(text, SourceModel.Options, path);
    }

    /// <summary>Everything but the library and these tests is shared.</summary>
    private sealed class Beside() : AssemblyLoadContext("instrumented")
    {
        public Assembly? Library { get; set; }

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == "AutoGrad" ? Library : null;
    }
}
