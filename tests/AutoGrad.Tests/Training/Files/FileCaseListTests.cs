using Xunit.Abstractions;

namespace AutoGrad;

public sealed class FileCaseListTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_malformed_file_of_the_catalogue_is_covered_by_a_test_or_has_a_reason_why_not()
    {
        var covered = FileCaseList.Covered();
        foreach (var number in FileCaseList.All)
        {
            output.WriteLine($"{number}: {(FileCaseList.NotHere.TryGetValue(number, out var reason) ? reason : string.Join(", ", covered[number]))}");
        }

        Assert.DoesNotContain(FileCaseList.All, number => !covered.Contains(number) && !FileCaseList.NotHere.ContainsKey(number));
        Assert.Empty(covered.Select(static group => group.Key).Except(FileCaseList.All));
        Assert.DoesNotContain(FileCaseList.NotHere.Keys, covered.Contains);
    }
}
