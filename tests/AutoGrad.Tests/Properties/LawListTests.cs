namespace AutoGrad.Properties;

public class LawListTests
{
    [Fact]
    public void Every_law_is_checked_by_a_test() => Assert.Equal(Enumerable.Range(1, LawList.Count), LawList.Covered().Keys.Order());
}
