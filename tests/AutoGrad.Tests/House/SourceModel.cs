using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.House;

/// <summary>The library's sources as the compiler sees them, read once for all laws.</summary>
internal static class SourceModel
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<CSharpCompilation> compiled = new(Compile);

    // Kept for all laws: a model remembers what it has bound.
    private static readonly Lazy<(string Path, SemanticModel Model)[]> models = new(static () =>
        [.. compiled.Value.SyntaxTrees.Where(static tree => tree.FilePath.Length > 0).Select(static tree => (tree.FilePath, compiled.Value.GetSemanticModel(tree)))]);

    /// <summary>The directory that holds AutoGrad.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static CSharpCompilation Compilation => compiled.Value;

    /// <summary>The library's files, as paths relative to src/AutoGrad with forward slashes.</summary>
    public static IReadOnlyList<(string Path, SemanticModel Model)> Files => models.Value;

    /// <summary>What the runtime offers to compile against, without this test assembly's other neighbours.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpParseOptions Options { get; } = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14).WithDocumentationMode(DocumentationMode.Parse);

    public static string FirstFolder(string path) => path.Split('/')[0];

    /// <summary>Whether a node names something or applies an operator. What is left out (literals, parentheses, the dots between names) only wraps such nodes.</summary>
    public static bool MeansSomething(SyntaxNode node) =>
        node is IdentifierNameSyntax { IsVar: false } or GenericNameSyntax or InvocationExpressionSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or ElementAccessExpressionSyntax or
            AssignmentExpressionSyntax or BaseObjectCreationExpressionSyntax or CastExpressionSyntax;

    /// <summary>Where a node stands, for messages.</summary>
    public static string Place(SyntaxNode node) => $"{node.SyntaxTree.FilePath}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1})";

    /// <summary>Whether a node is inside a kernel: a struct that implements one of the kernel interfaces, so that spans are what it is given.</summary>
    public static bool IsInsideKernel(SyntaxNode node, SemanticModel model) =>
        node.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => model.GetDeclaredSymbol(type) is { } symbol && IsKernel(symbol));

    public static bool IsKernel(INamedTypeSymbol type) =>
        type.AllInterfaces.Append(type).Any(static candidate => candidate.TypeKind == TypeKind.Interface && candidate.Name.StartsWith('I') && candidate.Name.Contains("Kernel", StringComparison.Ordinal));

    private static CSharpCompilation Compile()
    {
        var root = Path.Combine(Root, "src", "AutoGrad");
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: file, Relative: Path.GetRelativePath(root, file).Replace('\\', '/')))
            .Where(static file => FirstFolder(file.Relative) is not ("bin" or "obj"))
            .OrderBy(static file => file.Relative, StringComparer.Ordinal)
            .Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.File), Options, file.Relative))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings, Options));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create("AutoGrad", trees, References, options);
        var errors = compilation.GetDeclarationDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5).ToArray();
        Assert.True(errors.Length == 0, $"The sources do not compile here, so no law can be read from them: {string.Join(Environment.NewLine, errors.AsEnumerable())}");
        return compilation;
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "AutoGrad.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("AutoGrad.sln was not found above the test assembly.");
    }
}
