using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestCollectionOrderer("AutoGrad.SuiteOrder", "AutoGrad.Tests")]
[assembly: TestCaseOrderer("AutoGrad.SuiteOrder", "AutoGrad.Tests")]

namespace AutoGrad;

/// <summary>Puts the collection <see cref="Last"/> after all others, and notes which tests were picked: the runner orders each class's picked tests before it runs them.</summary>
[SuppressMessage("Naming", "CA1515", Justification = "xunit makes one by reflection.")]
public sealed class SuiteOrder(IMessageSink sink) : ITestCollectionOrderer, ITestCaseOrderer
{
    private static readonly ConcurrentDictionary<string, bool> picked = new();

    /// <summary>The test methods of the assembly that were not picked for this run.</summary>
    internal static IReadOnlyList<string> LeftOut() =>
    [
        .. typeof(SuiteOrder).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(static method => $"{method.DeclaringType!.FullName}.{method.Name}")
            .Where(static name => !picked.ContainsKey(name)),
    ];

    /// <summary>The last collection forbids parallel running, so xunit runs it after all that allow it; among those that forbid it the order decides.</summary>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(static collection => collection.DisplayName == nameof(Last)).ThenBy(static collection => collection.DisplayName, StringComparer.Ordinal);

    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase
    {
        var cases = testCases.ToArray();
        foreach (var testCase in cases)
        {
            picked[$"{testCase.TestMethod.TestClass.Class.Name}.{testCase.TestMethod.Method.Name}"] = true;
        }

        return new DefaultTestCaseOrderer(sink).OrderTestCases(cases);
    }
}

/// <summary>The tests that look back on the whole run.</summary>
[CollectionDefinition(nameof(Last), DisableParallelization = true)]
[SuppressMessage("Naming", "CA1515", Justification = "xunit wants it public.")]
public class Last : ICollectionFixture<RunnerSink>;

/// <summary>Hands the runner's sink for messages to a test: what goes there is shown on the console whether the test passes or not.</summary>
[SuppressMessage("Naming", "CA1515", Justification = "xunit makes one by reflection.")]
public sealed class RunnerSink(IMessageSink sink)
{
    /// <summary>Prints a line.</summary>
    public void Print(string line) => sink.OnMessage(new DiagnosticMessage(line));
}
