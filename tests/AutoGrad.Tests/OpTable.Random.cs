namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> RandomFamily()
    {
        // Each call draws from a stream of its own, so that it is a function of x alone.
        yield return Shaped(
            "Dropout(0.4)",
            x => x.Dropout(0.4, new RandomStream(3)),
            x => x.Dropout(0.4, new RandomStream(3)),
            x => Dropped(x, 0.4),
            [],
            [1],
            [0],
            [2, 3],
            [2, 0, 4],
            [1500]).Linear().DoubleUlp(4);
        yield return Shaped("Dropout(0)", x => x.Dropout(0, new RandomStream(3)), x => x.Dropout(0, new RandomStream(3)), x => x, [2, 3]).Linear();
        yield return Shaped("Dropout(1)", x => x.Dropout(1, new RandomStream(3)), x => x.Dropout(1, new RandomStream(3)), x => new Dense(x.Shape, new double[x.Length]), [2, 3]).Linear();
    }

    private static Dense Dropped(Dense x, double rate)
    {
        var uniform = new RandomStream(3).Uniform<float>([x.Length]).ToArray();
        return new Dense(x.Shape, [.. x.Values.Select((value, index) => uniform[index] < (float)rate ? 0 : value / (1 - rate))]);
    }
}
