namespace AutoGrad.Mutants;

/// <summary>One planted fault: an expression of a rule and what stands in its place while the fault is switched on.</summary>
/// <param name="Id">The number that switches it on.</param>
/// <param name="Kind">The way in which it goes wrong.</param>
/// <param name="Place">File and line.</param>
/// <param name="Original">The expression.</param>
/// <param name="Mutated">What it becomes.</param>
internal sealed record Mutant(int Id, string Kind, string Place, string Original, string Mutated)
{
    public string File => Place.Split('(')[0];

    public override string ToString() => $"#{Id} {Place}, {Kind}: {Original}  ->  {Mutated}";
}
