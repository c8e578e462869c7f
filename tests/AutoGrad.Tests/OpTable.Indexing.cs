namespace AutoGrad;

/// <content>Ops that select by indices. Indices are written inside the call: they take no gradient.</content>
internal static partial class OpTable
{
    private static readonly int[] rows4 = [2, 0, 2, 1];

    private static readonly Indices places24 = Indices.Create([2, 0, 0, 1, 2, 2, 1, 1], [2, 4]);

    private static readonly Indices places232 = Indices.Create([2, 0, 0, 1, 2, 2, 1, 1, 0, 0, 0, 2], [2, 3, 2]);

    private static IEnumerable<OpRow> IndexingFamily()
    {
        yield return Shaped("IndexSelect(axis 0)", x => x.IndexSelect(0, [2, 0, 2, 1]), x => x.IndexSelect(0, [2, 0, 2, 1]), x => x.Along(0, static line => [.. rows4.Select(i => line[i])]), [3], [4, 2], [3, 0]).Exact();
        yield return Shaped("IndexSelect(axis -2)", x => x.IndexSelect(-2, [2, 0, 2, 1]), x => x.IndexSelect(-2, [2, 0, 2, 1]), x => x.Along(-2, static line => [.. rows4.Select(i => line[i])]), [3, 1], [2, 3, 2], [0, 3, 2]).Exact();
        yield return Shaped("IndexSelect(nothing)", x => x.IndexSelect(0, []), x => x.IndexSelect(0, []), x => new Dense([0, .. x.Shape[1..]], []), [0], [3, 2]).Exact();
        yield return Shaped2("IndexAdd(axis 0)", (x, y) => x.IndexAdd(0, [2, 0, 2, 1], y), (x, y) => x.IndexAdd(0, [2, 0, 2, 1], y), (x, y) => Dense.From(x.Shape, i => x[i] + rows4.Select((row, k) => row == i[0] ? y.At([k, .. i[1..]]) : 0).Sum()), ([3], [4]), ([4, 2], [4, 2]), ([3, 2], [2]), ([3], []), ([3, 0], [4, 0])).Linear();
        yield return Shaped2("IndexAdd(axis 1)", (x, y) => x.IndexAdd(1, [2, 0, 2, 1], y), (x, y) => x.IndexAdd(1, [2, 0, 2, 1], y), (x, y) => Dense.From(x.Shape, i => x[i] + rows4.Select((row, k) => row == i[1] ? y[[i[0], k, .. i[2..]]] : 0).Sum()), ([2, 3], [2, 4]), ([2, 3, 2], [2, 4, 2])).Linear();
        yield return Shaped("Embedding(matrix of indices)", x => x.Embedding(places24), x => x.Embedding(places24), x => Dense.From([2, 4, x.Shape[1]], i => x[places24[(4 * i[0]) + i[1]], i[2]]), [3, 2], [4, 1], [3, 0]).Exact();
        yield return Shaped("Embedding(one index)", x => x.Embedding(Indices.Create([1], [])), x => x.Embedding(Indices.Create([1], [])), x => Dense.From([x.Shape[1]], i => x[1, i[0]]), [3, 2], [2, 1]).Exact();
        yield return Shaped("Gather(axis 1)", x => x.Gather(1, places24), x => x.Gather(1, places24), x => Dense.From([2, 4], i => x[i[0], places24[(4 * i[0]) + i[1]]]), [2, 3], [2, 5]).Exact();
        yield return Shaped("Gather(axis 1 of 3)", x => x.Gather(1, places232), x => x.Gather(1, places232), x => Dense.From([2, 3, 2], i => x[i[0], places232[(6 * i[0]) + (2 * i[1]) + i[2]], i[2]]), [2, 3, 2], [2, 4, 2]).Exact();
        yield return Shaped("Gather(axis 0)", x => x.Gather(0, places24), x => x.Gather(0, places24), x => Dense.From([2, 4], i => x[places24[(4 * i[0]) + i[1]], i[1]]), [3, 4], [5, 4]).Exact();
        yield return Shaped("Gather(nothing)", x => x.Gather(1, Indices.Create([], [2, 0])), x => x.Gather(1, Indices.Create([], [2, 0])), _ => new Dense([2, 0], []), [2, 3], [2, 0]).Exact();
        yield return Shaped2("ScatterAdd(axis 1)", (x, y) => x.ScatterAdd(1, places24, y), (x, y) => x.ScatterAdd(1, places24, y), (x, y) => Dense.From(x.Shape, i => x[i] + Enumerable.Range(0, 4).Where(k => places24[(4 * i[0]) + k] == i[1]).Sum(k => y.At([i[0], k]))), ([2, 3], [2, 4]), ([2, 5], [4]), ([2, 3], [])).Linear();
        yield return Shaped2("ScatterAdd(axis 0)", (x, y) => x.ScatterAdd(0, places24, y), (x, y) => x.ScatterAdd(0, places24, y), (x, y) => Dense.From(x.Shape, i => x[i] + Enumerable.Range(0, 2).Where(k => places24[(4 * k) + i[1]] == i[0]).Sum(k => y[k, i[1]])), ([3, 4], [2, 4])).Linear();
        yield return Shaped2("Scatter(axis 1)", (x, y) => x.Scatter(1, places24, y), (x, y) => x.Scatter(1, places24, y), (x, y) => Dense.From(x.Shape, i => Enumerable.Range(0, 4).Where(k => places24[(4 * i[0]) + k] == i[1]).Select(k => (double?)y.At([i[0], k])).LastOrDefault() ?? x[i]), ([2, 3], [2, 4]), ([2, 5], [4]), ([2, 3], [])).Exact();
        yield return Shaped2("Scatter(axis 1 of 3)", (x, y) => x.Scatter(1, places232, y), (x, y) => x.Scatter(1, places232, y), (x, y) => Dense.From(x.Shape, i => Enumerable.Range(0, 3).Where(k => places232[(6 * i[0]) + (2 * k) + i[2]] == i[1]).Select(k => (double?)y[i[0], k, i[2]]).LastOrDefault() ?? x[i]), ([2, 3, 2], [2, 3, 2]), ([2, 4, 2], [2, 3, 2])).Exact();
    }
}
