namespace AutoGrad.Oracle;

/// <summary>What the table's rows of pools, scaled images and turned pairs compute, by their names.</summary>
internal static class WindowDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["MaxPool2D(2)"] = static x => Pool(x[0], 2, 2, 0, ShapedDefinitions<N>.Largest),
        ["MaxPool2D(wide)"] = static x => Pool(x[0], 2, 2, 0, ShapedDefinitions<N>.Largest),
        ["MaxPool2D(overlapping)"] = static x => Pool(x[0], 3, 1, 1, ShapedDefinitions<N>.Largest),
        ["MaxPool2D(gaps)"] = static x => Pool(x[0], 1, 2, 0, ShapedDefinitions<N>.Largest),
        ["AveragePool2D(2)"] = static x => Pool(x[0], 2, 2, 0, static window => ShapedDefinitions<N>.Sum(window) / N.From(4)),
        ["AveragePool2D(wide)"] = static x => Pool(x[0], 2, 2, 0, static window => ShapedDefinitions<N>.Sum(window) / N.From(4)),
        ["AveragePool2D(overlapping)"] = static x => Pool(x[0], 3, 2, 1, static window => ShapedDefinitions<N>.Sum(window) / N.From(9)),
        ["AdaptiveAveragePool2D(2, 3)"] = static x => Adaptive(x[0], 2, 3, ShapedDefinitions<N>.Mean),
        ["AdaptiveMaxPool2D(2, 3)"] = static x => Adaptive(x[0], 2, 3, ShapedDefinitions<N>.Largest),
        ["Interpolate(bilinear)"] = static x => Bilinear(x[0], 4, 3, static (i, size, count) => ((N.From(i) + Functions<N>.Half) * N.From(size) / N.From(count)) - Functions<N>.Half),
        ["Interpolate(bilinear, corners)"] = static x => Bilinear(x[0], 4, 1, static (i, size, count) => count == 1 ? default : N.From(i * (size - 1)) / N.From(count - 1)),
        ["RotaryEmbedding"] = static x => Rotary(x[0], 0, 10000),
        ["RotaryEmbedding(later)"] = static x => Rotary(x[0], 7, 100),
        ["Dropout(0.4)"] = static x => Dropped(x[0], 0.4),
    };

    /// <summary>A function of what each square window of the last two axes holds.</summary>
    private static Grid<N> Pool(Grid<N> x, int size, int stride, int padding, Func<N[], N> function)
    {
        int Places(int length) => ((length + (2 * padding) - size) / stride) + 1;
        IEnumerable<int> Window(int place, int length) => Enumerable.Range((place * stride) - padding, size).Where(at => at >= 0 && at < length);
        return Windows(x, Places(x.Shape[^2]), Places(x.Shape[^1]), Window, function);
    }

    /// <summary>A function of windows that divide the last two axes as evenly as they can.</summary>
    private static Grid<N> Adaptive(Grid<N> x, int rows, int columns, Func<N[], N> function) =>
        new(
            [.. x.Shape[..^2], rows, columns],
            [.. Dense.Indices([.. x.Shape[..^2], rows, columns]).Select(i => function(At(x, i, Even(i[^2], rows, x.Shape[^2]), Even(i[^1], columns, x.Shape[^1]))))]);

    private static IEnumerable<int> Even(int index, int count, int size) => Enumerable.Range(0, size).Where(at => at * count < (index + 1) * size && (at + 1) * count > index * size);

    private static Grid<N> Windows(Grid<N> x, int rows, int columns, Func<int, int, IEnumerable<int>> window, Func<N[], N> function) =>
        Grid<N>.From([.. x.Shape[..^2], rows, columns], i => function(At(x, i, window(i[^2], x.Shape[^2]), window(i[^1], x.Shape[^1]))));

    private static N[] At(Grid<N> x, int[] index, IEnumerable<int> rows, IEnumerable<int> columns) => [.. from row in rows from column in columns select x[[.. index[..^2], row, column]]];

    /// <summary>A hat over every element of the image.</summary>
    private static Grid<N> Bilinear(Grid<N> x, int rows, int columns, Func<int, int, int, N> position)
    {
        N Hat(int index, int count, int size, int at) => Functions<N>.Max(default, Functions<N>.One - Functions<N>.Abs(Functions<N>.Clamp(position(index, size, count), 0, size - 1) - N.From(at)));
        return Grid<N>.From([.. x.Shape[..^2], rows, columns], i => ShapedDefinitions<N>.Sum(Dense.Indices(x.Shape[^2..]).Select(at =>
            Hat(i[^2], rows, x.Shape[^2], at[0]) * Hat(i[^1], columns, x.Shape[^1], at[1]) * x[[.. i[..^2], .. at]])));
    }

    /// <summary>Each pair of elements turned by an angle that grows with the row and falls with the pair.</summary>
    private static Grid<N> Rotary(Grid<N> x, int start, double slowest)
    {
        var half = x.Shape[^1] / 2;
        return Grid<N>.From(x.Shape, i =>
        {
            var pair = i[^1] % half;
            var angle = N.From(start + i[^2]) * N.Exp(N.From(-2 * pair) / N.From(x.Shape[^1]) * N.Log(N.From(slowest)));
            var (first, second) = (x[[.. i[..^1], pair]], x[[.. i[..^1], pair + half]]);
            return i[^1] < half ? (first * N.Cos(angle)) - (second * N.Sin(angle)) : (second * N.Cos(angle)) + (first * N.Sin(angle));
        });
    }

    /// <summary>The row's stream of random numbers says which elements stay.</summary>
    private static Grid<N> Dropped(Grid<N> x, double rate)
    {
        var uniform = new RandomStream(3).Uniform<float>([x.Values.Length]).ToArray();
        return new(x.Shape, [.. x.Values.Select((value, at) => uniform[at] < (float)rate ? default : value / N.From(1 - rate))]);
    }
}
