using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AutoGrad;

/// <summary>The meter "AutoGrad", what tapes, sweeps and pools do, and the activities "AutoGrad", what training does, for whoever listens (dotnet-counters, OpenTelemetry).</summary>
/// <remarks>
/// Every instrument is an observable one: it costs nothing until somebody asks. Memory is read from the arenas, which count it anyway; what is counted over the
/// process's life each thread adds up for itself, once for each tape, sweep and step, never for an op.
/// </remarks>
internal static class Telemetry
{
    private static readonly Meter meter = new("AutoGrad", typeof(Telemetry).Assembly.GetName().Version?.ToString());

    /// <summary>The source of activities: runs, epochs, evaluations and saves. Without a listener, starting one is a null.</summary>
    public static ActivitySource Activities { get; } = new("AutoGrad", typeof(Telemetry).Assembly.GetName().Version?.ToString());

    static Telemetry()
    {
        meter.CreateObservableUpDownCounter("autograd.memory.rented", static () => Memory(static arena => arena.RentedBytes), "By", "Memory of tensors in open scopes and tapes.");
        meter.CreateObservableGauge("autograd.memory.rented.peak", static () => Memory(static arena => arena.PeakBytes), "By", "The most memory that was rented at once: the sum of each thread's.");
        meter.CreateObservableUpDownCounter("autograd.memory.pooled", static () => Memory(static arena => arena.PooledBytes), "By", "Memory that waits in pools to be rented again.");
        meter.CreateObservableCounter("autograd.nodes", static () => Arenas.Sum(static counts => counts.Nodes), "{node}", "Recorded ops and leaves of ended tapes.");
        meter.CreateObservableCounter("autograd.tapes", static () => Arenas.Sum(static counts => counts.Tapes), "{tape}", "Ended tapes.");
        meter.CreateObservableCounter("autograd.sweeps", static () => Arenas.Sum(static counts => counts.Sweeps), "{sweep}", "Backward sweeps.");
        meter.CreateObservableCounter("autograd.optimizer.steps", static () => Arenas.Sum(static counts => counts.Steps), "{step}", "Optimizer steps.");
        meter.CreateObservableCounter("autograd.work.helped", static () => Crew.Joined, "{job}", "Times that another thread came to help with an operation.");
    }

    /// <summary>Makes the instruments known, once: called where there is something to measure.</summary>
    public static void Publish()
    {
        // The static constructor has.
    }

    /// <summary>One measurement for each element type: the sum over all threads.</summary>
    private static IEnumerable<Measurement<long>> Memory(Func<Arena, long> bytes) =>
        from arena in Arenas.Alive()
        group bytes(arena) by arena.ElementType into ofType
        select new Measurement<long>(ofType.Sum(), new KeyValuePair<string, object?>("type", ofType.Key));
}
