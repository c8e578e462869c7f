using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A trainer that learns from a stream.</summary>
public sealed class TrainerStreamTests : IDisposable
{
    private const int Examples = 22, Size = 5, Epoch = 3, Epochs = 5;

    private readonly string folder = Directory.CreateTempSubdirectory("autograd-streams-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Epochs_are_numbers_of_batches_and_a_stream_that_ends_begins_again()
    {
        var setup = new Setup();
        var counts = new List<int>();
        var trainer = setup.Trainer(null, counts.Add);
        var reports = new List<TrainingProgress>();
        var result = trainer.Run(setup.Ordered, Epoch, progress: new Told(reports.Add));
        Assert.Equal((TrainingStop.Completed, Epochs, (long)Epochs * Epoch), (result.Stop, result.Epochs.Count, result.Steps));

        // Five batches are the stream: the last one is short, and the sixth the first again.
        Assert.Equal(Enumerable.Range(0, Epochs * Epoch).Select(static batch => batch % 5 == 4 ? 2 : 5), counts);
        Assert.All(reports, static report => Assert.Equal(Epoch, report.Steps));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);

        // The same by hand.
        var hand = new Setup();
        var adam = new Adam<double>(hand.Model.Parameters) { LearningRate = 0.05 };
        var batches = hand.Ordered.ToBlockingEnumerable().ToArray();
        for (var step = 0; step < Epochs * Epoch; step++)
        {
            using var tape = new Tape<double>();
            var batch = batches[step % batches.Length];
            adam.Step(tape.Gradients(Loss.CrossEntropy(hand.Model.Forward(batch.Inputs), batch.Labels)));
        }

        Assert.Equal(hand.Bits, setup.Bits);
    }

    [Fact]
    public void A_run_that_is_stopped_at_any_step_goes_on_to_the_same_bits_and_history()
    {
        var expected = Train(null, int.MaxValue);
        foreach (var (stop, every) in new[] { (1, 1), (2, 0), (3, 0), (4, 1), (5, 1), (6, 4), (11, 1), (13, 5) })
        {
            var checkpoints = new CheckpointFolder(Path.Combine(folder, $"{stop} {every}")) { EverySteps = every };
            Assert.Equal(TrainingStop.Cancelled, Train(checkpoints, stop).Result.Stop);
            var resumed = Train(checkpoints, int.MaxValue);
            Assert.Equal(expected.Bits, resumed.Bits);
            Assert.Equal(expected.Result.Epochs, resumed.Result.Epochs);
            Assert.Equal((expected.Result.Steps, expected.Result.BestEpoch), (resumed.Result.Steps, resumed.Result.BestEpoch));
        }
    }

    [Fact]
    public void A_stream_that_does_not_give_the_same_batches_again_is_refused()
    {
        var checkpoints = new CheckpointFolder(folder);

        // In the second pass the order depends on random numbers that the trainer was not told of.
        Train(checkpoints, 7, isTold: false);
        Assert.Contains("the last of these is another one", Refused(() => Train(checkpoints, int.MaxValue, isTold: false)), StringComparison.Ordinal);

        checkpoints = new CheckpointFolder(Path.Combine(folder, "short"));
        Train(checkpoints, 4);
        Assert.Contains("after 4 batches of the stream; now it has only 1", Refused(() => Train(checkpoints, int.MaxValue, examples: 4)), StringComparison.Ordinal);

        static string Refused(Action run)
        {
            var refused = Assert.Throws<ParameterException>(run);
            Assert.Equal("AG687", refused.Code);
            return refused.Message;
        }
    }

    [Fact]
    public void Checkpoints_of_other_lengths_of_epochs_or_goals_are_refused()
    {
        var checkpoints = new CheckpointFolder(folder);
        Train(checkpoints, 4);
        var setup = new Setup();
        Assert.Contains(
            "value.data is 'a stream, 3 batches to an epoch' in the file and 'a stream, 4 batches to an epoch' here",
            Assert.Throws<ParameterException>(() => setup.Trainer(checkpoints).Run(setup.Ordered, 4, setup.Order)).Message,
            StringComparison.Ordinal);
        setup = new Setup { Goal = TrainingGoal.Largest("accuracy") };
        Assert.Contains("an epoch, for the largest accuracy' here", Assert.Throws<ParameterException>(() => setup.Trainer(checkpoints).Run(setup.Ordered, Epoch, setup.Order)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_reaches_a_stream_that_waits_and_the_stream_is_let_go()
    {
        var setup = new Setup();
        using var cancellation = new CancellationTokenSource();
        var isDisposed = false;
        var run = Task.Run(() => setup.Trainer(null).Run(Waiting(), Epoch, cancellation: cancellation.Token));
        await cancellation.CancelAsync();
        var result = await run;
        Assert.Equal(TrainingStop.Cancelled, result.Stop);
        Assert.InRange(result.Steps, 0, 2);
        Assert.True(isDisposed || result.Steps == 0);

        async IAsyncEnumerable<Batch<double>> Waiting([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                await foreach (var batch in setup.Ordered.Take(2).WithCancellation(CancellationToken.None))
                {
                    yield return batch;
                }

                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public void What_the_source_throws_comes_through_and_the_model_keeps_what_it_has_learned()
    {
        var setup = new Setup();
        var before = setup.Bits;
        Assert.Throws<InvalidTimeZoneException>(() => setup.Trainer(null).Run(Failing(), Epoch));
        Assert.NotEqual(before, setup.Bits);
        Assert.False(setup.Model.IsTraining);

        async IAsyncEnumerable<Batch<double>> Failing()
        {
            await foreach (var batch in setup.Ordered.Take(2))
            {
                yield return batch;
            }

            throw new InvalidTimeZoneException();
        }
    }

    [Fact]
    public void A_context_that_runs_what_follows_on_the_thread_that_waits_does_not_stop_the_run_for_ever()
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Deaf());
        try
        {
            var setup = new Setup();
            Assert.Equal(TrainingStop.Completed, setup.Trainer(null).Run(Yielding(setup.Ordered), Epoch).Stop);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        static async IAsyncEnumerable<Batch<double>> Yielding(IAsyncEnumerable<Batch<double>> batches)
        {
            await foreach (var batch in batches)
            {
                await Task.Yield();
                yield return batch;
            }
        }
    }

    private static (string Bits, TrainingResult Result) Train(CheckpointFolder? checkpoints, int stop, bool isTold = true, int examples = Examples)
    {
        var setup = new Setup(examples) { Patience = 3 };
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var result = setup.Trainer(checkpoints).Run(setup.Shuffled, Epoch, isTold ? setup.Order : null, setup.Data, new Told(_ =>
        {
            if (++steps == stop)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token);
        return (setup.Bits, result);
    }

    /// <summary>A small model with dropout, data, and their streams.</summary>
    private sealed class Setup
    {
        public Setup(int examples = Examples)
        {
            var random = new RandomStream(3);
            Data = new Dataset<double>(random.Normal<double>(Shape.Create(examples, 2)), Indices.Create([.. Enumerable.Range(0, examples).Select(static row => row % 3)]));
            Model = new Sequential<double>(new Dense<double>(2, 5, random), new Dropout<double>(0.3, random), new Dense<double>(5, 3, random));
            random.Position = 1000;
            Order = new RandomStream(4);
        }

        public Dataset<double> Data { get; }

        public Sequential<double> Model { get; }

        public RandomStream Order { get; }

        public int? Patience { get; init; }

        public TrainingGoal Goal { get; init; } = TrainingGoal.SmallestLoss;

        public IAsyncEnumerable<Batch<double>> Ordered => Data.Examples().Batches(Size);

        public IAsyncEnumerable<Batch<double>> Shuffled => Data.Examples().Shuffle(7, Order).Batches(Size).Prefetch(2);

        public string Bits => string.Join(' ', Model.Parameters.SelectMany(static tensor => tensor.ToArray()).Select(BitConverter.DoubleToInt64Bits));

        public Trainer<double> Trainer(CheckpointFolder? checkpoints, Action<int>? told = null) =>
            new(Model, new Adam<double>(Model.Parameters) { LearningRate = 0.05 }, (output, batch) =>
            {
                told?.Invoke(batch.Count);
                return Loss.CrossEntropy(output, batch.Labels);
            })
            { Epochs = Epochs, Checkpoints = checkpoints, Patience = Patience, Goal = Goal };
    }

    private sealed class Told(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    /// <summary>Never runs what is posted, as a thread that waits would not.</summary>
    private sealed class Deaf : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
