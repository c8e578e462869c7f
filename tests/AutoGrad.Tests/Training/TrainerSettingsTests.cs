using System.Diagnostics;

namespace AutoGrad.Tests;

public sealed class TrainerSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-trainer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Accumulated_batches_are_one_large_batch()
    {
        var small = Run(new Setup { BatchSize = 4, AccumulatedBatches = 5 });
        var large = Run(new Setup { BatchSize = 20 });
        Assert.Equal(3 * 3, small.Result.Steps);
        Assert.Equal(large.Result.Steps, small.Result.Steps);

        // 50 examples: the last step has 10, in batches of 4, 4 and 2, whose gradients must not weigh the same.
        Assert.All(Weights(large.Model).Zip(Weights(small.Model)), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(large.Result.Epochs[^1].Loss, small.Result.Epochs[^1].Loss, 1e-12);
    }

    [Fact]
    public void The_model_ends_with_the_averages_of_all_steps_and_goes_on_from_there()
    {
        var seen = new List<double[]>();
        var setup = new Setup { Averages = true, Callback = new Recorder { AfterStep = moment => seen.Add(Weights(moment.Trainer.Model)) } };
        var (model, _, trainer) = Run(setup);
        var mean = Enumerable.Range(0, seen[0].Length).Select(place => seen.Average(weights => weights[place])).ToArray();
        Assert.All(mean.Zip(Weights(model)), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(seen.Count, trainer.Average!.Updates);
        Assert.Equal(Weights(model), trainer.Average.Parameters.SelectMany((_, place) => trainer.Average[place].ToArray()));
        var steps = seen.Count;
        trainer.Run(Setup.Data50, new RandomStream(2));
        mean = [.. Enumerable.Range(0, mean.Length).Select(place => seen.Average(weights => weights[place]))];
        Assert.Equal(2 * steps, trainer.Average.Updates);
        Assert.All(mean.Zip(Weights(model)), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void With_patience_the_best_epoch_is_that_of_the_averages()
    {
        var (model, result, trainer) = Run(new Setup { Averages = true, Patience = 2, Epochs = 6 });
        Assert.Equal(result.Epochs[result.BestEpoch - 1].Validation!.Loss, trainer.Evaluate(Setup.Validation).Loss);
        Assert.False(model.IsTraining);
    }

    [Fact]
    public void Batches_that_are_not_finite_are_passed_over_as_if_they_had_not_been_there()
    {
        var plain = Run(new Setup { BatchSize = 10, Epochs = 1 });
        var holed = Run(new Setup { BatchSize = 10, Epochs = 1, Data = Setup.WithNaN(), Tolerated = 1 });
        Assert.Equal((5, 4), (plain.Result.Steps, holed.Result.Steps));
        Assert.All(Weights(holed.Model), static weight => Assert.True(double.IsFinite(weight)));
        Assert.True(double.IsFinite(holed.Result.Epochs[0].Loss));

        var error = Assert.Throws<NonFiniteException>(() => Run(new Setup { BatchSize = 10, Data = Setup.WithNaN() }));
        Assert.Equal("AG196", error.Code);
        Assert.Matches("The target of example [0-9] of this batch holds NaN", error.Message);

        // Every batch: one more in a row than is tolerated.
        var all = new Dataset<double>(Setup.Data50.Inputs, Setup.Data50.Targets * double.PositiveInfinity);
        Assert.Contains("the batch 4 in a row", Assert.Throws<NonFiniteException>(() => Run(new Setup { BatchSize = 10, Data = all, Tolerated = 3 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_counts_where_such_batches_are_tolerated()
    {
        // The root of zero has a finite value and an infinite slope.
        var model = new Dense<double>(2, 1, new RandomStream(1));
        model.Weight.Assign(Tensor.Zeros<double>(2, 1));
        var trainer = new Trainer<double>(model, new Sgd<double>(model.Parameters), static (output, _) => output.Sqrt().Sum()) { ToleratedNonFiniteBatches = 1, Epochs = 1, BatchSize = 25 };
        var error = Assert.Throws<NonFiniteException>(() => trainer.Run(Setup.Data50, new RandomStream(1)));
        Assert.Contains("the gradients are not finite, with a loss of 0", error.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0], model.Weight.ToArray());
    }

    [Fact]
    public void An_epoch_that_is_hardly_better_does_not_reset_the_patience()
    {
        Assert.Equal(TrainingStop.Completed, Run(new Setup { Patience = 1, Epochs = 4 }).Result.Stop);
        var (_, result, _) = Run(new Setup { Patience = 1, Epochs = 4, MinimumImprovement = 1e6 });
        Assert.Equal((TrainingStop.EarlyStop, 2, 1), (result.Stop, result.Epochs.Count, result.BestEpoch));
    }

    [Fact]
    public void Callbacks_see_every_step_and_epoch_and_may_end_the_run()
    {
        var (steps, epochs) = (0, new List<int>());
        var callback = new Recorder
        {
            AfterStep = _ => steps++,
            AfterEpoch = moment =>
            {
                epochs.Add(moment.Progress.Completed!.Epoch);
                if (epochs.Count == 2)
                {
                    moment.Stop();
                }
            },
        };
        var (_, result, _) = Run(new Setup { BatchSize = 10, Callback = callback });
        Assert.Equal((TrainingStop.Requested, 10, 2), (result.Stop, steps, result.Epochs.Count));
        Assert.Equal([1, 2], epochs);

        var inPass = new Recorder { AfterStep = static moment => moment.Stop() };
        Assert.Equal((TrainingStop.Requested, 1L, 0), Run(new Setup { Callback = inPass }).Result is var early ? (early.Stop, early.Steps, early.Epochs.Count) : default);
    }

    [Fact]
    public void Metrics_are_measured_on_the_validation_data_whatever_the_batches()
    {
        var (_, result, trainer) = Run(new Setup { Measured = true });
        var output = ((Layer<double>)trainer.Model).Forward(Setup.Validation.Inputs);
        var metrics = result.Epochs[^1].Validation!.Metrics;
        Assert.Equal(["MAE", "RMSE", "R2", "largest"], metrics.Select(static metric => metric.Key));
        Assert.Equal(Metrics.MeanAbsoluteError(output, Setup.Validation.Targets), metrics["MAE"], 1e-12);
        Assert.Equal(Metrics.RootMeanSquaredError(output, Setup.Validation.Targets), metrics["RMSE"], 1e-12);
        Assert.Equal(Metrics.R2(output, Setup.Validation.Targets), metrics["R2"], 1e-12);
        Assert.Equal("AG764", Assert.Throws<ValueException>(() => metrics["F1"]).Code);
        Assert.Equal("AG764", Assert.Throws<ValueException>(() => new Trainer<double>(trainer.Model, _ => output, trainer.Optimizer, static (y, _) => y.Sum()) { Metrics = [Metric.R2<double>(), Metric.R2<double>()] }).Code);
    }

    [Fact]
    public void A_run_with_everything_goes_on_with_the_same_bits_wherever_it_was_stopped()
    {
        var whole = Run(Everything());
        foreach (var last in new[] { 1, 3, 4, 8, 9, 13 })
        {
            var own = Path.Combine(folder, $"{last}");
            using var cancel = new CancellationTokenSource();
            var seen = 0;
            var interrupted = Run(Everything() with
            {
                Folder = own,
                Cancellation = cancel.Token,
                Callback = new Recorder
                {
                    AfterStep = _ =>
                    {
                        if (++seen == last)
                        {
                            cancel.Cancel();
                        }
                    },
                },
            });
            Assert.Equal(TrainingStop.Cancelled, interrupted.Result.Stop);
            var resumed = Run(Everything() with { Folder = own });
            Assert.Equal(Weights(whole.Model), Weights(resumed.Model));
            Assert.Equal(whole.Result.Epochs, resumed.Result.Epochs);
            Assert.Equal(whole.Trainer.Average!.Updates, resumed.Trainer.Average!.Updates);
        }

        static Setup Everything() => new() { BatchSize = 7, AccumulatedBatches = 2, Averages = true, Measured = true, Patience = 5 };
    }

    [Fact]
    public void Who_listens_hears_of_runs_epochs_evaluations_and_saves()
    {
        // Other tests train at the same time: what belongs to this one has its trace.
        using var mine = new Activity("this test").Start();
        var heard = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "AutoGrad",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == mine.TraceId)
                {
                    heard.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Run(new Setup { Epochs = 2, Folder = folder });
        Assert.Equal(["autograd.evaluate", "autograd.epoch", "autograd.save", "autograd.evaluate", "autograd.epoch", "autograd.save", "autograd.train"], heard);
    }

    internal static (Dense<double> Model, TrainingResult Result, Trainer<double> Trainer) Run(Setup setup)
    {
        var model = new Dense<double>(2, 1, new RandomStream(1));
        var trainer = new Trainer<double>(model, new Adam<double>(model.Parameters) { LearningRate = 0.05 }, static (output, batch) => Loss.MeanSquaredError(output, batch.Targets))
        {
            Epochs = setup.Epochs,
            BatchSize = setup.BatchSize,
            AccumulatedBatches = setup.AccumulatedBatches,
            Patience = setup.Patience,
            MinimumImprovement = setup.MinimumImprovement,
            ToleratedNonFiniteBatches = setup.Tolerated,
            Average = setup.Averages ? new WeightAverage<double>(model.Parameters) : null,
            Callbacks = setup.Callback is null ? [] : [setup.Callback],
            Checkpoints = setup.Folder is null ? null : new CheckpointFolder(setup.Folder),
            Metrics = setup.Measured
                ? [Metric.MeanAbsoluteError<double>(), Metric.RootMeanSquaredError<double>(), Metric.R2<double>(), Metric.Mean<double>("largest", static (output, _) => output.Max().Item())]
                : [],
        };
        return (model, trainer.Run(setup.Data, new RandomStream(2), Setup.Validation, cancellation: setup.Cancellation), trainer);
    }

    internal static double[] Weights(Module<double> model) => [.. model.Parameters.SelectMany(static parameter => parameter.ToArray())];

    internal sealed record Setup
    {
        public static Dataset<double> Data50 { get; } = Make(3, 50);

        public static Dataset<double> Validation { get; } = Make(4, 20);

        public Dataset<double> Data { get; init; } = Data50;

        public int Epochs { get; init; } = 3;

        public int BatchSize { get; init; } = 16;

        public int AccumulatedBatches { get; init; } = 1;

        public int? Patience { get; init; }

        public double MinimumImprovement { get; init; }

        public int Tolerated { get; init; }

        public bool Averages { get; init; }

        public bool Measured { get; init; }

        public ITrainingCallback<double>? Callback { get; init; }

        public string? Folder { get; init; }

        public CancellationToken Cancellation { get; init; }

        public static Dataset<double> WithNaN()
        {
            var targets = Data50.Targets.ToArray();
            targets[17] = double.NaN;
            return new Dataset<double>(Data50.Inputs, Tensor.Create(targets, [50, 1]));
        }

        private static Dataset<double> Make(ulong seed, int count)
        {
            var random = new RandomStream(seed);
            var x = random.Normal<double>([count, 2]);
            return new Dataset<double>(x, x.MatMul(Tensor.Create<double>([1, -2], [2, 1])) + random.Normal<double>([count, 1], 0, 0.1));
        }
    }

    private sealed class Recorder : ITrainingCallback<double>
    {
        public Action<TrainingMoment<double>>? AfterStep { get; init; }

        public Action<TrainingMoment<double>>? AfterEpoch { get; init; }

        public void StepEnded(TrainingMoment<double> moment) => AfterStep?.Invoke(moment);

        public void EpochEnded(TrainingMoment<double> moment) => AfterEpoch?.Invoke(moment);
    }
}
