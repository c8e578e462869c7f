namespace AutoGrad.Tests;

/// <summary>docs/accuracy.md says what is measured here.</summary>
/// <remarks>To accept a change: <c>AUTOGRAD_UPDATE_GOLDENS=1 dotnet test -c Release -p:Deep=true --filter AccuracyTests</c>, then read the difference before committing it.</remarks>
public class AccuracyTests
{
    private const string Update = "AUTOGRAD_UPDATE_GOLDENS";
    private const string Start = "| Op | ";

    private static bool IsUpdating => Environment.GetEnvironmentVariable(Update) == "1";

    public static TheoryData<string> Ops => [.. AccuracyTable.Rows.Select(row => row.Op)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void An_op_is_as_accurate_as_the_page_says(string op)
    {
        if (IsUpdating)
        {
            return;
        }

        var measured = AccuracyTable.Rows.Single(row => row.Op == op).Measure();
        var written = AccuracyLine.Written().Single(line => line.Op == op);

        // The page's figures in float are those of the deep tier, whose arguments begin with the gate's.
        var agrees = Effort.IsDeep ? measured == written : measured with { Single = written.Single, Slope = written.Slope } == written && measured.Single <= written.Single && measured.Slope <= written.Slope;
        Assert.True(agrees, $"docs/accuracy.md says{Environment.NewLine}{written}{Environment.NewLine}measured is{Environment.NewLine}{measured}{Environment.NewLine}If that is meant, run the deep tier of these tests once with {Update}=1.");
    }

    [Fact]
    public void The_page_lists_the_ops_of_the_tables_in_their_order()
    {
        if (IsUpdating)
        {
            Assert.True(Effort.IsDeep, "The page holds the figures of the deep tier: build with -p:Deep=true.");
            List<string> lines = [.. File.ReadAllLines(AccuracyLine.Page)];
            var from = 0;
            foreach (var table in (IReadOnlyList<AccuracyRow>[])[AccuracyTable.Functions, AccuracyTable.Plain])
            {
                from = lines.FindIndex(from, line => line.StartsWith(Start, StringComparison.Ordinal)) + 2;
                lines.RemoveRange(from, lines.Skip(from).TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal)).Count());
                lines.InsertRange(from, table.Select(row => row.Measure().ToString()));
            }

            File.WriteAllText(AccuracyLine.Page, string.Join('\n', lines) + "\n");
            return;
        }

        Assert.Equal(AccuracyTable.Rows.Select(row => row.Op), AccuracyLine.Written().Select(line => line.Op));
    }

    [Fact]
    public void Values_in_float_are_within_two_ulp_and_their_derivatives_within_four() =>
        Assert.DoesNotContain(AccuracyLine.Written(), static line => line.Single > 2 || line.Slope > 4);

    [Fact]
    public void A_sum_of_sixteen_million_tenths_is_right_to_a_millionth()
    {
        const int count = 1 << 24;
        using var scope = new Scope<float>();
        var sum = Tensor.Full<float>([count], 0.1f).Sum().Item();
        Assert.InRange(sum / (count * (double)0.1f), 1 - 1e-6, 1 + 1e-6);
    }
}
