namespace AutoGrad;

/// <content>The identity that shows its cotangent.</content>
internal static partial class OpTable
{
    private static IEnumerable<OpRow> Observed()
    {
        yield return Shaped("OnCotangent", x => x.OnCotangent(static _ => { }), x => x.OnCotangent(static _ => { }), x => x, [], [3], [2, 0]).Exact().Linear();
    }
}
