using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>A checkpoint that a trainer refuses leaves no trace: weights, buffers, the optimizer's memory, averages, the plateau and every random stream are what they were.</summary>
public sealed class RefusedResumeTests(ITestOutputHelper output) : IDisposable
{
    private const int Epoch = 4, StoppedAfter = 7;

    private readonly string folder = Directory.CreateTempSubdirectory("autograd-refused-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_damaged_or_newer_or_misnamed_loads_nothing(bool isStream)
    {
        var bytes = Saved(isStream);
        Assert.Equal("AG502", Refused<DataFormatException>(isStream, [(byte)'B', .. bytes[1..]]).Code);
        Assert.Equal("AG686", Refused<DataFormatException>(isStream, [.. bytes[..8], 2, .. bytes[9..]]).Code);
        foreach (var place in (int[])[13, 44, bytes.Length / 2, bytes.Length - 1])
        {
            Assert.Equal("AG685", Refused<DataFormatException>(isStream, [.. bytes[..place], (byte)(bytes[place] ^ 1), .. bytes[(place + 1)..]]).Code);
            Assert.Equal("AG685", Refused<DataFormatException>(isStream, bytes[..place]).Code);
        }

        Assert.Contains("Files were exchanged", Refused<DataFormatException>(isStream, bytes, step: 8).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_whose_content_is_not_what_a_run_saves_loads_nothing(bool isStream)
    {
        var bytes = Saved(isStream);
        using var content = new MemoryStream(bytes[44..]);
        var file = SafeTensors.Read(content, "content");
        var tensors = file.Tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToTensor<double>());
        var count = 0;
        foreach (var key in file.Metadata.Keys)
        {
            Refuse(tensors, file.Metadata.Where(pair => pair.Key != key));
            if (key != "value.metrics")
            {
                // A metric may have any name.
                Change(key, "x");
                Change(key, file.Metadata[key] + "x");
            }
        }

        foreach (var (key, value) in (IEnumerable<(string, string)>)[
            ("value.step", "-1"), ("value.step", $"{Epoch}"), ("value.examples", "-1"), ("value.elapsed", "9223372036854775808"), ("value.best", "2"), ("value.means", "1 2 3"),
            ("value.plateau", "1 2"), ("value.plateau", "1 2 2147483648"), ("value.history", file.Metadata["value.history"].Replace("1 ", "2 ", StringComparison.Ordinal)), ("value.averaged", "-1")])
        {
            Change(key, value);
        }

        foreach (var (name, tensor) in tensors)
        {
            Refuse(tensors.Where(entry => entry.Key != name), file.Metadata);
            Refuse(tensors.Where(entry => entry.Key != name).Append(new(name, Tensor.Zeros<double>([.. Enumerable.Range(0, tensor.Rank).Select(axis => tensor.Shape[axis] + 1)]))), file.Metadata);
        }

        Refuse(tensors.Append(new("x", Tensor.Zeros<double>(1))), file.Metadata);
        Assert.Contains("is Real32 in the file and Real64 here", Refuse(tensors.ToDictionary(static entry => entry.Key, entry => file.Tensors[entry.Key].ToTensor<float>()), file.Metadata), StringComparison.Ordinal);
        output.WriteLine($"{count} contents refused");
        Assert.True(count > 150, $"only {count}");

        // Written again as it was, it is taken.
        Put(Frame(tensors, file.Metadata), StoppedAfter);
        Assert.Equal(TrainingStop.Completed, new Setup(isStream).Run(folder).Stop);

        void Change(string key, string value) => Refuse(tensors, file.Metadata.Select(pair => pair.Key == key ? new(key, value) : pair));

        string Refuse<TElement>(IEnumerable<KeyValuePair<string, Tensor<TElement>>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
            where TElement : unmanaged, System.Numerics.IFloatingPointIeee754<TElement>
        {
            count++;
            var refused = Refused<Exception>(isStream, Frame(tensors, metadata));
            Assert.True(refused is DataFormatException or ParameterException { Code: "AG687" }, $"{refused}");
            return refused.Message;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_checkpoint_of_another_run_loads_nothing(bool isStream)
    {
        Put(Saved(isStream), StoppedAfter);
        Setup[] others =
        [
            new(isStream) { Hidden = 6 }, new(isStream) { Seed = 9 }, new(isStream) { HasDropout = false }, new(isStream) { IsSgd = true }, new(isStream) { BatchSize = 6, BatchesPerEpoch = 5 },
            new(isStream) { Patience = null }, new(isStream) { IsAveraged = false }, new(isStream) { Patience = null, IsAveraged = false }, new(isStream) { Goal = TrainingGoal.Largest("accuracy") },
            new(isStream) { Accumulated = 2 }, new(!isStream),
        ];
        foreach (var other in others)
        {
            var refused = Refused<ParameterException>(other);
            Assert.Equal("AG687", refused.Code);
            Assert.Contains("Nothing was loaded.", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_stream_that_gives_other_batches_loads_nothing()
    {
        Put(Saved(isStream: true), StoppedAfter);
        Refused<ParameterException>(new Setup(true) { Source = static setup => setup.Batches.Take(2) });
        Refused<ParameterException>(new Setup(true) { Source = static setup => setup.Batches.Take(0) });
        Refused<ParameterException>(new Setup(true) { Source = static setup => setup.Batches.Skip(1) });
        Refused<ParameterException>(new Setup(true) { Source = static setup => setup.Batches.Select(static batch => new Batch<double>(batch.Inputs + 1e-9, batch.Labels, null)) });
        Refused<InvalidTimeZoneException>(new Setup(true) { Source = static setup => Failing(setup.Batches) });
        Refused<OperationCanceledException>(new Setup(true) { Source = static setup => setup.Batches.Select(static batch => batch.Count > 0 ? throw new OperationCanceledException() : batch) });

        static async IAsyncEnumerable<Batch<double>> Failing(IAsyncEnumerable<Batch<double>> batches)
        {
            await foreach (var batch in batches.Take(1))
            {
                yield return batch;
            }

            throw new InvalidTimeZoneException();
        }
    }

    [Fact]
    public void A_run_that_is_stopped_while_the_stream_is_read_again_is_as_it_was_saved_and_goes_on_later()
    {
        var expected = new Setup(true);
        expected.Run(null);
        var bytes = Saved(isStream: true);
        Put(bytes, StoppedAfter);
        using var cancellation = new CancellationTokenSource();
        var stopped = new Setup(true) { Source = Cancelling };
        Assert.Equal(TrainingStop.Cancelled, stopped.Run(folder, cancellation: cancellation.Token).Stop);
        Assert.Equal(StoppedAfter, stopped.Optimizer.Steps);

        var resumed = new Setup(true);
        Assert.Equal(TrainingStop.Completed, resumed.Run(folder).Stop);
        Assert.Equal(expected.Trace(), resumed.Trace());

        // And a run that has ended asks for no data.
        var ended = new Setup(true) { Source = static setup => setup.Batches.Select(static batch => batch.Count > 0 ? throw new InvalidTimeZoneException() : batch) };
        Assert.Equal(TrainingStop.Completed, ended.Run(folder).Stop);
        Assert.Equal(expected.Trace(), ended.Trace());

        async IAsyncEnumerable<Batch<double>> Cancelling(Setup setup)
        {
            await foreach (var batch in setup.Batches)
            {
                yield return batch;
                await cancellation.CancelAsync();
                cancellation.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static byte[] Frame<TElement>(IEnumerable<KeyValuePair<string, Tensor<TElement>>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
        where TElement : unmanaged, System.Numerics.IFloatingPointIeee754<TElement>
    {
        using var stream = new MemoryStream();
        CheckpointFile.Write(stream, [.. tensors], new Dictionary<string, string>(metadata));
        return stream.ToArray();
    }

    /// <summary>What a run saves that is stopped in its second pass.</summary>
    private byte[] Saved(bool isStream)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid()}");
        using var cancellation = new CancellationTokenSource();
        var setup = new Setup(isStream);
        var result = setup.Run(path, new Told(() =>
        {
            if (setup.Optimizer.Steps == StoppedAfter)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token);
        Assert.Equal((TrainingStop.Cancelled, (long)StoppedAfter), (result.Stop, result.Steps));
        return File.ReadAllBytes(new CheckpointFolder(path).Files[0]);
    }

    private void Put(byte[] bytes, int step)
    {
        Array.ForEach(Directory.GetFiles(folder), File.Delete);
        File.WriteAllBytes(Path.Combine(folder, $"step-{step:D12}.checkpoint"), bytes);
    }

    private TException Refused<TException>(bool isStream, byte[] bytes, int step = StoppedAfter)
        where TException : Exception
    {
        Put(bytes, step);
        return Refused<TException>(new Setup(isStream));
    }

    /// <summary>A run that has learned something else already, and what it says to the folder.</summary>
    private TException Refused<TException>(Setup setup)
        where TException : Exception
    {
        setup.Learn();
        var before = setup.Trace();
        var refused = Assert.ThrowsAny<TException>(() => setup.Run(folder));
        Assert.Equal(before, setup.Trace());
        return refused;
    }

    private sealed class Told(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }

    /// <summary>A run that has everything a checkpoint holds.</summary>
    private sealed class Setup(bool isStream)
    {
        private readonly RandomStream order = new(4);
        private readonly ReduceOnPlateau plateau = new() { Factor = 0.5, Patience = 0, Threshold = 0.5 };

        public int Hidden { get; init; } = 5;

        public ulong Seed { get; init; } = 3;

        public bool HasDropout { get; init; } = true;

        public bool IsSgd { get; init; }

        public int? Patience { get; init; } = 5;

        public bool IsAveraged { get; init; } = true;

        public TrainingGoal Goal { get; init; } = TrainingGoal.SmallestLoss;

        public int BatchSize { get; init; } = 5;

        public int BatchesPerEpoch { get; init; } = Epoch;

        public int Accumulated { get; init; } = 1;

        public Func<Setup, IAsyncEnumerable<Batch<double>>> Source { get; init; } = static setup => setup.Batches;

        public IAsyncEnumerable<Batch<double>> Batches => Data.Examples().Shuffle(6, order).Batches(BatchSize).Prefetch(2);

        private Dataset<double> Data => field ??= new(new RandomStream(8).Normal<double>([20, 2]), Indices.Create([.. Enumerable.Range(0, 20).Select(static row => row % 3)]));

        private RandomStream Drawn => field ??= new(Seed);

        private Sequential<double> Model => field ??= new([
            new Dense<double>(2, Hidden, new RandomStream(1)), new BatchNorm1D<double>(Hidden),
            .. HasDropout ? (Layer<double>[])[new Dropout<double>(0.3, Drawn)] : [], new Dense<double>(Hidden, 3, new RandomStream(2))]);

        public Optimizer<double> Optimizer => field ??= IsSgd ? new Sgd<double>(Model.Parameters) { Momentum = 0.9 } : new Adam<double>(Model.Parameters) { LearningRate = 0.05 };

        private WeightAverage<double>? Average => IsAveraged ? field ??= new(Model.Parameters) { Decay = 0.9 } : null;

        public TrainingResult Run(string? path, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
        {
            var trainer = new Trainer<double>(Model, Optimizer, static (output, batch) => Loss.CrossEntropy(output, batch.Labels))
            {
                Epochs = 3,
                BatchSize = BatchSize,
                Patience = Patience,
                Goal = Goal,
                AccumulatedBatches = Accumulated,
                Plateau = plateau,
                Average = Average,
                Metrics = [Metric.F1<double>()],
                Checkpoints = path is null ? null : new CheckpointFolder(path),
            };
            return isStream ? trainer.Run(Source(this), BatchesPerEpoch, order, Data, progress, cancellation) : trainer.Run(Data, order, Data, progress, cancellation);
        }

        public void Learn()
        {
            Model.Train();
            for (var step = 0; step < 2; step++)
            {
                using var tape = new Tape<double>();
                Optimizer.Step(tape.Gradients(Loss.CrossEntropy(Model.Forward(Data.Inputs), Data.Labels)));
                Average?.Update();
            }

            Optimizer.LearningRate = 0.03;
            plateau.Next(1, 0.7);
            order.Position = 100;
            order.Split();
            Drawn.Split();
        }

        /// <summary>All that a resume could change, the tensors by their SHA-256.</summary>
        public string Trace() => string.Join('\n',
            $"weights {Sha(Model.Parameters.Concat<Tensor<double>>(Model.Buffers))}",
            $"optimizer {Optimizer.Steps} {Optimizer.LearningRate:R} {string.Join(' ', Model.Parameters.Select(parameter => Optimizer.StateOf(parameter) is { } state ? $"{state.Steps} {Sha(state.Tensors.ToArray())}" : "-"))}",
            $"average {Average?.Updates} {Sha(Average?.States.Select(static state => state[0]) ?? [])}",
            $"streams {string.Join(' ', new[] { order, Drawn }.Select(static stream => $"{stream.Position} {stream.Splits}"))}",
            $"plateau {plateau.State}");

        private static string Sha(IEnumerable<Tensor<double>> tensors)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var tensor in tensors)
            {
                hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }
}
