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

    /// <summary>The optimizers whose learning rates count: this one, and those that it joins.</summary>
    internal virtual IReadOnlyList<Optimizer<T>> Rated => [this];

    /// <summary>Goes on where another run was.</summary>
    internal void Recall(long steps, IReadOnlyList<double> rates, ReadOnlySpan<OptimizerState<T>?> remembered)
    {
        Steps = steps;
        for (var index = 0; index < rates.Count; index++)
        {
            Rated[index].LearningRate = rates[index];
        }

        remembered.CopyTo(states);
    }
}
