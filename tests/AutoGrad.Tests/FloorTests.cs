using AutoGrad.Properties;

namespace AutoGrad;

/// <summary>Runs after every other test: prints what the run compared, and fails if a check compared less than it is known to.</summary>
[Collection(nameof(Last))]
public class FloorTests(RunnerSink runner)
{
    [Fact]
    public void Every_check_compared_as_much_as_it_promises()
    {
        var missed = new List<string>();
        foreach (var (kind, atLeast) in Tally.Floors)
        {
            var line = $"checked {Tally.Of(kind):N0} of at least {atLeast:N0}: {kind}";
            runner.Print(line);
            if (Tally.Of(kind) < atLeast)
            {
                missed.Add(line);
            }
        }

        var covered = LawList.Covered().Count(static law => law.Value >= Effort.LawCases);
        var laws = $"checked {covered} of at least {LawList.Count}: laws by {Effort.LawCases:N0} cases each";
        runner.Print(laws);
        if (covered < LawList.Count)
        {
            missed.Add(laws);
        }

        // A filter leaves tests out, and what they would have counted: then the floors say nothing.
        var leftOut = SuiteOrder.LeftOut();
        if (leftOut.Count > 0)
        {
            runner.Print($"the floors were not held against this run: it left out {leftOut.Count} tests, such as {leftOut[0]}");
            return;
        }

        Assert.True(missed.Count == 0, string.Join(Environment.NewLine, missed));
    }
}
