using System.Diagnostics;
using AutoGrad.Checks;

namespace AutoGrad.Mutants;

/// <summary>Runs the checks of the op table against mutants. It runs in the copy of these tests whose library holds the mutants.</summary>
internal static class MutantRunner
{
    // What large operands find, small ones find sooner.
    private const int MostElements = 150;

    /// <summary>For each mutant the check that it fails, null for one that passes every check, or an empty text for one that no check reaches.</summary>
    /// <param name="count">The number of mutants.</param>
    /// <param name="activate">Switches a mutant on, for this thread.</param>
    /// <param name="record">Begins to note the mutants that are reached, or ends it; for this thread.</param>
    /// <param name="guard">Begins or ends to put tensors between guard pages, see <see cref="GuardedMemory.Switch"/>: a kernel must refuse what a broken rule gives it, not run past its end.</param>
    public static string?[] Run(int count, Action<int> activate, Action<bool[]?> record, Action<bool, bool> guard)
    {
        var trials = Cover(count, record);
        var results = new string?[count];
        var order = Enumerable.Range(0, count).ToArray();
        Parallel.ForEach(order, mutant =>
        {
            var reaching = trials.Where(trial => trial.Reached[mutant]).OrderBy(static trial => trial.Cost).ToArray();
            activate(mutant);
            results[mutant] = reaching.Length == 0 ? "" : Array.Find(reaching, trial => FailsGuarded(trial, mutant))?.ToString();
            activate(-1);
        });
        return results;

        bool FailsGuarded(Trial trial, int mutant)
        {
            guard(true, mutant % 2 == 0);
            var fails = trial.Fails();
            guard(false, false);
            return fails;
        }
    }

    /// <summary>Runs every trial once without a mutant: it must pass, and the sites that it reaches are the mutants that it can find.</summary>
    private static List<Trial> Cover(int count, Action<bool[]?> record)
    {
        var trials = new List<Trial>();
        var wrong = new List<string>();
        foreach (var trial in OpTable.Rows.SelectMany(Trials))
        {
            var reached = new bool[count];
            record(reached);
            var start = Stopwatch.GetTimestamp();
            var fails = trial.Fails();
            record(null);
            if (fails)
            {
                wrong.Add(trial.ToString());
            }

            if (reached.Contains(true))
            {
                trials.Add(trial with { Reached = reached, Cost = Stopwatch.GetTimestamp() - start });
            }
        }

        Assert.True(wrong.Count == 0, $"Without any mutant these fail: {string.Join(", ", wrong)}");
        return trials;
    }

    private static IEnumerable<Trial> Trials(OpRow row)
    {
        foreach (var shapes in row.Shapes.Where(static shapes => shapes.Sum(Elements) is > 0 and <= MostElements))
        {
            yield return Of("value", shapes, 0, ForwardChecks.AtDouble);
            if (row.Orders > 0)
            {
                yield return Of("first order", shapes, 0, DerivativeChecks.FirstOrder);
                yield return Of("forward mode", shapes, 5, ForwardModeChecks.Compare);
                if (row.Arity > 1)
                {
                    yield return Of("detach", shapes, 8, StructureChecks.Detach);
                }
            }

            if (row.Orders > 1)
            {
                yield return Of("second order", shapes, 4, DerivativeChecks.SecondOrder);
                if (shapes.Sum(Elements) <= DerivativeChecks.MostForThird)
                {
                    yield return Of("third order", shapes, 6, DerivativeChecks.ThirdOrder);
                }
            }
        }

        foreach (var edge in row.Edges)
        {
            yield return new Trial(row, $"edge {edge}", report => EdgeChecks.AtDouble(report, row, edge));
        }

        if (row.IsElementwise && row.Orders > 0)
        {
            yield return new Trial(row, "zero cotangents", report => EdgeChecks.ZeroCotangent(report, row, "", EdgeChecks.SpecialOperands(row.Arity)));
        }

        Trial Of(string check, int[][] shapes, int seed, Action<CheckReport, OpRow, string, Dense[]> run) =>
            new(row, $"{check} at {string.Join(", ", shapes.Select(static shape => $"[{string.Join(", ", shape)}]"))}", report => run(report, row, "", Operands.Draw(row, shapes, seed)));
    }

    private static int Elements(int[] shape) => shape.Aggregate(1, static (product, size) => product * size);

    /// <summary>One check of one case of one row.</summary>
    private sealed record Trial(OpRow Row, string Check, Action<CheckReport> Run)
    {
        public bool[] Reached { get; init; } = [];

        public long Cost { get; init; }

        /// <summary>Whether something differs or throws.</summary>
        public bool Fails()
        {
            var report = new CheckReport(Check);
            report.Row(Row, Check, () => Run(report));
            return report.Failures > 0;
        }

        public override string ToString() => $"{Row.Name}, {Check}";
    }
}
