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
    }
}
