using System.Reflection;

namespace AutoGrad.Properties;

/// <summary>Says which laws of the list a test checks. The list: 1 to 12 linear structure, 13 to 32 calculus, 33 to 51 shapes, 52 to 74 single ops, 75 to 89 engine, 90 to 100 numbers and files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LawAttribute(params int[] numbers) : Attribute
{
    public IReadOnlyList<int> Numbers { get; } = numbers;
}

/// <summary>The laws, all of which generated cases cover.</summary>
internal static class LawList
{
    public const int Count = 100;

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
