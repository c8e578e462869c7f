namespace AutoGrad;

/// <content>Convolutions of sequences, transposed ones, adaptive pools, scaling of images, and the norms over groups, batches and rows.</content>
internal static partial class OpTable
{
    private static IEnumerable<OpRow> SequencesFamily()
    {
        yield return Shaped2("Conv1D", (x, w) => x.Conv1D(w), (x, w) => x.Conv1D(w), (x, w) => Line(x, w, 1, 0, 1, 1), ([2, 2, 5], [3, 2, 3]), ([1, 1, 1], [1, 1, 1]), ([0, 2, 3], [2, 2, 2]), ([1, 0, 3], [2, 0, 2]), ([2, 1, 40], [1, 1, 3])).Ulp(16);
        yield return Shaped2("Conv1D(stride, padding, dilation, groups)", (x, w) => x.Conv1D(w, null, 2, 1, 2, 2), (x, w) => x.Conv1D(w, null, 2, 1, 2, 2), (x, w) => Line(x, w, 2, 1, 2, 2), ([2, 4, 7], [4, 2, 3]), ([1, 2, 3], [2, 1, 2])).Ulp(16);
        yield return Shaped3("Conv1D(bias)", (x, w, b) => x.Conv1D(w, b), (x, w, b) => x.Conv1D(w, b), (x, w, b) => Dense.Zip(static e => e[0] + e[1], Line(x, w, 1, 0, 1, 1), b.Reshape(b.Length, 1)), ([2, 2, 4], [3, 2, 2], [3])).Ulp(16);
        yield return Shaped2("ConvTranspose2D", (x, w) => x.ConvTranspose2D(w), (x, w) => x.ConvTranspose2D(w), (x, w) => TransposedConvolve(x, w, 1, 0, 0, 1, 1), ([2, 2, 2, 3], [2, 3, 2, 2]), ([1, 1, 1, 1], [1, 1, 1, 1]), ([0, 2, 2, 2], [2, 1, 2, 2])).Ulp(16);
        yield return Shaped2("ConvTranspose2D(all settings)", (x, w) => x.ConvTranspose2D(w, null, 3, 1, 2, 2, 2), (x, w) => x.ConvTranspose2D(w, null, 3, 1, 2, 2, 2), (x, w) => TransposedConvolve(x, w, 3, 1, 2, 2, 2), ([1, 4, 2, 2], [4, 2, 2, 3]), ([2, 2, 1, 2], [2, 1, 3, 2])).Ulp(16);
        yield return Shaped3("ConvTranspose2D(bias)", (x, w, b) => x.ConvTranspose2D(w, b, 2), (x, w, b) => x.ConvTranspose2D(w, b, 2), (x, w, b) => Dense.Zip(static e => e[0] + e[1], TransposedConvolve(x, w, 2, 0, 0, 1, 1), b.Reshape(b.Length, 1, 1)), ([1, 2, 2, 2], [2, 3, 2, 2], [3])).Ulp(16);
        yield return Shaped2("ConvTranspose1D", (x, w) => x.ConvTranspose1D(w, null, 2, 1, 1), (x, w) => x.ConvTranspose1D(w, null, 2, 1, 1), (x, w) => TransposedLine(x, w, 2, 1, 1), ([2, 2, 4], [2, 3, 3]), ([1, 1, 1], [1, 1, 2]), ([0, 2, 3], [2, 1, 2])).Ulp(16);
        yield return Shaped3("ConvTranspose1D(bias)", (x, w, b) => x.ConvTranspose1D(w, b), (x, w, b) => x.ConvTranspose1D(w, b), (x, w, b) => Dense.Zip(static e => e[0] + e[1], TransposedLine(x, w, 1, 0, 0), b.Reshape(b.Length, 1)), ([2, 2, 3], [2, 3, 2], [3])).Ulp(16);

        yield return Shaped("AdaptiveAveragePool2D(2, 3)", x => x.AdaptiveAveragePool2D(2, 3), x => x.AdaptiveAveragePool2D(2, 3), x => Adaptive(x, 2, 3, static cell => cell.Average()), [5, 7], [2, 4, 6], [1, 2], [0, 3, 3], [1, 2, 2, 3]).Linear().Ulp(8);
        yield return Shaped("AdaptiveMaxPool2D(2, 3)", x => x.AdaptiveMaxPool2D(2, 3), x => x.AdaptiveMaxPool2D(2, 3), x => Adaptive(x, 2, 3, static cell => cell.Max()), [5, 7], [2, 4, 6], [1, 2], [0, 3, 3]).Distinct();
        yield return Shaped("Interpolate(nearest)", x => x.Interpolate(4, 3), x => x.Interpolate(4, 3), x => Dense.From([.. x.Shape[..^2], 4, 3], i => x[[.. i[..^2], i[^2] * x.Shape[^2] / 4, i[^1] * x.Shape[^1] / 3]]), [2, 3], [1, 5, 7], [1, 1], [0, 2, 2]).Linear();
        yield return Shaped("Interpolate(bilinear)", x => x.Interpolate(4, 3, Interpolation.Bilinear), x => x.Interpolate(4, 3, Interpolation.Bilinear), x => Bilinear(x, 4, 3, static (i, size, count) => ((i + 0.5) * size / count) - 0.5), [2, 3], [1, 5, 7], [1, 1], [0, 2, 2]).Linear().Ulp(8);
        yield return Shaped("Interpolate(bilinear, corners)", x => x.Interpolate(4, 1, Interpolation.Bilinear, true), x => x.Interpolate(4, 1, Interpolation.Bilinear, true), x => Bilinear(x, 4, 1, static (i, size, count) => count == 1 ? 0 : i * (size - 1.0) / (count - 1)), [2, 3], [1, 5, 7], [1, 1]).Linear().Ulp(8);

        yield return Shaped2("RmsNorm", (x, s) => x.RmsNorm(s), (x, s) => x.RmsNorm(s), (x, s) => Dense.Zip(static e => e[0] * e[1], x.Along(-1, static line => [.. line.Select(e => e / Math.Sqrt(line.Average(static t => t * t) + 1e-5))]), s), ([2, 4], [4]), ([3], [3]), ([2, 1, 5], [5]), ([0, 3], [3])).Ulp(8);
        yield return Shaped2("RmsNorm(epsilon)", (x, s) => x.RmsNorm(s, 0.5), (x, s) => x.RmsNorm(s, 0.5), (x, s) => Dense.Zip(static e => e[0] * e[1], x.Along(-1, static line => [.. line.Select(e => e / Math.Sqrt(line.Average(static t => t * t) + 0.5))]), s), ([1], [1]), ([2, 1], [1]), ([2, 3], [3])).Ulp(8)
            .Edge([Dense.Vector(0, 0), Dense.Vector(1, 2)], Dense.Vector(0, 0));
        yield return Shaped3("GroupNorm(2)", (x, s, b) => x.GroupNorm(2, s, b), (x, s, b) => x.GroupNorm(2, s, b), (x, s, b) => Normalized(x, s, b, 2), ([2, 6], [6], [6]), ([2, 4, 3], [4], [4]), ([1, 2, 2, 3], [2], [2]), ([0, 2, 3], [2], [2])).Ulp(16).DoubleUlp(16);
        yield return Shaped3("BatchNorm(training)", (x, s, b) => x.BatchNorm(s, b), (x, s, b) => x.BatchNorm(s, b), (x, s, b) => Normalized(x, s, b, 0), ([4, 2], [2], [2]), ([2, 3, 3], [3], [3]), ([2, 2, 2, 3], [2], [2])).Ulp(16).DoubleUlp(16);
        yield return ShapedMany("BatchNorm(evaluating)", x => x[0].BatchNorm(x[1], x[2], x[3], x[4]), x => x[0].BatchNorm(x[1], x[2], x[3], x[4]), x => Dense.From(x[0].Shape, i => ((x[0][i] - x[3][i[1]]) / Math.Sqrt(x[4][i[1]] + 1e-5) * x[1][i[1]]) + x[2][i[1]]), [[4, 2], [2], [2], [2], [2]], [[2, 3, 2], [3], [3], [3], [3]], [[0, 2], [2], [2], [2], [2]]).Over(4, 0.5, 2).Ulp(8);
        yield return Shaped("RotaryEmbedding", x => x.RotaryEmbedding(), x => x.RotaryEmbedding(), x => Rotary(x, 0, 10000), [3, 4], [2, 3, 2], [1, 6], [0, 4], [2, 0]).Linear();
        yield return Shaped("RotaryEmbedding(later)", x => x.RotaryEmbedding(7, 100), x => x.RotaryEmbedding(7, 100), x => Rotary(x, 7, 100), [3, 4], [2, 1, 2]).Linear();
    }

    private static Dense Line(Dense x, Dense w, int stride, int padding, int dilation, int groups) => Dense.From(
        [x.Shape[0], w.Shape[0], ((x.Shape[2] + (2 * padding) - (dilation * (w.Shape[2] - 1)) - 1) / stride) + 1],
        place => Dense.Indices(w.Shape[1..]).Sum(tap =>
        {
            var at = (place[2] * stride) - padding + (tap[1] * dilation);
            return at >= 0 && at < x.Shape[2] ? w[place[1], tap[0], tap[1]] * x[place[0], (place[1] / (w.Shape[0] / groups) * w.Shape[1]) + tap[0], at] : 0;
        }));

    private static Dense TransposedLine(Dense x, Dense w, int stride, int padding, int outputPadding)
    {
        var result = TransposedConvolve(x.Reshape(x.Shape[0], x.Shape[1], x.Shape[2], 1), w.Reshape(w.Shape[0], w.Shape[1], w.Shape[2], 1), stride, padding, outputPadding, 1, 1, onlyRows: true);
        return result.Reshape(result.Shape[..3]);
    }

    /// <summary>By its definition: every product is added to its place.</summary>
    private static Dense TransposedConvolve(Dense x, Dense w, int stride, int padding, int outputPadding, int dilation, int groups, bool onlyRows = false)
    {
        int Size(int axis) => onlyRows && axis == 3 ? 1 : ((x.Shape[axis] - 1) * stride) - (2 * padding) + (dilation * (w.Shape[axis] - 1)) + 1 + outputPadding;
        var result = Dense.From([x.Shape[0], w.Shape[1] * groups, Size(2), Size(3)], static _ => 0);
        foreach (var i in Dense.Indices(x.Shape))
        {
            foreach (var tap in Dense.Indices(w.Shape[1..]))
            {
                var output = (i[1] / (x.Shape[1] / groups) * w.Shape[1]) + tap[0];
                var row = (i[2] * stride) - padding + (tap[1] * dilation);
                var column = onlyRows ? 0 : (i[3] * stride) - padding + (tap[2] * dilation);
                if (row >= 0 && row < result.Shape[2] && column >= 0 && column < result.Shape[3])
                {
                    result.Values[(((((i[0] * result.Shape[1]) + output) * result.Shape[2]) + row) * result.Shape[3]) + column] += x[i] * w[i[1], tap[0], tap[1], tap[2]];
                }
            }
        }

        return result;
    }

    private static Dense Adaptive(Dense x, int rows, int columns, Func<IEnumerable<double>, double> function) => Dense.From(
        [.. x.Shape[..^2], rows, columns],
        i => function(
            from row in Window(i[^2], rows, x.Shape[^2])
            from column in Window(i[^1], columns, x.Shape[^1])
            select x[[.. i[..^2], row, column]]));

    private static IEnumerable<int> Window(int index, int count, int size)
    {
        var first = (int)Math.Floor((double)index * size / count);
        return Enumerable.Range(first, (int)Math.Ceiling((index + 1.0) * size / count) - first);
    }

    private static Dense Bilinear(Dense x, int rows, int columns, Func<int, int, int, double> position) => Dense.From([.. x.Shape[..^2], rows, columns], i =>
    {
        var sum = 0.0;
        for (var row = 0; row < x.Shape[^2]; row++)
        {
            for (var column = 0; column < x.Shape[^1]; column++)
            {
                // A hat over every element of the image.
                var down = Math.Abs(Math.Clamp(position(i[^2], x.Shape[^2], rows), 0, x.Shape[^2] - 1) - row);
                var right = Math.Abs(Math.Clamp(position(i[^1], x.Shape[^1], columns), 0, x.Shape[^1] - 1) - column);
                sum += Math.Max(0, 1 - down) * Math.Max(0, 1 - right) * x[[.. i[..^2], row, column]];
            }
        }

        return sum;
    });

    /// <summary>Mean 0 and variance 1 over each group of channels of each example, or, for no groups, over each channel of the batch.</summary>
    private static Dense Normalized(Dense x, Dense scale, Dense shift, int groups)
    {
        var size = groups == 0 ? 1 : x.Shape[1] / groups;
        return Dense.From(x.Shape, i =>
        {
            double[] all = [.. Dense.Indices(x.Shape).Where(j => groups == 0 ? j[1] == i[1] : j[0] == i[0] && j[1] / size == i[1] / size).Select(j => x[j])];
            var mean = all.Average();
            return ((x[i] - mean) / Math.Sqrt(all.Average(e => (e - mean) * (e - mean)) + 1e-5) * scale[i[1]]) + shift[i[1]];
        });
    }

    private static Dense Rotary(Dense x, int start, double b) => Dense.From(x.Shape, i =>
    {
        var half = x.Shape[^1] / 2;
        var pair = i[^1] % half;
        var (sine, cosine) = Math.SinCos((start + i[^2]) * Math.Pow(b, -2.0 * pair / x.Shape[^1]));
        var (first, second) = (x[[.. i[..^1], pair]], x[[.. i[..^1], pair + half]]);
        return i[^1] < half ? (first * cosine) - (second * sine) : (second * cosine) + (first * sine);
    });
}
