namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> ReductionFamily()
    {
        yield return Shaped("Sum", x => x.Sum(), x => x.Sum(), x => x.Fold([], false, Enumerable.Sum), [], [1], [0], [2, 3], [3, 0, 2], [37], [2, 1, 3, 2]).Linear();
        yield return Shaped("Sum(axis 0)", x => x.Sum(0), x => x.Sum(0), x => x.Fold([0], false, Enumerable.Sum), [1], [0], [2, 3], [3, 0], [0, 3], [3, 2, 2]).Linear();
        yield return Shaped("Sum(axis -1)", x => x.Sum(-1), x => x.Sum(-1), x => x.Fold([-1], false, Enumerable.Sum), [1], [2, 3], [3, 0], [2, 2, 19]).Linear();
        yield return Shaped("Sum(axes 0 and 2)", x => x.Sum(0, 2), x => x.Sum(0, 2), x => x.Fold([0, 2], false, Enumerable.Sum), [2, 3, 2], [2, 0, 3], [1, 3, 1], [2, 2, 2, 2]).Linear();
        yield return Shaped("Sum(axis 1, kept)", x => x.Sum([1], keepAxes: true), x => x.Sum([1], keepAxes: true), x => x.Fold([1], true, Enumerable.Sum), [2, 3], [2, 0], [2, 1, 2]).Linear();
        yield return Shaped("SumTo(3)", x => x.SumTo([3]), x => x.SumTo([3]), x => x.Reshape(x.Length / 3, 3).Fold([0], false, Enumerable.Sum), [2, 3], [3], [1, 3], [2, 2, 3], [0, 3]).Linear();
        yield return Shaped("SumTo(2, 1)", x => x.SumTo([2, 1]), x => x.SumTo([2, 1]), x => (x.Rank == 3 ? x.Fold([0], false, Enumerable.Sum) : x).Fold([1], true, Enumerable.Sum), [2, 3], [2, 1], [4, 2, 3], [2, 0]).Linear();
        yield return Shaped("SumTo(one number)", x => x.SumTo([]), x => x.SumTo([]), x => x.Fold([], false, Enumerable.Sum), [], [3], [2, 2], [0]).Linear();
    }
}
