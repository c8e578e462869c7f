namespace AutoGrad;

/// <summary>What one batch says.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Examples">The number of examples.</param>
/// <param name="Correct">How many were predicted right; null where that means nothing.</param>
internal readonly record struct BatchMeasure(double Loss, int Examples, int? Correct);

/// <summary>Mean loss and accuracy over batches, every example counting once whatever batch it was in.</summary>
internal sealed class RunningMeans
{
    private double loss;
    private long labelled;
    private long correct;

    public long Examples { get; private set; }

    /// <summary>All that is remembered, for a checkpoint.</summary>
    public (double Loss, long Examples, long Labelled, long Correct) State
    {
        get => (loss, Examples, labelled, correct);
        set => (loss, Examples, labelled, correct) = value;
    }

    public double Loss => loss / Examples;

    public double? Accuracy => labelled == 0 ? null : (double)correct / labelled;

    public void Add(BatchMeasure batch)
    {
        loss += batch.Loss * batch.Examples;
        Examples += batch.Examples;
        correct += batch.Correct ?? 0;
        labelled += batch.Correct is null ? 0 : batch.Examples;
    }
}
