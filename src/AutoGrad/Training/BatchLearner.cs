using System.Numerics;

namespace AutoGrad;

/// <summary>What a trainer does with one batch: the tape, the guard against numbers that are not finite, accumulation, clipping, the step and the average.</summary>
internal sealed class BatchLearner<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Trainer<T> trainer;
    private readonly ModuleSnapshot<T> buffers;
    private readonly GradientAccumulator<T>? accumulator;
    private int passedOver;

    public BatchLearner(Trainer<T> trainer)
    {
        this.trainer = trainer;
        buffers = ModuleSnapshot<T>.OfBuffers(trainer.Model);
        accumulator = trainer.AccumulatedBatches > 1 ? new GradientAccumulator<T>() : null;
    }

    /// <summary>Whether no batch waits for others to be a step: where a run may end, and go on from.</summary>
    public bool IsBetweenSteps => accumulator is null or { Weight: 0 };

    /// <summary>Learns from a batch. If that fails, parameters and buffers are as they were before.</summary>
    public void Learn(RunningMeans means, Batch<T> batch, int epoch, int step, bool isLast)
    {
        buffers.Capture();
        try
        {
            using var tape = new Tape<T>();
            var (_, loss, measured) = trainer.Measure(batch);
            var gradients = double.IsFinite(measured.Loss) ? tape.Gradients(loss, last: true) : null;
            if (gradients is null || (trainer.ToleratedNonFiniteBatches > 0 && gradients.Reached().Any(static entry => !Clipping.IsFinite(entry.Gradient))))
            {
                PassOver(batch, epoch, step, measured.Loss);
            }
            else
            {
                passedOver = 0;
                means.Add(measured);
                accumulator?.Add(gradients, batch.Count);
                if (accumulator is null)
                {
                    Step(gradients);
                }
            }

            if (accumulator is { Weight: > 0 } && (isLast || step % trainer.AccumulatedBatches == 0))
            {
                Step(accumulator.Take());
            }
        }
        catch
        {
            // A forward pass has moved running statistics already, perhaps to NaN.
            buffers.Restore();
            throw;
        }
    }

    private void Step(Gradients<T> gradients)
    {
        if (trainer.Schedule is { } schedule)
        {
            trainer.Optimizer.LearningRate = schedule.At(trainer.Optimizer.Steps);
        }

        trainer.Optimizer.Step(trainer.MaximumGradientNorm is { } maximum ? gradients.ClipByGlobalNorm(maximum).Clipped : gradients);
        trainer.Average?.Update();
    }

    private void PassOver(Batch<T> batch, int epoch, int step, double loss)
    {
        if (++passedOver > trainer.ToleratedNonFiniteBatches)
        {
            throw Errors.LossNotFinite(epoch, step, loss, NonFiniteExample.Describe(batch), passedOver);
        }

        buffers.Restore();
    }
}
