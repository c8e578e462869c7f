namespace AutoGrad;

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

    public void Add(double batchLoss, int examples)
    {
        loss += batchLoss * examples;
        Examples += examples;
    }

    public void AddCorrect(int count, int examples)
    {
        correct += count;
        labelled += examples;
    }
}
