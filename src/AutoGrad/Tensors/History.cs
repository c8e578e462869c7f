namespace AutoGrad;

/// <summary>What the Tensors room knows of a recording: whether a tensor's place in it is still alive, and how to suspend it. The tape's recording extends it.</summary>
internal abstract class History
{
    /// <summary>Whether the node with this ordinal and identity is still part of the recording.</summary>
    public abstract bool IsLive(int ordinal, long id);

    /// <summary>How many nodes are recorded: the ordinal of the next one.</summary>
    public int NodeCount { get; protected set; }

    /// <summary>Whether ops are recorded now.</summary>
    public abstract bool IsRecording { get; }

    /// <summary>Stops recording until <see cref="Resume"/>: everything recorded before is constant meanwhile.</summary>
    public abstract void Suspend();

    /// <summary>Takes back one <see cref="Suspend"/>.</summary>
    public abstract void Resume();

    /// <summary>Lets go of room for nodes: of all that is free, or of what recent tapes did not need.</summary>
    public abstract void Trim(bool everything);
}
