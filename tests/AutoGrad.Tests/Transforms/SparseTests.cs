namespace AutoGrad.Tests.Transforms;

/// <summary>Sparse derivatives are the dense ones, from fewer sweeps.</summary>
public sealed class SparseTests
{
    private readonly RandomStream numbers = new(7);

    [Theory]
    [InlineData(30, 3, 3)] // a band
    [InlineData(60, 3, 3)]
    public void A_band_takes_as_many_sweeps_as_it_is_wide(int size, int width, int colors)
    {
        var x = numbers.Normal<double>([size]);
        var pattern = Differentiate.JacobianPattern<double>(Band)(x);
        Assert.Equal((width * size) - 2, pattern.Count);
        Assert.Equal(colors, pattern.ColumnColors);
        Assert.Equal(colors, pattern.RowColors);
        var sparse = Differentiate.SparseJacobian<double>(Band, pattern)(x);
        Near(Differentiate.Jacobian<double>(Band)(x), sparse.ToDense());
    }

    [Theory]
    [InlineData(4, 20)] // few rows: backward
    [InlineData(20, 4)] // few columns: forward
    public void Random_patterns_give_the_dense_jacobian(int height, int width)
    {
        var draws = new RandomStream(9);
        for (var round = 0; round < 10; round++)
        {
            var mask = draws.Uniform<double>([height, width]) < 0.3;
            Tensor<double> Function(Tensor<double> v) => (mask * draws.Uniform<double>([height, width]).Detach()).MatMul(v.Sin()).Square();
            var position = draws.Position;
            Tensor<double> Fixed(Tensor<double> v)
            {
                draws.Position = position;
                return Function(v);
            }

            var x = new RandomStream(2).Normal<double>([width]);
            var pattern = SparsityPattern.Create(height, width, Enumerable.Range(0, height * width).Where(i => mask.ToArray()[i] != 0).Select(i => (i / width, i % width)));
            Near(Differentiate.Jacobian<double>(Fixed)(x), Differentiate.SparseJacobian<double>(Fixed, pattern)(x).ToDense());
        }
    }

    [Fact]
    public void An_arrow_takes_two_sweeps_and_its_hessian_can_be_differentiated()
    {
        const int Size = 40;
        Tensor<double> Arrow(Tensor<double> v) => (v[^1].Exp() * v.Square()).Sum() + v.Sin().Sum();
        var x = numbers.Normal<double>([Size]) * 0.5;
        var pattern = Differentiate.HessianPattern<double>(Arrow)(x);
        Assert.Equal((3 * Size) - 2, pattern.Count);
        Assert.Equal(2, pattern.BySymmetry.Count);
        Near(Differentiate.Hessian<double>(Arrow)(x), Differentiate.SparseHessian<double>(Arrow, pattern)(x).ToDense());
        Near(
            Differentiate.Gradient<double>(v => Differentiate.Hessian<double>(Arrow)(v).Square().Sum())(x),
            Differentiate.Gradient<double>(v => Differentiate.SparseHessian<double>(Arrow, pattern)(v).Values.Square().Sum())(x));
    }

    [Fact]
    public void Star_colourings_of_random_graphs_have_no_path_of_four_in_two_colours()
    {
        var random = new Random(4);
        var paths = 0;
        for (var round = 0; round < 60; round++)
        {
            var size = random.Next(2, 14);
            var density = random.NextDouble() * 0.6;
            var places = Enumerable.Range(0, size * size).Select(i => (Row: i / size, Column: i % size)).Where(p => p.Row == p.Column || random.NextDouble() < density).ToList();
            var pattern = SparsityPattern.Create(size, size, places.Concat(places.Select(static p => (p.Column, p.Row))));
            var edge = new bool[size, size];
            foreach (var (row, column) in pattern.Places())
            {
                edge[row, column] = row != column;
            }

            var colors = pattern.BySymmetry.Colors;
            foreach (var a in Enumerable.Range(0, size))
            {
                foreach (var b in Enumerable.Range(0, size).Where(b => edge[a, b]))
                {
                    Assert.NotEqual(colors[a], colors[b]);
                    foreach (var c in Enumerable.Range(0, size).Where(c => c != a && edge[b, c]))
                    {
                        foreach (var d in Enumerable.Range(0, size).Where(d => d != a && d != b && edge[c, d]))
                        {
                            paths++;
                            Assert.True(colors[a] != colors[c] || colors[b] != colors[d], $"round {round}: {a} {b} {c} {d}");
                        }
                    }
                }
            }

            var matrix = new RandomStream((ulong)round).Normal<double>([size, size]) * Mask(pattern);
            Tensor<double> Quadratic(Tensor<double> v) => v.Dot(matrix.MatMul(v.Square()));
            var x = new RandomStream(1).Normal<double>([size]);
            Near(Differentiate.Hessian<double>(Quadratic)(x), Differentiate.SparseHessian<double>(Quadratic, pattern)(x).ToDense());
        }

        Assert.True(paths > 1000, $"only {paths} paths were looked at");
    }

    [Fact]
    public void Patterns_join_and_know_their_places()
    {
        var pattern = SparsityPattern.Create(2, 3, [(1, 2), (0, 0), (1, 2)]).Union(SparsityPattern.Create(2, 3, [(1, 0)]));
        Assert.Equal([(0, 0), (1, 0), (1, 2)], pattern.Places());
        Assert.Equal([0, 1, 1], pattern.Rows);
        Assert.Equal([0, 0, 2], pattern.Columns);
        Assert.Equal([(0, 0), (0, 1), (2, 1)], pattern.Transposed().Places());
        Assert.Equal(0, SparsityPattern.Create(0, 0, []).ColumnColors);
    }

    private static Tensor<double> Band(Tensor<double> x)
    {
        var padded = x.Pad([(1, 1)]);
        return (padded[..^2] * padded[2..]) + x.Exp();
    }

    private static Tensor<double> Mask(SparsityPattern pattern)
    {
        var mask = new double[pattern.Height * pattern.Width];
        foreach (var (row, column) in pattern.Places())
        {
            mask[(row * pattern.Width) + column] = 1;
        }

        return Tensor.Create<double>(mask).Reshape(pattern.Height, pattern.Width);
    }

    private static void Near(Tensor<double> expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (a, b) in expected.ToArray().Zip(actual.ToArray()))
        {
            Assert.Equal(a, b, 1e-11 * (1 + Math.Abs(a)));
        }
    }
}
