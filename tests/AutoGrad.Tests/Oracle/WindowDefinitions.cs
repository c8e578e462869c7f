namespace AutoGrad.Oracle;

/// <summary>What the table's rows over windows and groups of places compute, by their names: pools, resized images, segments, scatters, turned pairs.</summary>
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
        ["Interpolate(bilinear)"] = static x => Bilinear(x[0], 4, 3, static (index, size, count) => (N.From((2 * index) + 1) * N.From(size) / N.From(2 * count)) - Functions<N>.Half),
        ["Interpolate(bilinear, corners)"] = static x => Bilinear(x[0], 4, 1, static (index, size, count) => count == 1 ? default : N.From(index * (size - 1)) / N.From(count - 1)),
        ["RotaryEmbedding"] = static x => Turned(x[0], 0, 10000),
        ["RotaryEmbedding(later)"] = static x => Turned(x[0], 7, 100),
        ["BatchNorm(evaluating)"] = static x => Grid<N>.From(x[0].Shape, i => ((x[0][i] - x[3][i[1]]) / N.Sqrt(x[4][i[1]] + N.From(1e-5)) * x[1][i[1]]) + x[2][i[1]]),
        ["SegmentSum"] = static x => Segments(x[0], [2, 0, 2, 0], 3, ShapedDefinitions<N>.Sum),
        ["SegmentMean"] = static x => Segments(x[0], [2, 0, 2, 0], 4, static rows => rows.Length == 0 ? default : ShapedDefinitions<N>.Mean(rows)),
        ["SegmentMax(all taken)"] = static x => Segments(x[0], [0, 1, 1, 0], 2, ShapedDefinitions<N>.Largest),
        ["MaxWithIndices"] = static x => x[0].Fold([-1], false, ShapedDefinitions<N>.Largest),
        ["MinWithIndices(axis 0)"] = static x => x[0].Fold([0], true, ShapedDefinitions<N>.Smallest),
    };

    /// <summary>A function of what each window of the last two axes holds of the plane.</summary>
    private static Grid<N> Pool(Grid<N> x, int size, int stride, int padding, Func<N[], N> function)
    {
        return Grid<N>.From([.. x.Shape[..^2], Places(x.Shape[^2]), Places(x.Shape[^1])], place =>
        {
            var window = new List<N>();
            for (var row = (place[^2] * stride) - padding; row < (place[^2] * stride) - padding + size; row++)
            {
                for (var column = (place[^1] * stride) - padding; column < (place[^1] * stride) - padding + size; column++)
                {
                    if (row >= 0 && row < x.Shape[^2] && column >= 0 && column < x.Shape[^1])
                    {
                        window.Add(x[[.. place[..^2], row, column]]);
                    }
                }
            }

            return function([.. window]);
        });

        int Places(int length) => ((length + (2 * padding) - size) / stride) + 1;
    }

    /// <summary>Windows that share a plane out as evenly as whole places allow; they may overlap by one.</summary>
    private static Grid<N> Adaptive(Grid<N> x, int rows, int columns, Func<N[], N> function)
    {
        return Grid<N>.From([.. x.Shape[..^2], rows, columns], i => function(
            [.. Window(i[^2], rows, x.Shape[^2]).SelectMany(row => Window(i[^1], columns, x.Shape[^1]).Select(column => x[[.. i[..^2], row, column]]))]));

        static IEnumerable<int> Window(int index, int count, int size) => Enumerable.Range(0, size).Where(place => (place + 1) * count > index * size && place * count < (index + 1) * size);
    }

    /// <summary>At each place of the result the four elements around it, by their nearness.</summary>
    private static Grid<N> Bilinear(Grid<N> x, int rows, int columns, Func<int, int, int, N> position)
    {
        return Grid<N>.From([.. x.Shape[..^2], rows, columns], i => ShapedDefinitions<N>.Sum(
            from row in Enumerable.Range(0, x.Shape[^2])
            from column in Enumerable.Range(0, x.Shape[^1])
            select Nearness(i[^2], x.Shape[^2], rows, row) * Nearness(i[^1], x.Shape[^1], columns, column) * x[[.. i[..^2], row, column]]));

        N Nearness(int index, int size, int count, int element) =>
            Functions<N>.Max(default, Functions<N>.One - Functions<N>.Abs(Functions<N>.Clamp(position(index, size, count), 0, size - 1) - N.From(element)));
    }

    /// <summary>Pairs of elements, one of each half, turned by angles that grow with the position.</summary>
    private static Grid<N> Turned(Grid<N> x, int start, double range) => Grid<N>.From(x.Shape, i =>
    {
        var half = x.Shape[^1] / 2;
        var pair = i[^1] % half;
        var angle = N.From(start + i[^2]) * N.Exp(N.From(-2 * pair) / N.From(x.Shape[^1]) * N.Log(N.From(range)));
        var (first, second) = (x[[.. i[..^1], pair]], x[[.. i[..^1], pair + half]]);
        return i[^1] < half ? (first * N.Cos(angle)) - (second * N.Sin(angle)) : (second * N.Cos(angle)) + (first * N.Sin(angle));
    });

    private static Grid<N> Segments(Grid<N> x, int[] segments, int count, Func<N[], N> function) =>
        Grid<N>.From([count, .. x.Shape[1..]], i => function([.. Enumerable.Range(0, segments.Length).Where(row => segments[row] == i[0]).Select(row => x[[row, .. i[1..]]])]));
}
