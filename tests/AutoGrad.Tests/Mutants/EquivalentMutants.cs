namespace AutoGrad.Mutants;

/// <summary>Mutants that compute the same as the rule they spoil, or that differ only where no check can look. Each was read and has its reason.</summary>
/// <remarks>An entry names the file, how the mutated text or the original begins, and why. An entry that no surviving mutant needs is an error too.</remarks>
internal static class EquivalentMutants
{
    private static readonly (string File, string Kind, string Original, string Reason)[] reviewed =
    [
    ];

    /// <summary>Why a mutant may survive, or null.</summary>
    public static string? ReasonOf(Mutant mutant) => reviewed.FirstOrDefault(entry => Matches(entry, mutant)).Reason;

    /// <summary>Entries that excuse none of these mutants.</summary>
    public static IEnumerable<string> Unneeded(IReadOnlyCollection<Mutant> survivors) =>
        reviewed.Where(entry => !survivors.Any(mutant => Matches(entry, mutant))).Select(static entry => $"{entry.File}, {entry.Kind}: {entry.Original}");

    private static bool Matches((string File, string Kind, string Original, string Reason) entry, Mutant mutant) =>
        mutant.File == entry.File && mutant.Kind == entry.Kind && mutant.Original == entry.Original;
}
