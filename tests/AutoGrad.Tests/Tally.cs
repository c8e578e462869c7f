using System.Collections.Concurrent;

namespace AutoGrad;

/// <summary>What the checks of this run have compared so far, by kind. The last test of the run prints it and holds it against the floors.</summary>
internal static class Tally
{
    public const string FirstOrder = "first-order";
    public const string SecondOrder = "second-order";
    public const string ThreeWays = "Hessian-vector products three ways";
    public const string Graphs = "random graphs against the oracle";
    public const string GraphNodes = "nodes of those graphs";
    public const string ExactGraphs = "random graphs bit for bit";
    public const string ExactLattice = "derivatives bit for bit on integers";
    public const string DefinedRows = "rows of the table against the oracle";

    private static readonly ConcurrentDictionary<string, long> counts = new();

    /// <summary>Every kind that has a floor, with the floor.</summary>
    public static IReadOnlyList<(string Kind, long AtLeast)> Floors { get; } =
    [
        (FirstOrder, Effort.Floor(50_000)),
        (SecondOrder, Effort.Floor(10_000)),
        (ThreeWays, Effort.SecondOrderGraphs / 2),
        (Graphs, Effort.Graphs),
        (GraphNodes, 15L * Effort.Graphs),
        (ExactGraphs, Effort.ExactGraphs),
        (ExactLattice, Effort.Floor(10_000)),
        (DefinedRows, 479),
    ];

    public static void Add(string kind, long count) => counts.AddOrUpdate(kind, count, (_, before) => before + count);

    public static long Of(string kind) => counts.GetValueOrDefault(kind);
}
