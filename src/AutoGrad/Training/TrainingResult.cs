namespace AutoGrad;

/// <summary>Why training ended.</summary>
public enum TrainingStop
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>The loss, or what the trainer's goal is, had not improved for as many epochs as patience lasts.</summary>
    EarlyStop,

    /// <summary>A callback asked for the end.</summary>
    Requested,

    /// <summary>Cancellation was asked for. The model keeps what it had learned by then.</summary>
    Cancelled,
}

/// <summary>What came of a training run.</summary>
/// <param name="Stop">Why it ended.</param>
/// <param name="Epochs">The finished passes, in order: the history of losses.</param>
/// <param name="Steps">The number of steps taken, those of an unfinished pass included.</param>
/// <param name="BestEpoch">The pass that was best by the trainer's goal, counted from 1: if nothing else was asked for, with the smallest validation loss (training loss without validation data); 0 if none was finished.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(TrainingStop Stop, IReadOnlyList<EpochSummary> Epochs, long Steps, int BestEpoch, TimeSpan Elapsed);
