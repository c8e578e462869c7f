using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 41 and 63 to 72 that concern repeating, scanning, choosing and pooling.</summary>
public class ChoiceLaws
{
    [Law(41)]
    [Fact]
    public void The_adjoint_of_repeating_and_tiling_adds_up_the_copies() => Holds(Draws.Matrices, static x =>
    {
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        var wide = Dense.From([rows, 3 * columns], static i => ((2 * i[0]) + i[1]) % 7 - 3);
        Same(Dense.From(x.Shape, i => Enumerable.Range(0, 3).Sum(copy => wide[i[0], (3 * i[1]) + copy])), Pull(static t => t.Repeat(3, 1), x, wide));
        Same(Dense.From(x.Shape, i => Enumerable.Range(0, 3).Sum(copy => wide[i[0], (copy * columns) + i[1]])), Pull(static t => t.Tile(1, 3), x, wide));
    });

    [Law(63)]
    [Fact]
    public void The_adjoint_of_a_running_sum_runs_backwards_and_running_products_are_exact_with_zeros() => Holds(Draws.Matrices, static c =>
    {
        var v = c.Map(static e => Math.Round(e) - 1);
        Same(v.Along(1, static line => [.. line.Select((_, i) => line[i..].Sum())]), Pull(static t => t.CumulativeSum(1), c, v));
        var x = c.Map(Math.Round);
        var columns = x.Shape[1];
        var expected = Dense.From(x.Shape, i => Enumerable.Range(i[1], columns - i[1]).Sum(last =>
            v[i[0], last] * Enumerable.Range(0, last + 1).Where(k => k != i[1]).Aggregate(1.0, (product, k) => product * x[i[0], k])));
        Same(expected, Pull(static t => t.CumulativeProduct(1), x, v));
    });

    [Law(65)]
    [Fact]
    public void Extremes_share_a_gradient_evenly_among_ties_and_pairs_halve_it() => Holds(Draws.Matrices, static c =>
    {
        var x = c.Map(Math.Round);
        var largest = x.Values.Max();
        var ties = x.Values.Count(e => e == largest);
        Near(x.Map(e => e == largest ? 1.0 / ties : 0), Pull(static t => t.Max(), x));
        var y = x.Map(static e => -e);
        Same(Dense.Zip(static e => e[0] > e[1] ? 1 : e[0] == e[1] ? 0.5 : 0, x, y), Pull(static t => t[0].Maximum(t[1]), [x, y])[0]);
        Same(Dense.Zip(static e => e[0] < e[1] ? 1 : e[0] == e[1] ? 0.5 : 0, x, y), Pull(static t => t[0].Minimum(t[1]), [x, y])[0]);
    });

    [Law(66)]
    [Fact]
    public void The_gradient_of_sorting_is_the_inverse_permutation() => Holds(Draws.Matrices, static c =>
    {
        var x = Dense.From(c.Shape, i => c[i] + (0.01 * i[1]) + (0.001 * i[0]));
        var v = Dense.From(x.Shape, static i => (3 * i[0]) - i[1]);
        var ranks = Dense.From(x.Shape, i => Enumerable.Range(0, x.Shape[1]).Count(k => x[i[0], k] < x[i]));
        Same(Dense.From(x.Shape, i => v[i[0], (int)ranks[i]]), Pull(static t => t.Sort(1).Values, x, v));
        Same(Dense.From(x.Shape, i => ranks[i] == x.Shape[1] - 1 ? v[i[0], 0] : 0), Pull(static t => t.TopK(1, 1).Values, x, Dense.From([x.Shape[0], 1], i => v[i[0], 0])));
    });

    [Law(72)]
    [Fact]
    public void Pooling_keeps_the_sum_of_a_gradient() => Holds(Draws.Matrices, static c =>
    {
        var x = Dense.From([1, 1, 2 * c.Shape[0], 2 * c.Shape[1]], i => c[i[2] / 2, i[3] / 2] + (0.01 * ((2 * (i[2] % 2)) + (i[3] % 2))));
        var v = c.Map(static e => Math.Round(2 * e)).Reshape(1, 1, c.Shape[0], c.Shape[1]);
        Same(Dense.From(x.Shape, i => i[2] % 2 == 1 && i[3] % 2 == 1 ? v[0, 0, i[2] / 2, i[3] / 2] : 0), Pull(static t => t.MaxPool2D(2), x, v));
        Same(Dense.From(x.Shape, i => v[0, 0, i[2] / 2, i[3] / 2] / 4), Pull(static t => t.AveragePool2D(2), x, v));
    });
}
