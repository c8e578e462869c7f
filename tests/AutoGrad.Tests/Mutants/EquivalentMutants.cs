namespace AutoGrad.Mutants;

/// <summary>Mutants that compute the same as the rule they spoil, or that differ only where no check can look. Each was read and has its reason.</summary>
/// <remarks>An entry names the file (none: any), the kind, how the original begins, and why. An entry that no surviving mutant needs is an error too.</remarks>
internal static class EquivalentMutants
{
    private static readonly (string File, string Kind, string Original, string Reason)[] reviewed =
    [
        ("", "swapped operands", "Absorb(", "It is a product: only where one factor is 0 and the other infinite or NaN does the order count, and where a finite argument leads there zero cotangents are checked."),
        ("", "swapped operands", "Ops.Absorb(", "The same."),
        ("Ops/Indexing/ScatterReduce.cs", "swapped operands", "Ties(", "Equality is symmetric."),
        ("Ops/LinearAlgebra/Cholesky.cs", "forgotten LowerTriangle", "g.LowerTriangle()", "Lᵀ is upper triangular, so the lower triangle of Lᵀ g, which alone is mirrored, has only the lower one of g in it."),
        ("Ops/LinearAlgebra/Cholesky.cs", "forgotten SymmetricPart", "SymmetricPart(", "S is symmetric, so L⁻ᵀ S L⁻¹ is; the op removes rounding."),
        ("Ops/LinearAlgebra/Determinant.cs", "forgotten Regular", "Regular(", "It passes determinants through and refuses zeros; the refusal has a test."),
        ("Ops/LinearAlgebra/LogDeterminant.cs", "forgotten BroadcastTo", "g.Unsqueeze(", "Absorb broadcasts."),
        ("Ops/LinearAlgebra/QR.cs", "forgotten UpperTriangle", "g.Narrow(", "R is upper triangular, so the triangle of R gᵀ that is taken has only the upper one of g in it."),
        ("Ops/LinearAlgebra/QR.cs", "forgotten FullRank", "FullRank(", "It passes the factor through and refuses zeros on its diagonal; the refusal has a test."),
        ("Ops/LinearAlgebra/SymmetricEigen.cs", "swapped operands", "vectors.MatMul(inner).MatMul(", "It is the transpose, of which the symmetric part is taken."),
        ("Ops/LinearAlgebra/SymmetricEigen.cs", "forgotten SymmetricPart", "SymmetricPart(", "The inner matrix is symmetric, so the product is; the op removes rounding."),
    ];

    /// <summary>Why a mutant may survive, or null.</summary>
    public static string? ReasonOf(Mutant mutant) => reviewed.FirstOrDefault(entry => Matches(entry, mutant)).Reason;

    /// <summary>Entries that excuse none of these mutants.</summary>
    public static IEnumerable<string> Unneeded(IReadOnlyCollection<Mutant> survivors) =>
        reviewed.Where(entry => !survivors.Any(mutant => Matches(entry, mutant))).Select(static entry => $"{entry.File}, {entry.Kind}: {entry.Original}");

    private static bool Matches((string File, string Kind, string Original, string Reason) entry, Mutant mutant) =>
        (entry.File.Length == 0 || mutant.File == entry.File) && mutant.Kind == entry.Kind && mutant.Original.StartsWith(entry.Original, StringComparison.Ordinal);
}
