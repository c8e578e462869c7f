namespace AutoGrad.Tests;

public sealed class ModuleSummaryTests
{
    [Fact]
    public void A_summary_has_the_shapes_parameters_and_products_of_every_layer()
    {
        var random = new RandomStream(1);
        var model = new Sequential<float>(
            new Conv2D<float>(1, 4, 3, random, padding: 1),
            new Relu<float>(),
            new MaxPool2D<float>(2),
            new Flatten<float>(),
            new Dense<float>(4 * 14 * 14, 10, random));
        var summary = model.Summary([2, 1, 28, 28]);

        // By hand: each of 2 x 4 x 28 x 28 places is a product of 9, each of 2 x 10 scores one of 784.
        Assert.Equal([0, 2L * 4 * 28 * 28 * 9, 0, 0, 0, 2L * 10 * 784], summary.Rows.Select(static row => row.MultiplyAdds));
        Assert.Equal(["[2, 10]", "[2, 4, 28, 28]", "[2, 4, 28, 28]", "[2, 4, 14, 14]", "[2, 784]", "[2, 10]"], summary.Rows.Select(static row => row.Output!.ToString()));
        Assert.Equal([0, 40, 0, 0, 0, 7850], summary.Rows.Select(static row => row.Parameters));
        Assert.Equal((7890, 7890, (2 * 4 * 784 * 9) + (2 * 7840), 4 * 7890L), (summary.Parameters, summary.TrainableParameters, summary.MultiplyAdds, summary.ParameterBytes));
        Assert.Equal(4L * 2 * 4 * 784, summary.Rows[1].OutputBytes);

        // What a tape holds is at least every layer's result.
        Assert.InRange(summary.ForwardBytes, 4 * ((2 * 4 * 784) + (2 * 4 * 784) + 1568 + 20), 4 * 4 * 2 * 4 * 784);
    }

    [Fact]
    public void The_table_is_aligned_and_ends_with_the_totals()
    {
        var model = new Sequential<double>(new Dense<double>(3, 1000, new RandomStream(1)), new Tanh<double>(), new Dense<double>(1000, 2, new RandomStream(2)));
        model[0].Freeze();
        var lines = model.Summary([5, 3]).ToString().Split('\n');
        Assert.Equal(
            [
                "module                 output  parameters  multiply-adds   memory",
                "-----------------------------------------------------------------",
                "Sequential             [5, 2]           -              -     80 B",
                "  0 Dense (frozen)  [5, 1000]       4,000         15,000  40.0 KB",
            ],
            lines[..4]);
        Assert.Equal("6,002 parameters, 2,002 of them trained; 48.0 KB with buffers", lines[^2]);
    }

    [Fact]
    public void What_is_shared_counts_once_and_where_it_is_first()
    {
        var dense = new Dense<float>(4, 4, new RandomStream(1));
        var summary = new Sequential<float>(dense, new Tanh<float>(), dense).Summary([1, 4]);
        Assert.Equal(20, summary.Parameters);
        Assert.Equal([0, 20, 0, 0], summary.Rows.Select(static row => row.Parameters));
        Assert.Equal([0, 32, 0, 0], summary.Rows.Select(static row => row.MultiplyAdds));
    }

    [Fact]
    public void Layers_that_the_users_code_calls_are_known_by_their_parameters()
    {
        var model = new Reader();
        model.Train();
        var summary = model.Summary(() => model.Forward(Tensor.Zeros<float>(6, 2, 3)));
        Assert.Equal(["Reader", "Lstm", "Dense"], summary.Rows.Select(static row => row.Type));
        Assert.Equal(["[2, 5]", "[6, 2, 8]", "[2, 5]"], summary.Rows.Select(static row => row.Output!.ToString()));

        // Two directions, six steps of two rows: inputs and states of 4 times 3 and 4 units.
        Assert.Equal([0, 2L * 6 * 2 * 16 * (3 + 4), 2L * 8 * 5], summary.Rows.Select(static row => row.MultiplyAdds));
        Assert.True(model.IsTraining);
    }

    [Fact]
    public void Attention_counts_its_scores_where_they_are_made()
    {
        var layer = new TransformerEncoderLayer<float>(8, 2, 16, new RandomStream(1), dropout: 0.5);
        var summary = new Sequential<float>(layer).Summary([3, 5, 8]);
        var attention = Assert.Single(summary.Rows, static row => row.Type == "MultiHeadAttention");
        Assert.Equal(3L * 2 * 5 * 5 * (4 + 4), attention.MultiplyAdds);
        Assert.Equal("[3, 5, 8]", attention.Output!.ToString());
        Assert.Equal((3L * 5 * 8 * 24) + (3 * 5 * 8 * 8), summary.Rows.Where(static row => row.Name is "input" or "output").Sum(static row => row.MultiplyAdds));
    }

    [Fact]
    public void A_summary_changes_nothing()
    {
        var model = new Sequential<double>(new BatchNorm1D<double>(3), new Dropout<double>(0.5, new RandomStream(1)));
        model[1].Evaluate();
        var before = model.Buffers.SelectMany(static buffer => buffer.ToArray()).ToArray();
        model.Summary([4, 3]);
        Assert.Equal((true, false), (model[0].IsTraining, model[1].IsTraining));
        Assert.Equal(before, model.Buffers.SelectMany(static buffer => buffer.ToArray()));
        Assert.False(Inspector.IsAttached && Inspector.Current is not null);
        Assert.Throws<ShapeException>(() => model.Summary([4, 2]));
        Assert.Null(Inspector.Current);
    }

    private sealed class Reader : Layer<float>
    {
        private readonly Lstm<float> lstm;
        private readonly Dense<float> scores;

        public Reader()
        {
            lstm = Add("lstm", new Lstm<float>(3, 4, new RandomStream(1), bidirectional: true));
            scores = Add("scores", new Dense<float>(8, 5, new RandomStream(2)));
        }

        public override Tensor<float> Forward(Tensor<float> x) => scores.Forward(lstm.Forward(x).Select(0, ^1));
    }
}
