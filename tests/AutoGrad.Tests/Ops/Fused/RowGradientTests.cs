namespace AutoGrad;

/// <summary>The one-pass gradients of the row ops against those made of ops, at sizes that are shared out over cores and have more than one block.</summary>
public class RowGradientTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(70, 129)]
    [InlineData(33, 1100)]
    [InlineData(300, 768)]
    public void Layer_norm_has_the_same_gradients_in_one_pass_as_by_recorded_ops(int rows, int columns)
    {
        var random = new RandomStream(1);
        using var scope = new Scope<double>();
        var (input, scale, shift, g) = (random.Normal<double>([rows, columns]), random.Normal<double>([columns]), random.Normal<double>([columns]), random.Normal<double>([rows, columns]));
        using var tape = new Tape<double>();
        var (x, a, b) = (tape.Watch(input), tape.Watch(scale), tape.Watch(shift));
        var y = x.LayerNorm(a, b, 1e-3);
        var (fused, composed) = (tape.Gradients(y, g), tape.Gradients(y, g, createGraph: true));
        foreach (var leaf in (Tensor<double>[])[x, a, b])
        {
            AssertNear(composed[leaf], fused[leaf], 1e-11);
        }
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(5, 3, 0.1)]
    [InlineData(9, 1100, 0)]
    [InlineData(300, 1030, 0.2)]
    public void Cross_entropy_has_the_gradient_of_its_formula_made_of_ops(int rows, int classes, double smoothing)
    {
        var random = new RandomStream(2);
        using var scope = new Scope<double>();
        var (logits, g) = (random.Normal<double>([rows, classes]), random.Normal<double>([rows]));
        var labels = Indices.Create([.. Enumerable.Range(0, rows).Select(_ => random.NextInteger(classes))]);
        using var tape = new Tape<double>();
        var x = tape.Watch(logits);
        var log = x.LogSoftmax();
        var byOps = -((1 - smoothing) * (log * labels.OneHot<double>(classes)).Sum(-1)) - (smoothing / classes * log.Sum(-1));
        var fused = x.SoftmaxCrossEntropy(labels, smoothing);
        AssertNear(byOps, fused, 1e-12);
        AssertNear(tape.Gradients(byOps, g)[x], tape.Gradients(fused, g)[x], 1e-13);
    }

    private static void AssertNear(Tensor<double> expected, Tensor<double> actual, double error)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= error * (1 + Math.Abs(pair.First)), $"{pair.First} and {pair.Second}"));
    }
}
