using System.Reflection;

namespace AutoGrad.Properties;

/// <summary>Says which laws of the list a test checks. The list: 1 to 12 linear structure, 13 to 32 calculus, 33 to 51 shapes, 52 to 74 single ops, 75 to 89 engine, 90 to 100 numbers and files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LawAttribute(params int[] numbers) : Attribute
{
    public IReadOnlyList<int> Numbers { get; } = numbers;
}

/// <summary>Which laws are covered by generated cases, and why the others are not.</summary>
internal static class LawList
{
    public const int Count = 100;

    /// <summary>How many laws must be covered.</summary>
    public const int AtLeast = 85;

    /// <summary>Laws without generated cases: what they speak of does not exist here, or is proven in another way.</summary>
    public static IReadOnlyDictionary<int, string> Elsewhere { get; } = new Dictionary<int, string>
    {
        [43] = "A tracked tensor is not cast: To<T>() of one throws, so no cast has an adjoint.",
        [44] = "There are no views: every tensor is dense and row-major.",
        [74] = "Recomputed segments belong to Checkpoint, whose own tests compare bits.",
        [81] = "There is no in-place operation on tensors.",
        [86] = "Scopes and tapes in every order: the scope tests, on a model of what is alive.",
        [88] = "Hooks see a cotangent once: the tests of hooks.",
        [90] = "Threads: DeterminismTests run whole processes with 1 to 64 of them.",
        [91] = "Vector widths: DeterminismTests run whole processes with each.",
        [92] = "Compilation tiers: DeterminismTests run whole processes with each.",
        [94] = "Specials in, documented results out: the edges of every row of the table, and the special numbers of ForwardChecks.",
        [98] = "Resuming: the tests of checkpoints and of killed runs.",
    };

    /// <summary>Where the cases of a law's test are counted.</summary>
    public static string Kind(string test) => $"cases of {test}";

    /// <summary>The laws that some test marks, with the cases of the test that ran most.</summary>
    public static IReadOnlyDictionary<int, long> Covered() =>
        typeof(LawList).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Select(static method => (method.Name, Law: method.GetCustomAttribute<LawAttribute>()))
            .Where(static test => test.Law is not null)
            .SelectMany(static test => test.Law!.Numbers.Select(number => (Number: number, Cases: Tally.Of(Kind(test.Name)))))
            .GroupBy(static entry => entry.Number)
            .ToDictionary(static group => group.Key, static group => group.Max(static entry => entry.Cases));
}
