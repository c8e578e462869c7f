using System.Reflection;

namespace AutoGrad;

/// <summary>How much a check tries: the one place from which every check takes its counts. <c>dotnet test -c Release -p:Deep=true</c> runs the deep tier.</summary>
internal static class Effort
{
    /// <summary>Whether the tests were built for the deep tier; the project writes it into the assembly.</summary>
    public static bool IsDeep { get; } = typeof(Effort).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(static entry => entry is { Key: "Deep", Value: "true" });

    /// <summary>Cases of a law.</summary>
    public static int LawCases => Choose(200, 10_000);

    /// <summary>Random graphs against the oracle, in double.</summary>
    public static int Graphs => Choose(20_000, 1_000_000);

    /// <summary>Random graphs of exact numbers, compared bit for bit.</summary>
    public static int ExactGraphs => Choose(4000, 200_000);

    /// <summary>Random graphs whose Hessian-vector product is compared three ways.</summary>
    public static int SecondOrderGraphs => Choose(2500, 100_000);

    /// <summary>Draws of operands of every row and shape.</summary>
    public static int Draws => Choose(1, 10);

    /// <summary>Arguments at which an op's accuracy in float is measured. Those of the gate are the first of the deep tier's.</summary>
    public static int AccuracyArguments => Choose(20_000, 1 << 20);

    /// <summary>Mutated files of each reader.</summary>
    public static int MutatedFiles => Choose(28_600, 715_000);

    /// <summary>Training runs that are killed and resumed.</summary>
    public static int Kills => Choose(20, 200);

    /// <summary>Tiny training steps over which the heap must stay flat.</summary>
    public static int TinySteps => Choose(200_000, 1_000_000);

    /// <summary>A floor grows with the effort.</summary>
    public static long Floor(long atGate) => IsDeep ? 10 * atGate : atGate;

    private static int Choose(int gate, int deep) => IsDeep ? deep : gate;
}
