namespace AutoGrad.Tests;

public sealed class MetricsTests
{
    private static readonly Tensor<float> outputs = Tensor.Create(new[,] { { 3f, 1, 2 }, { 0, 5, 1 }, { 9, 8, 7 }, { 1, 2, 3 } });

    [Fact]
    public void Accuracy_counts_the_largest_output()
    {
        Assert.Equal(0.75, Metrics.Accuracy(outputs, [0, 1, 2, 2]));
        Assert.Equal("AG199", Assert.Throws<ShapeException>(() => Metrics.Accuracy(outputs, [0, 1])).Code);
        Assert.Equal("AG191", Assert.Throws<ShapeException>(() => Metrics.Accuracy(Tensor.Zeros<float>(0, 3), [])).Code);
    }

    [Fact]
    public void A_row_with_NaN_is_never_correct_and_has_no_place_in_a_confusion_matrix()
    {
        var outputs = Tensor.Create(new[,] { { float.NaN, 1 }, { 2, float.NaN }, { 2, 1 } });
        Assert.Equal(1.0 / 3, Metrics.Accuracy(outputs, [0, 1, 0]), 12);
        var matrix = new ConfusionMatrix(2);
        Assert.Equal("AG302", Assert.Throws<NonFiniteException>(() => matrix.Add(outputs, [0, 1, 0])).Code);
        Assert.Equal(0, matrix.Count);
        matrix.Add(Tensor.Create(new[,] { { float.NegativeInfinity, 1 } }), [1]);
        Assert.Equal(1, matrix.Accuracy);
    }

    [Fact]
    public void A_confusion_matrix_counts_and_prints_itself()
    {
        var matrix = new ConfusionMatrix(3, "cat", "dog", "emu");
        matrix.Add(outputs, [0, 1, 2, 2]);
        Assert.Equal(1, matrix[2, 0]);
        Assert.Equal(0.75, matrix.Accuracy);
        Assert.Equal(0.5, matrix.Recall(2));
        Assert.Equal(0.5, matrix.Precision(0));
        var expected = """
            true | cat dog emu | recall
            -----+-------------+-------
             cat |   1   .   . | 1.0000
             dog |   .   1   . | 1.0000
             emu |   1   .   1 | 0.5000
            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), matrix.ToString());
        Assert.Throws<IndexException>(() => matrix.Add([0], [3]));
        Assert.Throws<ValueException>(() => new ConfusionMatrix(3, "cat"));
    }
}
