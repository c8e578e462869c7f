using System.Numerics;

namespace AutoGrad;

/// <summary>Writes the spread of every parameter to a TensorBoard log after each epoch: weights that vanish, explode or stand still are seen there.</summary>
/// <remarks>
/// <code>
/// using var log = new TensorBoardLog("runs/first");
/// var trainer = new Trainer&lt;float&gt;(model, adam, loss) { Callbacks = [new ParameterHistograms&lt;float&gt;(log)] };
/// trainer.Run(training, random, validation, log);
/// </code>
/// The tags are <c>parameters/</c> and the parameter's path, against the epoch.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ParameterHistograms<T> : ITrainingCallback<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TensorBoardLog log;

    /// <summary>Writes to a log, which stays its owner's to dispose.</summary>
    public ParameterHistograms(TensorBoardLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        this.log = log;
    }

    /// <inheritdoc/>
    public void EpochEnded(TrainingMoment<T> moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        var parameters = moment.Trainer.Model.Parameters;
        for (var index = 0; index < parameters.Count; index++)
        {
            log.WriteHistogram($"parameters/{parameters.PathAt(index)}", parameters[index], moment.Progress.Epoch);
        }

        log.Flush();
    }
}
