using System.Numerics;

namespace AutoGrad;

/// <summary>Code of yours that a <see cref="Trainer{T}"/> calls on the way: to log, to change a setting, to end the run. Every method may be left out.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface ITrainingCallback<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Called after each batch.</summary>
    void StepEnded(TrainingMoment<T> moment)
    {
    }

    /// <summary>Called after each pass, when its summary and validation are known.</summary>
    void EpochEnded(TrainingMoment<T> moment)
    {
    }
}

/// <summary>Where a run stands when a callback is called.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TrainingMoment<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Action stop;

    internal TrainingMoment(Trainer<T> trainer, TrainingProgress progress, Action stop) => (Trainer, Progress, this.stop) = (trainer, progress, stop);

    /// <summary>The trainer, with its model and optimizer.</summary>
    public Trainer<T> Trainer { get; }

    /// <summary>What was reached; after a pass, <see cref="TrainingProgress.Completed"/> has its summary.</summary>
    public TrainingProgress Progress { get; }

    /// <summary>Ends the run after this step: <see cref="TrainingStop.Requested"/>.</summary>
    public void Stop() => stop();
}
