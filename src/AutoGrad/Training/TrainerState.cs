using System.Numerics;

namespace AutoGrad;

/// <summary>Where a trainer's run stands, between two steps.</summary>
internal sealed class TrainerState<T>(BestEpoch<T> best, long stepsBefore)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The finished passes.</summary>
    public List<EpochSummary> Epochs { get; } = [];

    /// <summary>The best pass and its weights.</summary>
    public BestEpoch<T> Best { get; } = best;

    /// <summary>The means of the pass that is under way.</summary>
    public RunningMeans Means { get; private set; } = new();

    /// <summary>The steps taken of the pass that is under way.</summary>
    public int Step { get; set; }

    /// <summary>Where the stream stood when the order of the pass that is under way was drawn from it; null between passes.</summary>
    public ulong? OrderPosition { get; set; }

    /// <summary>The examples that the run has seen, in all its passes.</summary>
    public long Examples { get; set; }

    /// <summary>The optimizer's steps before the run.</summary>
    public long StepsBefore { get; set; } = stepsBefore;

    /// <summary>How long the run took in processes before this one.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Puts a stream where the order of the pass is drawn, and returns where it must be put after that; null where it just goes on.</summary>
    public ulong? BeginPass(RandomStream random)
    {
        var position = random.Position;
        if (OrderPosition is { } order)
        {
            random.Position = order;
            return position;
        }

        OrderPosition = position;
        return null;
    }

    public void EndPass() => (Step, OrderPosition, Means) = (0, null, new RunningMeans());
}
