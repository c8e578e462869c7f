using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Streams of data, runs of a trainer, metrics and logs against their rules.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Runs =>
    [
        Refuses<ValueException>("Trainer", "no epochs", () => NewTrainer(static (y, _) => y.Sum(), epochs: 0)),
        Refuses<ValueException>("Trainer", "no batch in a step", () => NewTrainer(static (y, _) => y.Sum(), accumulated: 0)),
        Refuses<ValueException>("Trainer", "an improvement that is NaN", () => NewTrainer(static (y, _) => y.Sum(), improvement: double.NaN)),
        Refuses<ValueException>("Trainer", "a negative number of tolerated batches", () => NewTrainer(static (y, _) => y.Sum(), tolerated: -1)),
        Refuses<NonFiniteException>("Trainer", "a target that is NaN", () => NewTrainer(static (y, batch) => Loss.MeanSquaredError(y, batch.Targets)).Run(new Dataset<double>(matrix, WithNaN()), new RandomStream(1))),
        Refuses<ShapeException>("Loss.MeanSquaredError", "targets of another width in a run", () => NewTrainer(static (y, batch) => Loss.MeanSquaredError(y, batch.Targets)).Run(new Dataset<double>(matrix, matrix), new RandomStream(1))),
        Refuses<IndexException>("Loss.CrossEntropy", "a label that the model has no class for", () => NewTrainer(static (y, batch) => Loss.CrossEntropy(y, batch.Labels)).Run(new Dataset<double>(matrix, [0, 1, 2, 3]), new RandomStream(1))),
        Refuses<ValueException>("Trainer.Run", "a stream without batches", () => NewTrainer(static (y, _) => y.Sum()).Run(AsyncEnumerable.Empty<Batch<double>>(), 3)),
        Refuses<ValueException>("Trainer.Run", "no batches in an epoch of a stream", () => NewTrainer(static (y, _) => y.Sum()).Run(AsyncEnumerable.Empty<Batch<double>>(), 0)),
        Refuses<ValueException>("Trainer.Run", "a stream shuffled with what the model drops by", RunShared),
        Refuses<ValueException>("Trainer", "a goal that nobody measures", () => NewTrainer(static (y, _) => y.Sum(), goal: TrainingGoal.Largest("F1")).Run(new Dataset<double>(matrix, matrix), new RandomStream(1))),
        Refuses<ValueException>("Trainer", "accuracy as the goal without labels", () => NewTrainer(static (y, _) => y.Sum(), goal: TrainingGoal.Largest("accuracy")).Run(new Dataset<double>(matrix, matrix), new RandomStream(1))),
        Refuses<ValueException>("ConsoleProgress", "a line for no epochs", () => new ConsoleProgress { EpochsPerLine = 0 }),
        Refuses<ValueException>("Dense.Summary", "a forward pass that returns nothing", () => NewDense().Summary(static () => null!)),
        Refuses<ShapeException>("Affine", "a summary of an input that does not fit", () => NewDense().Summary([4, 3])),
        Refuses<ValueException>("DataStream.Batches", "batches of nothing from a stream", () => Examples(new Example<double>(vector, 0)).Batches(0)),
        Refuses<ShapeException>("DataStream.Batches", "examples of two shapes", () => Examples(new Example<double>(vector, 0), new Example<double>(matrix, 0)).Batches(2).ToBlockingEnumerable().Count()),
        Refuses<ShapeException>("DataStream.Batches", "targets of two shapes", () => Examples(new Example<double>(vector, vector), new Example<double>(vector, number)).Batches(2).ToBlockingEnumerable().Count()),
        Refuses<ValueException>("DataStream.Batches", "labels and targets in one batch", () => Examples(new Example<double>(vector, 0), new Example<double>(vector, vector)).Batches(2).ToBlockingEnumerable().Count()),
        Refuses<ValueException>("DataStream.Shuffle", "a buffer without places", () => Examples(new Example<double>(vector, 0)).Shuffle(0, new RandomStream(1))),
        Refuses<ValueException>("DataStream.Prefetch", "a negative capacity", () => Examples(new Example<double>(vector, 0)).Prefetch(-1)),
        Refuses<IndexException>("Example", "an example with a negative label", () => new Example<double>(vector, -1)),
        Refuses<ValueException>("Example.Target", "the target of an example with a label", () => new Example<double>(vector, 1).Target),
        Refuses<ValueException>("Metric", "a metric without a name", () => Metric.Mean<double>("", static (_, _) => 0)),
        Refuses<ValueException>("Metric.TopK", "no places", () => Metric.TopK<double>(0)),
        Refuses<ShapeException>("Metrics.Perplexity", "numbers without classes", () => Metrics.Perplexity(vector, [0, 0, 0])),
        Refuses<ShapeException>("Metrics.R2", "targets of another shape for a measure", () => Metrics.R2(matrix, square)),
        Refuses<NonFiniteException>("Metrics.Auc", "a score that is NaN", () => Metrics.Auc(Tensor.Create([1, double.NaN]), [0, 1])),
    ];

    private static void RunShared()
    {
        var random = new RandomStream(1);
        var model = new Dropout<double>(0.5, random);
        new Trainer<double>(model, new Sgd<double>(new Dense<double>(1, 1, random).Parameters), static (y, _) => y.Sum()).Run(Examples(new Example<double>(vector, 0)).Shuffle(2, random).Batches(1), 1, random);
    }

    private static Trainer<double> NewTrainer(
        Func<Tensor<double>, Batch<double>, Tensor<double>> loss, int epochs = 1, int accumulated = 1, double improvement = 0, int tolerated = 0, TrainingGoal? goal = null)
    {
        var model = new Dense<double>(3, 2, new RandomStream(1));
        return new Trainer<double>(model, new Sgd<double>(model.Parameters), loss)
        {
            Epochs = epochs,
            Goal = goal ?? TrainingGoal.SmallestLoss,
            BatchSize = 4,
            AccumulatedBatches = accumulated,
            MinimumImprovement = improvement,
            ToleratedNonFiniteBatches = tolerated,
        };
    }

    private static Tensor<double> WithNaN() => Tensor.Create<double>([1, 2, 3, 4, 5, double.NaN, 7, 8], [4, 2]);

    private static IAsyncEnumerable<Example<double>> Examples(params Example<double>[] examples) => examples.ToAsyncEnumerable();
}
