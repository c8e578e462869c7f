using System.Diagnostics.Metrics;

namespace AutoGrad.Tests.Tensors;

/// <summary>The meter tells what tapes, sweeps and pools do.</summary>
[Collection(nameof(Alone))]
public sealed class TelemetryTests : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Dictionary<string, long> sums = [];
    private readonly Dictionary<string, string?> units = [];
    private readonly HashSet<string> types = [];

    public TelemetryTests()
    {
        // The meter is there as soon as the first tape has ended.
        using (new Tape<double>())
        {
        }

        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "AutoGrad")
            {
                units[instrument.Name] = instrument.Unit;
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value;
            foreach (var tag in tags)
            {
                types.Add($"{tag.Key}={tag.Value}");
            }
        });
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public void The_instruments_have_names_units_and_types()
    {
        _ = Read();
        Assert.Equal(
            [
                ("autograd.memory.pooled", "By"), ("autograd.memory.rented", "By"), ("autograd.memory.rented.peak", "By"), ("autograd.nodes", "{node}"),
                ("autograd.optimizer.steps", "{step}"), ("autograd.sweeps", "{sweep}"), ("autograd.tapes", "{tape}"),
                ("autograd.work.helped", "{job}"),
            ],
            units.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Assert.Contains("type=Double", types);
    }

    [Fact]
    public void Tapes_nodes_sweeps_and_steps_are_counted()
    {
        var weight = new Parameter<double>(Tensor.Create([1.0, 2.0]), "weight");
        var optimizer = new Sgd<double>([weight]) { LearningRate = 0.1 };
        var before = Read();
        for (var step = 0; step < 3; step++)
        {
            using var tape = new Tape<double>();
            optimizer.Step(tape.Gradients(weight.Square().Sum()));
        }

        Assert.Equal((3, 9, 3, 3), Since(before));
    }

    [Fact]
    public void What_threads_did_that_have_ended_stays_counted()
    {
        var before = Read();
        for (var count = 0; count < 4; count++)
        {
            var thread = new Thread(static () =>
            {
                using var tape = new Tape<double>();
                _ = tape.Gradients(tape.Watch(Tensor.Scalar(2.0)).Square());
            });
            thread.Start();
            thread.Join();

            // The next thread finds that this one's memory is gone.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        Assert.Equal((4, 8, 4, 0), Since(before));
    }

    [Fact]
    public void Nodes_of_nested_tapes_are_counted_once()
    {
        var before = Read();
        using (var outer = new Tape<double>())
        {
            var x = outer.Watch(Tensor.Scalar(2.0));
            using (var inner = new Tape<double>())
            {
                // Two nodes, and in the recorded sweep one more: g * 2 x takes two.
                _ = inner.Gradients(inner.Watch(x).Square());
            }
        }

        var (tapes, nodes, sweeps, _) = Since(before);
        Assert.Equal((2, 1), (tapes, sweeps));
        Assert.InRange(nodes, 4, 5);
    }

    [Fact]
    public void Rented_pooled_and_peak_bytes_follow_the_scopes_of_all_threads()
    {
        AutoGradOptions.TrimPools();
        var before = Read();
        using var made = new SemaphoreSlim(0);
        using var turn = new SemaphoreSlim(0);
        var other = new Thread(() =>
        {
            using var scope = new Scope<double>();
            _ = Tensor.Zeros<double>(1 << 17);
            made.Release();
            turn.Wait();
        });
        other.Start();
        made.Wait();
        using (new Scope<double>())
        {
            _ = Tensor.Zeros<double>(1 << 17);
            var inside = Read();
            Assert.Equal(2 << 20, inside["autograd.memory.rented"] - before["autograd.memory.rented"]);
            Assert.True(inside["autograd.memory.rented.peak"] >= inside["autograd.memory.rented"]);
        }

        turn.Release();
        other.Join();
        var after = Read();
        Assert.Equal(before["autograd.memory.rented"], after["autograd.memory.rented"]);
        Assert.InRange(after["autograd.memory.pooled"] - before["autograd.memory.pooled"], 1 << 20, 2 << 20);
    }

    private (long Tapes, long Nodes, long Sweeps, long Steps) Since(Dictionary<string, long> before)
    {
        var now = Read();
        long Difference(string name) => now[name] - before[name];
        return (Difference("autograd.tapes"), Difference("autograd.nodes"), Difference("autograd.sweeps"), Difference("autograd.optimizer.steps"));
    }

    private Dictionary<string, long> Read()
    {
        sums.Clear();
        listener.RecordObservableInstruments();
        return new(sums);
    }
}
