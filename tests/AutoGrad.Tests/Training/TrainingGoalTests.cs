namespace AutoGrad;

public sealed class TrainingGoalTests
{
    /// <summary>What a metric measures epoch by epoch.</summary>
    private static readonly double[] measured = [0.1, double.NaN, 0.7, 0.4, 0.7, 0.6, 0.5];

    [Theory]
    [InlineData(true, 3, 5)]
    [InlineData(false, 1, 3)]
    public void Patience_waits_for_a_metric_in_its_direction_and_brings_those_weights_back(bool isLargest, int best, int epochs)
    {
        var (trainer, data) = Make(isLargest ? TrainingGoal.Largest("told") : TrainingGoal.Smallest("told"), patience: 2);
        var weights = new List<double[]>();
        var result = trainer.Run(data, new RandomStream(1), data, new Told(progress =>
        {
            if (progress.Completed is not null)
            {
                weights.Add(trainer.Model.Parameters[0].ToArray());
            }
        }));
        Assert.Equal((TrainingStop.EarlyStop, best, epochs), (result.Stop, result.BestEpoch, result.Epochs.Count));
        Assert.Equal(weights[best - 1], trainer.Model.Parameters[0].ToArray());
        Assert.NotEqual(weights[^1], weights[best - 1]);
    }

    [Fact]
    public void An_epoch_whose_number_is_NaN_is_better_than_none_and_worse_than_any()
    {
        var best = new BestEpoch<double>(null, TrainingGoal.SmallestLoss, 0);
        foreach (var (epoch, loss, expected) in new[] { (1, double.NaN, 1), (2, double.NaN, 1), (3, 5.0, 3), (4, 6.0, 3), (5, double.NaN, 3), (6, 4.0, 6) })
        {
            best.Add(new EpochSummary(epoch, loss, null, null));
            Assert.Equal(expected, best.Epoch);
        }
    }

    [Fact]
    public void Accuracy_and_loss_are_goals_of_any_run_on_validation_data_where_there_are_any()
    {
        var epoch = new EpochSummary(1, 3, 0.25, new Evaluation(2, 0.5));
        Assert.Equal(-0.5, TrainingGoal.Largest("accuracy").Score(epoch));
        Assert.Equal(-0.25, TrainingGoal.Largest("accuracy").Score(epoch with { Validation = null }));
        Assert.Equal(2, TrainingGoal.SmallestLoss.Score(epoch));
        Assert.Equal(3, TrainingGoal.Smallest("loss").Score(epoch with { Validation = null }));
        Assert.Equal((TrainingGoal.Smallest("loss"), "largest F1"), (TrainingGoal.SmallestLoss, $"{TrainingGoal.Largest("F1")}"));
    }

    [Fact]
    public void A_goal_that_is_not_measured_is_refused()
    {
        var (trainer, data) = Make(TrainingGoal.Largest("F1"), patience: null);
        Assert.Contains("no metric is named 'F1'. The names are: 'loss', 'accuracy', 'told'", Assert.Throws<ValueException>(() => trainer.Run(data, new RandomStream(1), data)).Message, StringComparison.Ordinal);
        (trainer, data) = Make(TrainingGoal.Largest("told"), patience: null);
        Assert.Contains("there are no validation data", Assert.Throws<ValueException>(() => trainer.Run(data, new RandomStream(1))).Message, StringComparison.Ordinal);
        (trainer, data) = Make(TrainingGoal.Largest("accuracy"), patience: null);
        Assert.Contains("the data have no labels", Assert.Throws<ValueException>(() => trainer.Run(data, new RandomStream(1))).Message, StringComparison.Ordinal);
    }

    private static (Trainer<double> Trainer, Dataset<double> Data) Make(TrainingGoal goal, int? patience)
    {
        var model = new Dense<double>(2, 1, new RandomStream(2));
        var trainer = new Trainer<double>(model, new Sgd<double>(model.Parameters) { LearningRate = 0.01 }, static (output, batch) => Loss.MeanSquaredError(output, batch.Targets))
        {
            Epochs = measured.Length,
            Patience = patience,
            Goal = goal,
            Metrics = [new Series()],
        };
        return (trainer, new Dataset<double>(Tensor.Ones<double>(4, 2), Tensor.Ones<double>(4, 1)));
    }

    /// <summary>Says what it was told to.</summary>
    private sealed class Series() : Metric<double>("told")
    {
        private int epoch = -1;

        public override double Value => measured[epoch];

        public override void Reset() => epoch++;

        public override void Add(Tensor<double> output, Batch<double> batch)
        {
        }
    }

    private sealed class Told(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
