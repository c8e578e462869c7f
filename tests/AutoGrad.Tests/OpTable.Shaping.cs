namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> ShapingFamily()
    {
        yield return Shaped("Reshape(6)", x => x.Reshape(6), x => x.Reshape(6), x => x.Reshape(6), [2, 3], [6], [3, 1, 2]).Linear().Ulp(0).DoubleUlp(0);
        yield return Shaped("Reshape(2, -1)", x => x.Reshape(2, -1), x => x.Reshape(2, -1), x => x.Reshape(2, x.Length / 2), [2, 3], [4], [0], [1, 2]).Linear().Ulp(0).DoubleUlp(0);
        yield return Shaped("Reshape(one number)", x => x.Reshape(Shape.Scalar), x => x.Reshape(Shape.Scalar), x => x.Reshape([]), [], [1], [1, 1]).Linear().Ulp(0).DoubleUlp(0);
        yield return Shaped("BroadcastTo(2, 3)", x => x.BroadcastTo([2, 3]), x => x.BroadcastTo([2, 3]), x => Dense.From([2, 3], i => x.At(i)), [], [1], [3], [2, 1], [1, 3], [2, 3]).Linear().Ulp(0).DoubleUlp(0);
        yield return Shaped("BroadcastTo(2, 0, 3)", x => x.BroadcastTo([2, 0, 3]), x => x.BroadcastTo([2, 0, 3]), x => Dense.From([2, 0, 3], i => x.At(i)), [], [3], [0, 1], [1, 1, 3]).Linear().Ulp(0).DoubleUlp(0);
        yield return Shaped("BroadcastTo(2, 3, 4)", x => x.BroadcastTo([2, 3, 4]), x => x.BroadcastTo([2, 3, 4]), x => Dense.From([2, 3, 4], i => x.At(i)), [1, 3, 1], [3, 1], [4], [2, 1, 4]).Linear().Ulp(0).DoubleUlp(0);
    }
}
