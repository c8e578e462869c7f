namespace AutoGrad.Tests;

public sealed class TrainerTests
{
    private sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    [Fact]
    public void Training_lowers_the_loss_reports_every_step_and_repeats_bit_for_bit()
    {
        var reports = new List<TrainingProgress>();
        var (model, result) = Train(new Recorder(reports.Add));
        Assert.Equal(TrainingStop.Completed, result.Stop);
        Assert.Equal(20, result.Epochs.Count);
        Assert.Equal(20 * 5, result.Steps);
        Assert.Equal(100, reports.Count);
        Assert.True(result.Epochs[^1].Loss < 0.3 * result.Epochs[0].Loss);
        Assert.True(result.Epochs[^1].Validation!.Accuracy > 0.95);
        Assert.Equal((20, 5, 5), (reports[^1].Epoch, reports[^1].Step, reports[^1].Steps));
        Assert.Equal(result.Epochs[^1], reports[^1].Completed);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.False(model.IsTraining);
        var (again, _) = Train(null);
        Assert.Equal(Weights(model), Weights(again));
    }

    [Fact]
    public void Patience_stops_and_gives_the_best_weights_back()
    {
        var weights = new List<float[]>();
        var random = new RandomStream(1);
        var (training, validation) = FaceTests.Rings(90, 1).Split(0.5, random);
        var model = Model(random);
        var sgd = new Sgd<float>(model.Parameters) { LearningRate = 30 };
        var trainer = new Trainer<float>(model, sgd, static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { Epochs = 100, Patience = 3, BatchSize = 16 };
        var result = trainer.Run(training, random, validation, new Recorder(progress =>
        {
            if (progress.Completed is not null)
            {
                weights.Add(Weights(model));
            }
        }));
        Assert.Equal(TrainingStop.EarlyStop, result.Stop);
        Assert.Equal(result.BestEpoch + 3, result.Epochs.Count);
        Assert.Equal(weights[result.BestEpoch - 1], Weights(model));
        Assert.Equal(result.Epochs.Min(static epoch => epoch.Validation!.Loss), trainer.Evaluate(validation).Loss);
    }

    [Fact]
    public void A_schedule_sets_the_rate_before_each_step_and_a_plateau_lowers_it_after_an_epoch()
    {
        var random = new RandomStream(1);
        var model = Model(random);
        var sgd = new Sgd<float>(model.Parameters);
        var rates = new List<double>();
        var trainer = new Trainer<float>(model, sgd, static (output, batch) => Loss.CrossEntropy(output, batch.Labels))
        {
            Epochs = 2,
            BatchSize = 25,
            Schedule = Schedule.Linear(0.4, 0.1, 3),
        };
        trainer.Run(FaceTests.Rings(50, 1), random, progress: new Recorder(_ => rates.Add(Math.Round(sgd.LearningRate, 12))));
        Assert.Equal([0.4, 0.3, 0.2, 0.1], rates);

        trainer = new Trainer<float>(model, sgd, static (output, batch) => Loss.CrossEntropy(output, batch.Labels).Detach() + (0 * Loss.CrossEntropy(output, batch.Labels)))
        {
            Epochs = 3,
            Plateau = new ReduceOnPlateau { Patience = 0, Factor = 0.5 },
        };
        sgd.LearningRate = 1e-6;
        trainer.Run(FaceTests.Rings(50, 1), random, FaceTests.Rings(50, 2));
        Assert.Equal(0.25e-6, sgd.LearningRate, 15);
    }

    [Fact]
    public void Cancellation_stops_between_steps_and_keeps_what_was_learned()
    {
        using var source = new CancellationTokenSource();
        var random = new RandomStream(1);
        var model = Model(random);
        var before = Weights(model);
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { BatchSize = 10, Patience = 1 };
        var cancelAtSeven = new Recorder(progress =>
        {
            if (progress is { Epoch: 2, Step: 2 })
            {
                source.Cancel();
            }
        });
        var result = trainer.Run(FaceTests.Rings(50, 1), random, progress: cancelAtSeven, cancellation: source.Token);
        Assert.Equal(TrainingStop.Cancelled, result.Stop);
        Assert.Equal(7, result.Steps);
        Assert.Single(result.Epochs);
        Assert.NotEqual(before, Weights(model));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_training_with_an_error()
    {
        var random = new RandomStream(1);
        var model = Model(random);
        var before = Weights(model);
        var data = new Dataset<float>(Tensor.Full([4, 2], float.NaN), [0, 1, 2, 0]);
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels));
        Assert.Equal("AG196", Assert.Throws<NonFiniteException>(() => trainer.Run(data, random)).Code);
        Assert.Equal(before, Weights(model));
    }

    [Fact]
    public void A_step_that_fails_leaves_running_statistics_as_they_were_and_the_model_ready_for_use()
    {
        var random = new RandomStream(1);
        var norm = new BatchNorm1D<float>(2);
        var model = new Sequential<float>(norm, new Dense<float>(2, 3, random));
        var data = new Dataset<float>(Tensor.Full([4, 2], float.NaN), [0, 1, 2, 0]);
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels));
        Assert.Throws<NonFiniteException>(() => trainer.Run(data, random));
        Assert.Equal([0f, 0f], norm.RunningMean.ToArray());
        Assert.Equal([1f, 1f], norm.RunningVariance.ToArray());
        Assert.False(model.IsTraining);
    }

    [Fact]
    public void A_frozen_part_stays_frozen_through_epochs_and_evaluations()
    {
        var random = new RandomStream(1);
        var frozen = new BatchNorm1D<float>(2);
        var live = new BatchNorm1D<float>(2);
        var model = new Sequential<float>(frozen, live, new Dense<float>(2, 3, random));
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { Epochs = 2, BatchSize = 10 };
        var data = FaceTests.Rings(40, 1);
        frozen.Evaluate();
        var modes = new List<(bool, bool, bool)>();
        trainer.Run(data, random, data, new Recorder(_ => modes.Add((model.IsTraining, frozen.IsTraining, live.IsTraining))));
        Assert.Equal(8, modes.Count);
        Assert.All(modes, static mode => Assert.Equal((true, false, true), mode));
        Assert.Equal([0f, 0f], frozen.RunningMean.ToArray());
        Assert.NotEqual([0f, 0f], live.RunningMean.ToArray());
        Assert.False(model.IsTraining || live.IsTraining);

        // A model that was in use trains again as a whole.
        var again = new List<bool>();
        trainer.Run(data, random, progress: new Recorder(_ => again.Add(frozen.IsTraining)));
        Assert.All(again, Assert.True);

        live.Train();
        trainer.Evaluate(data);
        Assert.True(live.IsTraining);
        Assert.False(model.IsTraining || frozen.IsTraining);
    }

    [Fact]
    public void Labels_learned_as_one_number_have_no_accuracy()
    {
        var random = new RandomStream(1);
        var model = new Dense<float>(2, 1, random);
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, _) => output.Square().Mean()) { Epochs = 1 };
        var data = FaceTests.Rings(40, 1);
        Assert.Null(trainer.Run(data, random).Epochs[0].Accuracy);

        // Outputs of another number of rows than examples, such as one for each position of a sequence, are not predictions of the labels either.
        var pieces = new Trainer<float>(model, batch => model.Forward(batch.Inputs).Reshape(batch.Count / 2, 2), new Adam<float>(model.Parameters), static (output, _) => output.Square().Mean()) { Epochs = 1, BatchSize = 4 };
        Assert.Null(pieces.Evaluate(data).Accuracy);
    }

    [Fact]
    public void Misuse_is_named()
    {
        var random = new RandomStream(1);
        var model = Model(random);
        var adam = new Adam<float>(model.Parameters);
        var vector = new Trainer<float>(model, adam, static (output, batch) => Loss.CrossEntropy(output, batch.Labels, reduction: LossReduction.None));
        Assert.Equal("AG198", Assert.Throws<ShapeException>(() => vector.Run(FaceTests.Rings(9, 1), random)).Code);
        Assert.Equal("AG197", Assert.Throws<ValueException>(() => new Trainer<float>(model, adam, static (output, _) => output.Sum()) { Epochs = 0 }).Code);
    }

    [Fact]
    public void Regression_has_no_accuracy_and_clips_where_asked_to()
    {
        var random = new RandomStream(3);
        var x = random.Normal<double>([128, 3]);
        var y = x.MatMul(Tensor.Create(new[,] { { 1.0 }, { -2 }, { 0.5 } })) + 0.25;
        var model = new Dense<double>(3, 1, random);
        var sgd = new Sgd<double>(model.Parameters) { LearningRate = 0.1 };
        var trainer = new Trainer<double>(model, sgd, static (output, batch) => Loss.MeanSquaredError(output, batch.Targets)) { Epochs = 60, BatchSize = 32, MaximumGradientNorm = 1 };
        var result = trainer.Run(new Dataset<double>(x, y), random);
        Assert.Null(result.Epochs[0].Accuracy);
        Assert.True(result.Epochs[^1].Loss < 1e-6);
        Assert.Equal(0.25, model.Bias!.ToArray()[0], 1e-3);
    }

    private static (Sequential<float> Model, TrainingResult Result) Train(IProgress<TrainingProgress>? progress)
    {
        var random = new RandomStream(1);
        var (training, validation) = FaceTests.Rings(400, 1).Split(0.75, random, stratified: true);
        var model = Model(random);
        var adam = new Adam<float>(model.Parameters) { LearningRate = 0.01 };
        var trainer = new Trainer<float>(model, adam, static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { Epochs = 20 };
        return (model, trainer.Run(training, random, validation, progress));
    }

    private static Sequential<float> Model(RandomStream random) =>
        new(new Dense<float>(2, 32, random, Initializer.HeNormal), new Relu<float>(), new Dropout<float>(0.05, random), new Dense<float>(32, 3, random));

    private static float[] Weights(Module<float> model) => [.. model.Parameters.SelectMany(static parameter => parameter.ToArray())];
}
