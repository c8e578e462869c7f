using AutoGrad.House;
using AutoGrad.Instrumented;
using Xunit.Abstractions;

namespace AutoGrad.Guarded;

/// <summary>
/// No kernel touches memory that is not its own: every op runs on tensors between two pages that end the process when they are touched, once against the page behind
/// and once against the page before, and gives the bits that it gives on ordinary memory. Elsewhere than on Linux there are no such pages, and nothing is compared.
/// </summary>
[Collection(nameof(SourceModel))]
public class GuardedTests(ITestOutputHelper output)
{
    private const int Longest = 520;

    [Fact]
    public void Every_elementwise_op_stays_inside_its_memory_at_every_length() => Compare(
        [.. OpTable.Rows.Where(static row => row.IsElementwise).Select(static row => row.Name)],
        InstrumentedLibrary.Instance.OfTests<Func<string, ulong>>(typeof(GuardedRunner), nameof(GuardedRunner.Elementwise)),
        GuardedRunner.Elementwise,
        atLeast: 100);

    [Fact]
    public void Every_op_stays_inside_its_memory_in_every_case_of_the_table() => Compare(
        [.. OpTable.Rows.Select(static row => row.Name)],
        InstrumentedLibrary.Instance.OfTests<Func<string, ulong>>(typeof(GuardedRunner), nameof(GuardedRunner.Shaped)),
        GuardedRunner.Shaped,
        atLeast: 370);

    [Fact]
    public void Folds_rows_and_movement_stay_inside_their_memory_at_every_size() => Compare(
        [.. Enumerable.Range(0, Longest + 1)],
        InstrumentedLibrary.Instance.OfTests<Func<int, ulong>>(typeof(GuardedRunner), nameof(GuardedRunner.Sized)),
        GuardedRunner.Sized,
        atLeast: Longest);

    private void Compare<TCase>(TCase[] cases, Func<TCase, ulong> guarded, Func<TCase, ulong> ordinary, int atLeast)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Guard pages are made by mmap: nothing was compared here.");
            return;
        }

        var different = new List<string>();

        // What the copy makes once and keeps is made now, in memory that stays.
        guarded(cases[0]);
        foreach (var each in cases)
        {
            var expected = ordinary(each);
            foreach (var atStart in (bool[])[false, true])
            {
                if (OnGuardedMemory.Run(atStart, () => guarded(each)) != expected)
                {
                    different.Add($"{each} on memory against the page {(atStart ? "before" : "behind")}");
                }
            }
        }

        output.WriteLine($"compared {cases.Length} cases, at least {atLeast}");
        Assert.True(different.Count == 0, $"Other bits than on ordinary memory, so something unwritten was read: {string.Join("; ", different)}");
        Assert.True(cases.Length >= atLeast);
    }
}
