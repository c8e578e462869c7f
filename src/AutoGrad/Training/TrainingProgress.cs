namespace AutoGrad;

/// <summary>Where training stands after a step, for a progress line.</summary>
/// <param name="Epoch">The pass over the data, counted from 1; of a stream, the epoch.</param>
/// <param name="Epochs">The passes planned.</param>
/// <param name="Step">The step within the pass, counted from 1.</param>
/// <param name="Steps">The steps of a pass.</param>
/// <param name="Loss">The mean loss of the pass so far, every example counting once.</param>
/// <param name="Accuracy">The share predicted right in the pass so far, before each update; null without labels.</param>
/// <param name="ExamplesPerSecond">The rate since training began.</param>
/// <param name="Elapsed">The time since training began.</param>
/// <param name="Remaining">The time left at that rate if all epochs are run.</param>
/// <param name="Completed">After the last step of a pass its summary, validation included; else null.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    double? Accuracy,
    double ExamplesPerSecond,
    TimeSpan Elapsed,
    TimeSpan Remaining,
    EpochSummary? Completed);
