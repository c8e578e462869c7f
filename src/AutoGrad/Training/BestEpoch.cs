using System.Numerics;

namespace AutoGrad;

/// <summary>Remembers the epoch with the best score and, where asked to, the weights it had.</summary>
/// <param name="model">Whose weights to remember; null: none.</param>
/// <param name="goal">What the score is: the smaller, the better.</param>
/// <param name="improvement">By how much a score must be smaller.</param>
internal sealed class BestEpoch<T>(Module<T>? model, TrainingGoal goal, double improvement)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ModuleSnapshot<T>? snapshot = model is null ? null : new ModuleSnapshot<T>(model);
    private double least = double.PositiveInfinity;

    /// <summary>The best epoch so far, 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>The best score so far.</summary>
    public double Least => least;

    /// <summary>The memory of the weights; none where none are remembered.</summary>
    public IEnumerable<Tensor<T>> Copies => snapshot?.Copies ?? [];

    /// <summary>Goes on where another run was.</summary>
    public void Recall(int epoch, double least) => (Epoch, this.least) = (epoch, least);

    public void Add(EpochSummary summary)
    {
        var score = goal.Score(summary);

        // A NaN is never smaller; the first epoch counts as the best even so, so that there is one to go back to.
        if (score < least - improvement || Epoch == 0)
        {
            (least, Epoch) = (double.IsNaN(score) ? double.PositiveInfinity : score, summary.Epoch);
            snapshot?.Capture();
        }
    }

    public void Restore()
    {
        if (Epoch > 0)
        {
            snapshot?.Restore();
        }
    }
}
