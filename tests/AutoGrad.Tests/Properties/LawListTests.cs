namespace AutoGrad.Properties;

public class LawListTests
{
    [Fact]
    public void Every_law_is_checked_by_a_test_or_has_a_reason_why_not()
    {
        var covered = LawList.Covered();
        Assert.DoesNotContain(Enumerable.Range(1, LawList.Count), number => !covered.ContainsKey(number) && !LawList.Elsewhere.ContainsKey(number));
        Assert.All(covered.Keys, static number => Assert.InRange(number, 1, LawList.Count));
        Assert.Empty(LawList.Elsewhere.Keys.Intersect(covered.Keys));
        Assert.True(covered.Count >= LawList.AtLeast, $"{covered.Count} laws are covered");
    }
}
