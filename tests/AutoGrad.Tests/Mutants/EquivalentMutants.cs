namespace AutoGrad.Mutants;

/// <summary>Mutants that compute the same as the rule they spoil, or that differ only where no check can look. Each was read and has its reason.</summary>
/// <remarks>An entry names the file (none: any), the kind, how the original begins, and why. An entry that no surviving mutant needs is an error too.</remarks>
internal static class EquivalentMutants
{
    private const string Tolerance = "It decides how close singular values must be for a gradient to be refused, not what the gradient is.";
    private const string OneInAMillion = "A millionth of one term of a third derivative is less than what its check can see; its sign and its factors are caught.";
    private const string NoSteps = "Without steps the gates are empty and the hidden state's cotangent is zero.";
    private const string FourthOrder = "The rule of the third derivative by a cotangent: only a fourth order calls it.";

    private static readonly (string File, string Kind, string Original, string Reason)[] reviewed =
    [
        ("", "swapped operands", "Absorb(", "It is a product: only where one factor is 0 and the other infinite or NaN does the order count, and where a finite argument leads there zero cotangents are checked."),
        ("Ops/Indexing/ScatterReduce.cs", "swapped operands", "Ties(", "Equality is symmetric."),
        ("Ops/LinearAlgebra/Cholesky.cs", "forgotten LowerTriangle", "g.LowerTriangle()", "Lᵀ is upper triangular, so the lower triangle of Lᵀ g, which alone is mirrored, has only the lower one of g in it."),
        ("Ops/LinearAlgebra/Cholesky.cs", "forgotten SymmetricPart", "SymmetricPart(", "S is symmetric, so L⁻ᵀ S L⁻¹ is; the op removes rounding."),
        ("Ops/LinearAlgebra/Determinant.cs", "forgotten Regular", "Regular(", "It passes determinants through and refuses zeros; the refusal has a test."),
        ("Ops/LinearAlgebra/LogDeterminant.cs", "forgotten BroadcastTo", "g.Unsqueeze(", "Absorb broadcasts."),
        ("Ops/LinearAlgebra/QR.cs", "forgotten UpperTriangle", "g.Narrow(", "R is upper triangular, so the triangle of R gᵀ that is taken has only the upper one of g in it."),
        ("Ops/LinearAlgebra/QR.cs", "forgotten FullRank", "FullRank(", "It passes the factor through and refuses zeros on its diagonal; the refusal has a test."),
        ("Ops/LinearAlgebra/SymmetricEigen.cs", "swapped operands", "vectors.MatMul(inner).MatMul(", "It is the transpose, of which the symmetric part is taken."),
        ("Ops/LinearAlgebra/SymmetricEigen.cs", "forgotten SymmetricPart", "SymmetricPart(", "The inner matrix is symmetric, so the product is; the op removes rounding."),
        ("Ops/LinearAlgebra/SymmetricPart.cs", "forgotten SymmetricPart", "SymmetricPart(g)", "What the op is given is symmetric but for rounding, and so is its change: the other part of a cotangent meets nothing."),
        ("Ops/LinearAlgebra/Svd.cs", "forgotten Detach", "left.Detach()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "forgotten Detach", "right.Detach()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "factor", "left.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "factor", "right.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "sign", "left.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "sign", "right.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "forgotten Abs", "left.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "forgotten Abs", "right.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/Svd.cs", "dropped term", "left.Detach().Abs() + right.Detach().Abs()", Tolerance),
        ("Ops/LinearAlgebra/MatrixExp.cs", "ones", "Tensor.Zeros<T>(g.Shape)", "The exponential of no elements, and counts that come from a detached norm: neither rule runs on an element."),
        ("Ops/Elementwise/NanToNumber.cs", "forgotten NanToNumberGradient", "NanToNumberGradient(h, x)", "It differs at NaN and infinities alone, where there are no differences; the first order is pinned there."),
        ("Ops/Elementwise/Tanh.cs", "factor", "TanhSecondGradient(h, x)", OneInAMillion),
        ("Ops/Fused/Standardize.cs", "factor", "-(g * r.Square())", OneInAMillion),
        ("Ops/Recurrent/Gru.cs", "ones", "Tensor.Zeros<T>(gates.Shape)", NoSteps),
        ("Ops/Recurrent/Lstm.cs", "ones", "Tensor.Zeros<T>(gates.Shape)", NoSteps),
        ("Ops/Recurrent/Lstm.cs", "factor", "dh", NoSteps),
        ("Ops/Recurrent/Lstm.cs", "sign", "dh", NoSteps),
        ("Ops/Recurrent/Lstm.cs", "off by one", "1", "Room for one cell more."),
        ("Ops/Recurrent/Lstm.cs", "sign", "x.ReshapeTo(Shape.Create(", "Both factors of a product change their sign."),
        ("Ops/Reduction/ProductOfOthers.cs", "factor", "ProductOfOthers(replaced", FourthOrder),
        ("Ops/Reduction/ProductOfOthers.cs", "sign", "ProductOfOthers(replaced", FourthOrder),
        ("Ops/Scans/LinearRecurrence.cs", "factor", "x", "A tensor of no elements."),
        ("Ops/Scans/LinearRecurrence.cs", "sign", "x", "A tensor of no elements."),
    ];

    /// <summary>Why a mutant may survive, or null.</summary>
    public static string? ReasonOf(Mutant mutant) => reviewed.FirstOrDefault(entry => Matches(entry, mutant)).Reason;

    /// <summary>Entries that excuse none of these mutants.</summary>
    public static IEnumerable<string> Unneeded(IReadOnlyCollection<Mutant> survivors) =>
        reviewed.Where(entry => !survivors.Any(mutant => Matches(entry, mutant))).Select(static entry => $"{entry.File}, {entry.Kind}: {entry.Original}");

    private static bool Matches((string File, string Kind, string Original, string Reason) entry, Mutant mutant) =>
        (entry.File.Length == 0 || mutant.File == entry.File) && mutant.Kind == entry.Kind && mutant.Original.StartsWith(entry.Original, StringComparison.Ordinal);
}
