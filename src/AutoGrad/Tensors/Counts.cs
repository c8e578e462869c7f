namespace AutoGrad;

/// <summary>What one thread has done with tapes. It alone adds, without a lock, which would take as long as recording an op; whoever asks reads the sum over all threads.</summary>
internal sealed class Counts
{
    public long Nodes { get; set; }

    public long Tapes { get; set; }

    public long Sweeps { get; set; }

    public long Steps { get; set; }

    /// <summary>Adds what a thread that has ended had counted.</summary>
    public void Add(Counts other) => (Nodes, Tapes, Sweeps, Steps) = (Nodes + other.Nodes, Tapes + other.Tapes, Sweeps + other.Sweeps, Steps + other.Steps);
}
