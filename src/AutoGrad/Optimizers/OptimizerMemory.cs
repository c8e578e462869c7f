using System.Numerics;

namespace AutoGrad;

/// <content>What a checkpoint takes and gives back.</content>
public abstract partial class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The method, which must be the same when a run goes on.</summary>
    internal string Method => Name;

    /// <summary>What is remembered about the parameter at a place; null before its first update.</summary>
    internal OptimizerState<T>? Remembered(int index) => states[index];

    /// <summary>A state as it is before the first update, not yet remembered.</summary>
    internal OptimizerState<T> Blank(int index)
    {
        var known = states[index];
        states[index] = null;
        var blank = StateAt(index);
        states[index] = known;
        return blank;
    }

    /// <summary>Goes on where another run was.</summary>
    internal void Recall(long steps, double rate, ReadOnlySpan<OptimizerState<T>?> remembered)
    {
        Steps = steps;
        LearningRate = rate;
        remembered.CopyTo(states);
    }
}
