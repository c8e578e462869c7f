using System.Diagnostics;
using AutoGrad.House;
using AutoGrad.Instrumented;
using Xunit.Abstractions;

namespace AutoGrad.Mutants;

/// <summary>Proof that the checks of the op table bite: every rule of the library is spoiled in every way in which rules go wrong, and every spoiled one must be caught.</summary>
[Collection(nameof(SourceModel))]
public class MutantTests(ITestOutputHelper output)
{
    private const int AtLeast = 2000;

    [Fact]
    public void Every_mutant_of_every_rule_is_killed()
    {
        var clock = Stopwatch.StartNew();
        var library = InstrumentedLibrary.Instance;
        var built = clock.Elapsed;
        var run = library.OfTests<Func<int, Action<int>, Action<bool[]?>, Action<bool, bool>, string?[]>>(typeof(MutantRunner), nameof(MutantRunner.Run));
        var results = run(
            library.Mutants.Count,
            library.OfLibrary<Action<int>>(typeof(MutantSwitch), nameof(MutantSwitch.Activate)),
            library.OfLibrary<Action<bool[]?>>(typeof(MutantSwitch), nameof(MutantSwitch.Record)),
            OperatingSystem.IsLinux() ? library.OfLibrary<Action<bool, bool>>(typeof(GuardedMemory), nameof(GuardedMemory.Switch)) : static (_, _) => { });
        output.WriteLine($"built in {built.TotalSeconds:F1} s, run in {(clock.Elapsed - built).TotalSeconds:F1} s");
        var killed = library.Mutants.Where(mutant => !string.IsNullOrEmpty(results[mutant.Id])).ToArray();
        var alive = library.Mutants.Except(killed).ToArray();
        var survivors = alive.Where(static mutant => EquivalentMutants.ReasonOf(mutant) is null).ToArray();
        foreach (var kind in killed.GroupBy(static mutant => mutant.Kind).OrderByDescending(static group => group.Count()))
        {
            output.WriteLine($"{kind.Count(),5} {kind.Key}");
        }

        output.WriteLine($"tensors and scratch that found no guarded memory left: {library.OfLibrary<Func<int>>(typeof(GuardedMemory), nameof(GuardedMemory.Unguarded))()}");
        output.WriteLine($"killed {killed.Length} of {library.Mutants.Count}, at least {AtLeast}; {alive.Length - survivors.Length} are equivalent");
        var text = string.Join(Environment.NewLine, survivors.Select(mutant => $"{(results[mutant.Id] is null ? "survives" : "is not reached")}: {mutant}"));
        Assert.True(survivors.Length == 0, $"{survivors.Length} mutants live:{Environment.NewLine}{text}");
        Assert.Empty(EquivalentMutants.Unneeded(alive));
        Assert.True(killed.Length >= AtLeast, $"killed only {killed.Length} mutants");
    }
}
