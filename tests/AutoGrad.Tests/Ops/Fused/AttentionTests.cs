namespace AutoGrad;

/// <summary>The blocks of attention against the formula made of ops, at sizes with several blocks of queries and keys and with pieces of a line.</summary>
public class AttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1, false, false)]
    [InlineData(2, 3, 5, 7, 4, 6, true, false)]
    [InlineData(3, 4, 128, 128, 16, 16, false, false)]
    [InlineData(1, 2, 300, 500, 17, 20, true, true)]
    [InlineData(1, 1, 500, 300, 8, 33, true, false)]
    [InlineData(1, 1, 40, 700, 3, 2, true, false)]
    [InlineData(3, 3, 260, 390, 5, 5, false, true)]
    [InlineData(2, 2, 0, 3, 2, 2, false, false)]
    [InlineData(2, 2, 3, 0, 2, 2, false, false)]
    [InlineData(2, 2, 3, 3, 0, 2, true, false)]
    public void Blocks_give_the_formula_and_its_gradients(int batch, int heads, int queries, int keys, int size, int valueSize, bool isCausal, bool masked)
    {
        var random = new RandomStream(1);
        using var tape = new Tape<double>();
        var q = tape.Watch(random.Normal<double>([batch, queries, heads * size]));
        var k = tape.Watch(random.Normal<double>([batch, keys, heads * size]));
        var v = tape.Watch(random.Normal<double>([batch, keys, heads * valueSize]));
        var mask = masked ? random.Normal<double>([batch, 1, queries, keys]) : null;
        var g = random.Normal<double>([batch, queries, heads * valueSize]);
        var y = q.ScaledDotProductAttention(k, v, mask, isCausal, heads: heads);
        var byOps = ByOps(q, k, v, mask, isCausal, heads);
        AssertNear(byOps, y);
        var (expected, fused, composed) = (tape.Gradients(byOps, g), tape.Gradients(y, g), tape.Gradients(y, g, createGraph: true));
        foreach (var leaf in (Tensor<double>[])[q, k, v])
        {
            AssertNear(expected[leaf], fused[leaf]);
            AssertNear(expected[leaf], composed[leaf]);
        }
    }

    [Fact]
    public void Packed_operands_give_what_separate_ones_do()
    {
        var random = new RandomStream(2);
        using var tape = new Tape<double>();
        var packed = tape.Watch(random.Normal<double>([2, 30, 3 * 16]));
        var g = random.Normal<double>([2, 30, 16]);
        var y = Ops.PackedAttention(packed, null, true, 2);
        var separate = packed.Narrow(-1, 0, 16).ScaledDotProductAttention(packed.Narrow(-1, 16, 16), packed.Narrow(-1, 32, 16), isCausal: true, heads: 2);
        AssertNear(separate, y);
        AssertNear(tape.Gradients(separate, g)[packed], tape.Gradients(y, g)[packed]);
        AssertNear(tape.Gradients(separate, g)[packed], tape.Gradients(y, g, createGraph: true)[packed]);
    }

    [Fact]
    public void A_query_that_sees_no_key_gives_zero_and_passes_no_gradient()
    {
        const double Hidden = double.NegativeInfinity;
        var random = new RandomStream(3);
        using var tape = new Tape<double>();
        var (q, k, v) = (tape.Watch(random.Normal<double>([2, 4])), tape.Watch(random.Normal<double>([3, 4])), tape.Watch(random.Normal<double>([3, 2])));
        var mask = tape.Watch(Tensor.Create([Hidden, Hidden, Hidden, 0, 1, Hidden], [2, 3]));
        var y = q.ScaledDotProductAttention(k, v, mask);
        Assert.Equal([0.0, 0.0], y[0].ToArray());
        foreach (var createGraph in new[] { false, true })
        {
            var gradients = tape.Gradients(y.Square().Sum() + y.Sum(), createGraph: createGraph, of: [q, k, v, mask]);
            Assert.Equal([0.0, 0, 0, 0], gradients[q][0].ToArray());
            Assert.Equal([0.0, 0, 0], gradients[mask][0].ToArray());
            Assert.Equal([0.0, 0, 0, 0], gradients[k][2].ToArray());
            Assert.Equal([0.0, 0], gradients[v][2].ToArray());
            Assert.All(gradients[k].ToArray(), x => Assert.True(double.IsFinite(x)));
        }
    }

    [Theory]
    [InlineData(1, 2, 300)]
    [InlineData(4, 4, 130)]
    public void The_bits_do_not_depend_on_the_number_of_threads(int batch, int heads, int steps)
    {
        var random = new RandomStream(4);
        var (x, scale, shift) = (random.Normal<float>([batch, steps, heads * 24]), random.Normal<float>([heads * 24]), random.Normal<float>([heads * 24]));
        var before = Work.MaxThreads;
        try
        {
            var expected = Bits(1);
            Assert.Equal(expected, Bits(2));
            Assert.Equal(expected, Bits(7));
        }
        finally
        {
            Work.MaxThreads = before;
        }

        float[] Bits(int threads)
        {
            Work.MaxThreads = threads;
            using var tape = new Tape<float>();
            var (watched, a, b) = (tape.Watch(x), tape.Watch(scale), tape.Watch(shift));
            var y = watched.LayerNorm(a, b);
            y = y.ScaledDotProductAttention(y.Sin(), y, isCausal: true, heads: heads);
            var loss = y.SoftmaxCrossEntropy(Indices.Create(new int[batch * steps], [batch, steps])).Sum();
            var gradients = tape.Gradients(loss);
            return [.. y.ToArray(), loss.Item(), .. gradients[watched].ToArray(), .. gradients[a].ToArray(), .. gradients[b].ToArray()];
        }
    }

    private static Tensor<double> ByOps(Tensor<double> q, Tensor<double> k, Tensor<double> v, Tensor<double>? mask, bool isCausal, int heads)
    {
        var scores = Split(q).MatMul(Split(k), transposeRight: true) / Math.Sqrt(Math.Max(1, q.Shape[^1] / heads));
        scores = mask is null ? scores : scores + mask;
        scores = isCausal ? scores + Tensor.Full(Shape.Create(q.Shape[1], k.Shape[1]), double.NegativeInfinity).UpperTriangle(1) : scores;
        var y = scores.Softmax().MatMul(Split(v)).MoveAxis(-3, -2);
        return y.Reshape(y.Shape[0], y.Shape[1], v.Shape[^1]);

        Tensor<double> Split(Tensor<double> x) => x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).MoveAxis(-2, -3);
    }

    private static void AssertNear(Tensor<double> expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-12 * (1 + Math.Abs(pair.First)), $"{pair.First} and {pair.Second}"));
    }
}
