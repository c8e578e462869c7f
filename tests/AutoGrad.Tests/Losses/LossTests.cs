namespace AutoGrad.Tests;

public sealed class LossTests
{
    [Fact]
    public void Losses_do_not_broadcast()
    {
        var column = Tensor.Ones<double>(3, 1);
        var row = Tensor.Ones<double>(3);
        Func<Tensor<double>>[] losses =
        [
            () => Loss.MeanSquaredError(column, row), () => Loss.MeanAbsoluteError(column, row), () => Loss.Huber(column, row),
            () => Loss.BinaryCrossEntropyWithLogits(column, row),
        ];
        foreach (var loss in losses)
        {
            var error = Assert.Throws<ShapeException>(loss);
            Assert.Equal("AG190", error.Code);
            Assert.Contains("[3, 1]", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_mean_of_an_empty_batch_is_refused_and_its_sum_is_zero()
    {
        var nothing = Tensor.Zeros<double>(0, 3);
        Assert.Equal("AG191", Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(nothing, nothing)).Code);
        Assert.Equal("AG191", Assert.Throws<ShapeException>(() => Loss.CrossEntropy(nothing, [])).Code);
        Assert.Equal(0, Loss.CrossEntropy(nothing, [], reduction: LossReduction.Sum).Item());
    }

    [Fact]
    [FileCases("I12")]
    public void Labels_are_checked_against_the_logits()
    {
        var logits = Tensor.Ones<double>(2, 3);
        Assert.Equal("AG192", Assert.Throws<ShapeException>(() => Loss.CrossEntropy(logits, [0, 1, 2])).Code);
        Assert.Equal("AG121", Assert.Throws<IndexException>(() => Loss.CrossEntropy(logits, [0, 3])).Code);
        Assert.Equal("AG121", Assert.Throws<IndexException>(() => Loss.CrossEntropy(logits, [-1, 0])).Code);
        Assert.Equal("AG193", Assert.Throws<ShapeException>(() => Loss.CrossEntropy(logits, [0, 1], classWeights: Tensor.Ones<double>(2))).Code);
        Assert.Throws<ValueException>(() => Loss.CrossEntropy(logits, [0, 1], labelSmoothing: 1));
    }

    [Fact]
    public void Classification_losses_stay_finite_for_logits_of_any_size()
    {
        var logits = Tensor.Create(new[,] { { 1e30f, -1e30f }, { -1e30f, 1e30f } });
        Assert.Equal(0f, Loss.CrossEntropy(logits, [0, 1]).Item());
        Assert.Equal(0f, Loss.BinaryCrossEntropyWithLogits(logits, Tensor.Create(new[,] { { 1f, 0 }, { 0, 1 } })).Item());
        Assert.Equal(1e30f, Loss.BinaryCrossEntropyWithLogits(logits, Tensor.Create(new[,] { { 0f, 1 }, { 1, 0 } })).Item(), 1e24f);
    }

    [Fact]
    public void Every_loss_has_first_and_second_derivatives()
    {
        var x = Tensor.Create(new[,] { { 1.5, -0.25, 3.0 }, { -2.0, 0.75, 0.1 } });
        var t = Tensor.Create(new[,] { { 1.0, 0.5, 0.0 }, { 0.0, 0.25, 1.0 } });
        var w = Tensor.Create(0.5, 1, 2);
        GradientCheck.Assert<double>(v => Loss.MeanSquaredError(v, t), x);
        GradientCheck.Assert<double>(v => Loss.Huber(v, t, 0.6), x);
        GradientCheck.Assert<double>(v => Loss.BinaryCrossEntropyWithLogits(v, t, w), x);
        GradientCheck.Assert<double>(v => Loss.CrossEntropy(v, [2, 0], 0.1, w), x);
        GradientCheck.Assert<double>(v => Loss.MeanAbsoluteError(v, t), x);

        var signs = Tensor.Create(new[,] { { 1.0, -1, 1 }, { -1, 1, -1 } });
        var other = Tensor.Create(new[,] { { 0.3, 1.2, -0.7 }, { 1.1, -0.4, 2.0 } });
        var soft = Tensor.Create(new[,] { { 0.2, 0.3, 0.5 }, { 1, 0, 0 } });
        GradientCheck.Assert<double>(v => Loss.SmoothL1(v, t, 0.6), x);
        GradientCheck.Assert<double>(v => Loss.LogCosh(v, t), x);
        GradientCheck.Assert<double>(v => Loss.Quantile(v, t, 0.2), x);
        GradientCheck.Assert<double>(v => Loss.CrossEntropy(v, [2, -1], 0.1, w, ignoredLabel: -1), x);
        GradientCheck.Assert<double>(v => Loss.CrossEntropy(v, soft, 0.1, w), x);
        GradientCheck.Assert<double>(v => Loss.NegativeLogLikelihood(v.LogSoftmax(), [2, 0], w), x);
        GradientCheck.Assert<double>(v => Loss.BinaryCrossEntropy(v.Sigmoid(), t), x);
        GradientCheck.Assert<double>(v => Loss.Focal(v, t, 1.5), x);
        GradientCheck.Assert<double>(v => Loss.Focal(v, t, 2, null), x);
        GradientCheck.Assert<double>(v => Loss.KlDivergence(v.LogSoftmax(), soft), x);
        GradientCheck.Assert<double>(v => Loss.KlDivergence(other, v, logTargets: true), x);
        GradientCheck.Assert<double>(v => Loss.PoissonNegativeLogLikelihood(v, 3 * t, full: true), x);
        GradientCheck.Assert<double>(v => Loss.PoissonNegativeLogLikelihood(v.Exp(), 3 * t, logInput: false), x);
        GradientCheck.Assert<double>(v => Loss.GaussianNegativeLogLikelihood(v, t, v.Exp(), full: true), x);
        GradientCheck.Assert<double>(v => Loss.Hinge(v, signs), x);
        GradientCheck.Assert<double>(v => Loss.SquaredHinge(v, signs), x);
        GradientCheck.Assert<double>(v => Loss.MarginRanking(v, other, signs, 0.1), x);
        GradientCheck.Assert<double>(v => Loss.CosineEmbedding(v, other, Tensor.Create(1.0, -1), -0.9), x);
        GradientCheck.Assert<double>(v => Loss.Triplet(v, other, t, 3), x);
        GradientCheck.Assert<double>(v => Loss.Contrastive(v, other), x);
    }

    [Fact]
    public void Losses_have_derivatives_by_their_targets_too()
    {
        var x = Tensor.Create(new[,] { { 1.5, -0.25, 3.0 }, { -2.0, 0.75, 0.1 } });
        var t = Tensor.Create(new[,] { { 0.95, 0.5, 0.1 }, { 0.2, 0.3, 0.8 } });
        Func<Tensor<double>, Tensor<double>, Tensor<double>>[] losses =
        [
            (v, u) => Loss.MeanSquaredError(v, u), (v, u) => Loss.MeanAbsoluteError(v, u), (v, u) => Loss.Huber(v, u, 0.6), (v, u) => Loss.SmoothL1(v, u, 0.6),
            (v, u) => Loss.LogCosh(v, u), (v, u) => Loss.Quantile(v, u, 0.2), (v, u) => Loss.BinaryCrossEntropyWithLogits(v, u), (v, u) => Loss.BinaryCrossEntropy(v.Sigmoid(), u),
            (v, u) => Loss.KlDivergence(v.LogSoftmax(), u), (v, u) => Loss.GaussianNegativeLogLikelihood(v, u, v.Exp()), (v, u) => Loss.PoissonNegativeLogLikelihood(v, u),
            (v, u) => Loss.CosineEmbedding(v, u, Tensor.Create(1.0, -1), -0.9), (v, u) => Loss.MarginRanking(v, u, Tensor.Create(new[,] { { 1.0, -1, 1 }, { -1, 1, -1 } }), 0.1),
            (v, u) => Loss.Triplet(v, u, 0.3 * v, 3), (v, u) => Loss.Contrastive(v, u), (v, u) => Loss.Focal(v, u, 1.5),
        ];
        foreach (var loss in losses)
        {
            GradientCheck.Assert<double>(arguments => loss(arguments[0], arguments[1]), [x, t]);
        }
    }

    [Fact]
    public void Ctc_has_first_and_second_derivatives_and_gives_infinity_where_no_path_fits()
    {
        var x = new RandomStream(3).Normal<double>([4, 2, 3]);
        GradientCheck.Assert<double>(v => Loss.Ctc(v.LogSoftmax(), Indices.Create([1, 1, 2, 0], Shape.Create(2, 2)), [4, 3], [2, 1]), x);
        var impossible = Loss.Ctc(x.LogSoftmax(), Indices.Create([1, 1, 2, 0], Shape.Create(2, 2)), [2, 3], [2, 1], reduction: LossReduction.None);
        Assert.Equal(double.PositiveInfinity, impossible.ToArray()[0]);
        Assert.True(double.IsFinite(impossible.ToArray()[1]));
        var gradient = Differentiate.Gradient<double>(v => Loss.Ctc(v.LogSoftmax(), Indices.Create([1, 1, 2, 0], Shape.Create(2, 2)), [2, 3], [2, 1]))(x);
        Assert.All(gradient.ToArray(), static value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Ctc_sums_over_every_path()
    {
        // Three steps, the label 1: paths 1--, 11-, 111, -1-, -11, --1, with '-' the blank 0.
        var p = new[,] { { 0.2, 0.8 }, { 0.6, 0.4 }, { 0.3, 0.7 } };
        string[] paths = ["100", "110", "111", "010", "011", "001"];
        var sum = paths.Sum(path => Enumerable.Range(0, 3).Aggregate(1.0, (product, step) => product * p[step, path[step] - '0']));
        var loss = Loss.Ctc(Tensor.Create(p).Log().Unsqueeze(1), Indices.Create([1], Shape.Create(1, 1)), [3], [1]);
        Assert.Equal(-Math.Log(sum), loss.Item(), 14);
    }

    [Fact]
    public void Losses_and_their_derivatives_stay_finite_for_extreme_logits()
    {
        var x = Tensor.Create(new[,] { { 1e4, -1e4, 800 }, { -800, 1e4, 0 } });
        var t = Tensor.Create(new[,] { { 1.0, 0, 0 }, { 1, 0, 0.5 } });
        Func<Tensor<double>, Tensor<double>>[] losses =
        [
            v => Loss.Focal(v, t), v => Loss.Focal(v, t, 0.5, null), v => Loss.BinaryCrossEntropyWithLogits(v, t), v => Loss.CrossEntropy(v, t / 2),
            v => Loss.CrossEntropy(v, [0, -100], ignoredLabel: -100), v => Loss.LogCosh(v, t), v => Loss.BinaryCrossEntropy(v.Sigmoid(), t), v => Loss.Contrastive(v, t, 0.01),
            v => Loss.CosineEmbedding(v, t, Tensor.Create(1.0, -1)), v => Loss.Triplet(v, v, t),
        ];
        for (var index = 0; index < losses.Length; index++)
        {
            var (value, gradient) = Differentiate.ValueAndGradient(losses[index])(x);
            Assert.True(double.IsFinite(value.Item()), $"loss {index}: {value.Item()}");
            Assert.True(gradient.ToArray().All(double.IsFinite), $"loss {index}: {gradient}");
            Assert.True(Differentiate.Hessian(losses[index])(x).ToArray().All(double.IsFinite), $"second derivatives of loss {index}");
        }
    }

    [Fact]
    public void Ignored_labels_count_nothing_whatever_their_rows_hold()
    {
        var x = Tensor.Create(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
        var alone = Loss.CrossEntropy(x[..1], [1]).Item();
        Assert.Equal(alone, Loss.CrossEntropy(x, [1, -100], ignoredLabel: -100).Item(), 15);
        Assert.Equal(0, Loss.CrossEntropy(x, [-100, -100], ignoredLabel: -100, reduction: LossReduction.Sum).Item());
        Assert.Equal("AG710", Assert.Throws<ValueException>(() => Loss.CrossEntropy(x, [-100, -100], ignoredLabel: -100)).Code);
        Assert.Equal("AG121", Assert.Throws<IndexException>(() => Loss.CrossEntropy(x, [1, -100])).Code);
    }
}
