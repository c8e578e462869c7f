using AutoGrad.House;

namespace AutoGrad.Tests;

/// <summary>docs/accuracy.md says what is measured here.</summary>
/// <remarks>To accept a change: <c>AUTOGRAD_UPDATE_GOLDENS=1 dotnet test -c Release --filter AccuracyTests</c>, then read the difference before committing it.</remarks>
public class AccuracyTests
{
    private const string Update = "AUTOGRAD_UPDATE_GOLDENS";
    private const string Start = "| Op | ";

    private static string Page => Path.Combine(SourceModel.Root, "docs", "accuracy.md");

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

        string measured = AccuracyTable.Rows.Single(row => row.Op == op).Line();
        string? written = File.ReadAllLines(Page).FirstOrDefault(line => line.StartsWith($"| {op} |", StringComparison.Ordinal));
        Assert.True(measured == written, $"docs/accuracy.md says{Environment.NewLine}{written}{Environment.NewLine}measured is{Environment.NewLine}{measured}{Environment.NewLine}If that is meant, run the tests once with {Update}=1.");
    }

    [Fact]
    public void The_page_lists_the_ops_of_the_table_in_its_order()
    {
        string[] lines = File.ReadAllLines(Page);
        int first = Array.FindIndex(lines, line => line.StartsWith(Start, StringComparison.Ordinal)) + 2;
        int count = lines.Skip(first).TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal)).Count();
        if (IsUpdating)
        {
            lines = [.. lines[..first], .. AccuracyTable.Rows.Select(row => row.Line()), .. lines[(first + count)..]];
            File.WriteAllText(Page, string.Join('\n', lines) + "\n");
            return;
        }

        Assert.Equal(AccuracyTable.Rows.Select(row => row.Op), lines.Skip(first).Take(count).Select(line => line.Split('|')[1].Trim()));
    }

    [Fact]
    public void A_sum_of_sixteen_million_tenths_is_right_to_a_millionth()
    {
        const int count = 1 << 24;
        using var scope = new Scope<float>();
        var sum = Tensor.Full<float>([count], 0.1f).Sum().Item();
        Assert.InRange(sum / (count * (double)0.1f), 1 - 1e-6, 1 + 1e-6);
    }
}
