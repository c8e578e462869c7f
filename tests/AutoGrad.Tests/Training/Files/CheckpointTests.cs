using Xunit.Abstractions;

namespace AutoGrad;

public sealed class CheckpointTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-checkpoints-").FullName;

    private string File => Path.Combine(folder, "run.checkpoint");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A small run of its own loop, with everything that must be saved.</summary>
    private sealed class Run
    {
        public Run(ulong seed = 5, int hidden = 3, bool sgd = false)
        {
            Random = new RandomStream(seed);
            Model = new Sequential<double>(new Dense<double>(2, hidden, Random), new BatchNorm1D<double>(hidden), new Dropout<double>(0.3, Random.Split()), new Dense<double>(hidden, 1, Random));
            Optimizer = sgd ? new Sgd<double>(Model.Parameters) { Momentum = 0.9 } : new Adam<double>(Model.Parameters) { LearningRate = 0.01 };
            Checkpoint = new Checkpoint<double>(Model, Optimizer, Random);
        }

        public RandomStream Random { get; }

        public Sequential<double> Model { get; }

        public Optimizer<double> Optimizer { get; }

        public Checkpoint<double> Checkpoint { get; }

        public string Bits => string.Join(' ', Model.Parameters.Concat<Tensor<double>>(Model.Buffers).SelectMany(static tensor => tensor.ToArray()).Select(BitConverter.DoubleToInt64Bits)) + $" {Random.Position} {Optimizer.Steps}";

        public void Step(int times = 1)
        {
            for (; times > 0; times--)
            {
                using var tape = new Tape<double>();
                var x = Random.Normal<double>(Shape.Create(8, 2));
                Optimizer.Step(tape.Gradients(Model.Forward(x).Square().Mean(), last: true));
                Optimizer.LearningRate *= 0.99;
            }
        }

        public byte[] Save(string file)
        {
            Checkpoint.Save(file);
            return System.IO.File.ReadAllBytes(file);
        }

        public byte[] Write()
        {
            var memory = new MemoryFileSystem();
            Checkpoint.Save("run.checkpoint", memory);
            return memory.Written;
        }

        public void Load(byte[] bytes)
        {
            using var stream = new MemoryStream(bytes);
            Checkpoint.Load(stream, "t.checkpoint");
        }
    }

    [Fact]
    public void A_run_that_goes_on_ends_with_the_bits_of_one_that_never_stopped()
    {
        var straight = new Run();
        straight.Step(7);
        straight.Checkpoint.Values["epoch"] = "3 \u00e9\n";
        var bytes = straight.Save(File);
        Assert.Equal(bytes, straight.Save(File));
        straight.Step(5);

        var resumed = new Run();
        resumed.Step(2);
        resumed.Checkpoint.Load(File);
        Assert.Equal("3 \u00e9\n", resumed.Checkpoint.Values["epoch"]);
        Assert.Equal(bytes, resumed.Save(File));
        resumed.Step(5);
        Assert.Equal(straight.Bits, resumed.Bits);
        Assert.Equal(straight.Optimizer.LearningRate, resumed.Optimizer.LearningRate);
        Assert.Equal(straight.Random.Split().NextDouble(), resumed.Random.Split().NextDouble());

        // Before the first step there is no memory, and after loading there is none either.
        var fresh = new Run();
        bytes = fresh.Save(File);
        resumed.Checkpoint.Load(File);
        Assert.Equal(bytes, resumed.Save(File));
    }

    [Fact]
    [FileCases("K1", "K2")]
    public void Every_flipped_byte_and_every_cut_is_refused_and_nothing_is_loaded()
    {
        var run = new Run();
        run.Step();
        var bytes = run.Save(File);
        var before = run.Bits;
        output.WriteLine($"{bytes.Length} bytes");
        for (var place = 0; place < bytes.Length; place++)
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= (byte)(1 << (place % 8));
            var refused = Assert.Throws<DataFormatException>(() => run.Load(damaged));
            Assert.Equal(place < 8 ? "AG502" : place < 12 ? "AG686" : "AG685", refused.Code);
            Assert.Throws<DataFormatException>(() => run.Load(bytes[..place]));
        }

        Assert.Throws<DataFormatException>(() => run.Load([.. bytes, 0]));
        Assert.Equal(before, run.Bits);
        run.Load(bytes);
    }

    [Fact]
    [FileCases("K5")]
    public void A_checkpoint_of_another_run_is_refused_and_the_message_lists_every_difference()
    {
        var run = new Run();
        run.Step();
        var bytes = run.Save(File);
        foreach (var (other, fault) in new[]
        {
            (new Run(hidden: 4), "'model/0.weight' is [2, 3] in the file and [2, 4] here; 'model/0.bias' is [3] in the file and [4] here"),
            (new Run(seed: 6), "random.0 is '5 0' in the file and '6 0' here"),
            (new Run(sgd: true), "optimizer is 'Adam' in the file and 'Sgd' here"),
        })
        {
            other.Step();
            var before = other.Bits;
            var refused = Assert.Throws<ParameterException>(() => other.Load(bytes));
            Assert.Equal("AG687", refused.Code);
            Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
            Assert.Equal(before, other.Bits);
        }
    }

    [Fact]
    [FileCases("K6", "K7", "K10")]
    public void Contents_with_a_right_checksum_and_a_wrong_schema_are_refused()
    {
        var run = new Run();
        run.Step();
        var bytes = run.Save(File);
        using var content = new MemoryStream(bytes[44..]);
        var file = SafeTensors.Read(content, "content");
        var tensors = file.Tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToTensor<double>());
        Assert.Throws<DataFormatException>(() => run.Load(Frame(tensors, new Dictionary<string, string>())));
        foreach (var key in file.Metadata.Keys)
        {
            Assert.Throws<DataFormatException>(() => run.Load(Frame(tensors, file.Metadata.Where(pair => pair.Key != key))));
        }

        foreach (var (key, value) in new[] { ("optimizer.steps", "-1"), ("optimizer.steps", "1e3"), ("optimizer.learningRate", "NaN"), ("optimizer.learningRate", "-1"), ("optimizer.updates", "x"), ("random.0.position", "18446744073709551616") })
        {
            Assert.Throws<DataFormatException>(() => run.Load(Frame(tensors, file.Metadata.Where(pair => pair.Key != key).Append(new(key, value)))));
        }

        foreach (var name in tensors.Keys)
        {
            Assert.Contains($"the file lacks '{name}'", Assert.Throws<ParameterException>(() => run.Load(Frame(tensors.Where(entry => entry.Key != name), file.Metadata))).Message, StringComparison.Ordinal);
        }

        Assert.Contains("only the file has 'x'", Assert.Throws<ParameterException>(() => run.Load(Frame(tensors.Append(new("x", Tensor.Zeros<double>(1))), file.Metadata))).Message, StringComparison.Ordinal);
        run.Load(Frame(tensors, file.Metadata));

        static byte[] Frame(IEnumerable<KeyValuePair<string, Tensor<double>>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
        {
            using var stream = new MemoryStream();
            CheckpointFile.Write(stream, [.. tensors], new Dictionary<string, string>(metadata));
            return stream.ToArray();
        }
    }

    [Fact]
    public void Mutants_are_refused_by_the_typed_error()
    {
        var run = new Run();
        run.Step();
        var valid = run.Save(File);
        Mutator.Run(
            [valid],
            bytes =>
            {
                run.Load(bytes);
                return bytes;
            },
            bytes =>
            {
                // No mutant with a right checksum but the file itself.
                Assert.Equal(valid, bytes);
                Assert.Equal(valid, run.Write());
            },
            output);
    }

    [Fact]
    [FileCases("K4", "K8", "K9")]
    public void A_folder_keeps_the_newest_passes_over_damaged_ones_and_sweeps_what_crashes_left()
    {
        var run = new Run();
        var checkpoints = new CheckpointFolder(Path.Combine(folder, "run")) { Keep = 2 };
        Assert.Null(checkpoints.LoadNewest(run.Checkpoint));
        for (var step = 1; step <= 4; step++)
        {
            run.Step();
            checkpoints.Save(run.Checkpoint, step);
        }

        Assert.Equal(["step-000000000004.checkpoint", "step-000000000003.checkpoint"], checkpoints.Files.Select(Path.GetFileName));
        System.IO.File.WriteAllBytes(checkpoints.Files[0], []);
        var stale = Path.Combine(checkpoints.Path, "step-000000000005.checkpoint.1.0123456789abcdef.tmp");
        System.IO.File.WriteAllBytes(stale, [1, 2, 3]);
        Assert.Equal(3, checkpoints.LoadNewest(run.Checkpoint));
        Assert.Equal(3, run.Optimizer.Steps);
        Assert.Contains("step-000000000004.checkpoint", Assert.Single(checkpoints.Skipped).Message, StringComparison.Ordinal);

        checkpoints.Save(run.Checkpoint, 3);
        Assert.False(System.IO.File.Exists(stale));
        Assert.Single(checkpoints.Files);
        System.IO.File.WriteAllBytes(checkpoints.Files[0], [1]);
        Assert.Throws<DataFormatException>(() => checkpoints.LoadNewest(run.Checkpoint));

        checkpoints.Save(run.Checkpoint, 3);
        var newer = System.IO.File.ReadAllBytes(checkpoints.Files[0]);
        newer[8] = 2;
        System.IO.File.WriteAllBytes(checkpoints.Files[0], newer);
        Assert.Equal("AG686", Assert.Throws<DataFormatException>(() => checkpoints.LoadNewest(run.Checkpoint)).Code);

        using (new FileStream(Path.Combine(checkpoints.Path, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("another run", Assert.Throws<FileSaveException>(() => checkpoints.Save(run.Checkpoint, 4)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    [FileCases("K3")]
    public void Checkpoints_that_were_exchanged_are_noticed_and_nothing_is_loaded()
    {
        var run = new Run();
        var checkpoints = new CheckpointFolder(folder);
        for (var step = 1; step <= 3; step++)
        {
            run.Step();
            checkpoints.Save(run.Checkpoint, step);
        }

        // The newest two change places: the third is still what it says.
        var files = checkpoints.Files;
        System.IO.File.Move(files[0], File);
        System.IO.File.Move(files[1], files[0]);
        System.IO.File.Move(File, files[1]);
        Assert.Equal(1, checkpoints.LoadNewest(run.Checkpoint));
        Assert.Equal(1, run.Optimizer.Steps);
        Assert.Contains("its name says step 3, but it was saved at step 2", checkpoints.Skipped[0].Message, StringComparison.Ordinal);

        // A checkpoint by itself has whatever name its owner gives it, and one of a folder loads by its path too.
        run.Checkpoint.Load(files[0]);
        Assert.Equal(2, run.Optimizer.Steps);
        run.Checkpoint.Save(files[2]);
        var before = run.Bits;
        Assert.Equal("AG685", Assert.Throws<DataFormatException>(() => checkpoints.LoadNewest(run.Checkpoint)).Code);
        Assert.Equal(before, run.Bits);
    }

    [Fact]
    public void Whatever_call_fails_while_a_folder_is_saved_to_a_whole_checkpoint_is_there()
    {
        var run = new Run();
        run.Step();
        for (var isKill = 0; isKill < 2; isKill++)
        {
            for (var failing = 1; failing < 12; failing++)
            {
                var path = Path.Combine(folder, $"{isKill} {failing}");
                new CheckpointFolder(path) { Keep = 1 }.Save(run.Checkpoint, 1);
                var faulty = new FaultyFileSystem(failing, isKill == 1);
                var thrown = Record.Exception(() => new CheckpointFolder(path, faulty) { Keep = 1 }.Save(run.Checkpoint, 2));
                if (faulty.Calls.Count < failing)
                {
                    Assert.Null(thrown);
                    Assert.True(failing > 5, "too few calls");
                    break;
                }

                Assert.True(isKill == 1 ? thrown is KilledException : thrown is FileSaveException, $"{thrown}");
                var again = new CheckpointFolder(path) { Keep = 1 };
                Assert.NotNull(again.LoadNewest(run.Checkpoint));
                Assert.Empty(again.Skipped);
                again.Save(run.Checkpoint, 3);
                Assert.Equal(2, Directory.GetFiles(path).Length); // With the lock.
            }
        }
    }

    [Fact]
    public void A_trainer_that_is_stopped_at_any_step_goes_on_to_the_same_bits_and_history()
    {
        var expected = Train(null, int.MaxValue);
        foreach (var (stop, every) in new[] { (1, 1), (3, 0), (4, 3), (5, 1), (8, 1), (9, 5), (14, 1) })
        {
            var checkpoints = new CheckpointFolder(Path.Combine(folder, $"{stop} {every}")) { EverySteps = every };
            Assert.Equal(TrainingStop.Cancelled, Train(checkpoints, stop).Result.Stop);
            var resumed = Train(checkpoints, int.MaxValue);
            Assert.Equal(expected.Bits, resumed.Bits);
            Assert.Equal(expected.Result.Epochs, resumed.Result.Epochs);
            Assert.Equal((expected.Result.Stop, expected.Result.Steps, expected.Result.BestEpoch), (resumed.Result.Stop, resumed.Result.Steps, resumed.Result.BestEpoch));

            // A run that has ended stays so.
            var again = Train(checkpoints, int.MaxValue);
            Assert.Equal((expected.Bits, expected.Result.Steps), (again.Bits, again.Result.Steps));
        }
    }

    private static (string Bits, TrainingResult Result) Train(CheckpointFolder? checkpoints, int stop)
    {
        var random = new RandomStream(3);
        var data = new Dataset<double>(random.Normal<double>(Shape.Create(22, 2)), Indices.Create([.. Enumerable.Range(0, 22).Select(static row => row % 3)]));
        var model = new Sequential<double>(new Dense<double>(2, 5, random), new BatchNorm1D<double>(5), new Dropout<double>(0.3, random), new Dense<double>(5, 3, random));
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        static bool IsBias(string path) => path.EndsWith("bias", StringComparison.Ordinal);
        var optimizer = new OptimizerGroups<double>([
            new Adam<double>(model.Parameters.Where(static path => !IsBias(path))) { LearningRate = 0.05 },
            new Sgd<double>(model.Parameters.Where(IsBias)) { LearningRate = 0.1, Momentum = 0.5 },
        ]);
        var trainer = new Trainer<double>(model, optimizer, static (output, batch) => Loss.CrossEntropy(output, batch.Labels))
        {
            Epochs = 4,
            BatchSize = 5,
            Patience = 2,

            // Better by half at least: the rate falls after every second epoch.
            Plateau = new ReduceOnPlateau { Factor = 0.5, Patience = 1, Threshold = 0.5 },
            Checkpoints = checkpoints,
        };
        var result = trainer.Run(data, random, data, new Told(() =>
        {
            // A schedule of one group, which the checkpoint has to know.
            optimizer.Groups[1].LearningRate *= 0.97;
            if (++steps == stop)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token);
        return (string.Join(' ', model.Parameters.Concat<Tensor<double>>(model.Buffers).SelectMany(static tensor => tensor.ToArray()).Select(BitConverter.DoubleToInt64Bits)), result);
    }

    [Fact]
    public void A_trainer_refuses_checkpoints_of_other_data_or_settings()
    {
        var checkpoints = new CheckpointFolder(folder);
        Train(checkpoints, 2);
        var random = new RandomStream(3);
        var model = new Sequential<double>(new Dense<double>(2, 5, random), new BatchNorm1D<double>(5), new Dropout<double>(0.3, random), new Dense<double>(5, 3, random));
        var data = new Dataset<double>(Tensor.Zeros<double>(21, 2), Indices.Create(new int[21]));
        var trainer = new Trainer<double>(model, new Adam<double>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { BatchSize = 5, Patience = 2, Checkpoints = checkpoints };
        Assert.Contains("value.data is '[22, 2] in batches of 5' in the file and '[21, 2] in batches of 5' here", Assert.Throws<ParameterException>(() => trainer.Run(data, random)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_no_module_lists_is_noticed()
    {
        var (random, hidden) = (new RandomStream(3), new RandomStream(4));
        var model = new Sequential<double>(new Dense<double>(2, 3, random), new Activation<double>(x => x.Dropout(0.5, hidden)));
        var data = new Dataset<double>(Tensor.Ones<double>(8, 2), Indices.Create(new int[8]));
        var trainer = new Trainer<double>(model, new Adam<double>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels)) { Epochs = 1, Checkpoints = new CheckpointFolder(folder) };
        var refused = Assert.Throws<ParameterException>(() => trainer.Run(data, random));
        Assert.Equal("AG688", refused.Code);
        Assert.Contains("seed 4", refused.Message, StringComparison.Ordinal);
        Assert.Null(RandomStream.Drawn);
    }

    [Fact]
    public void Values_that_a_checkpoint_cannot_hold_are_refused()
    {
        var run = new Run();
        run.Checkpoint.Values[new string('x', 41)] = "";
        Assert.Equal("AG682", Assert.Throws<ValueException>(() => run.Checkpoint.Save(File)).Code);
        run.Checkpoint.Values.Clear();
        for (var index = 0; index < 101; index++)
        {
            run.Checkpoint.Values[$"{index}"] = "";
        }

        Assert.Throws<ValueException>(() => run.Checkpoint.Save(File));
        Assert.False(System.IO.File.Exists(File));
    }

    private sealed class Told(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
