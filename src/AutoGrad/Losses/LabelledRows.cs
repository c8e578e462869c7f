using System.Numerics;

namespace AutoGrad;

/// <summary>The rows of a classification loss: their labels, how much each counts, and which are left out.</summary>
/// <param name="Labels">The labels, with a class in place of the ignored one.</param>
/// <param name="Weights">The class weight of each row, 0 for ignored ones; null when every row counts 1.</param>
/// <param name="Kept">1 for each row that counts, 0 for ignored ones; null when none is ignored.</param>
internal sealed record LabelledRows<T>(Indices Labels, Tensor<T>? Weights, Tensor<T>? Kept)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static LabelledRows<T> Create(string loss, Tensor<T> rows, Indices labels, Tensor<T>? classWeights, LossReduction reduction, int? ignoredLabel)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Tensor<T>? kept = null;
        if (ignoredLabel is { } ignored)
        {
            var classes = labels.ToArray();
            var ignoring = Array.FindAll(classes, label => label == ignored).Length;
            if (ignoring > 0)
            {
                if (reduction == LossReduction.Mean && ignoring == classes.Length)
                {
                    throw Errors.AllIgnored(loss, ignored, ignoring);
                }

                kept = Tensor.Create<T>(Array.ConvertAll(classes, label => label == ignored ? T.Zero : T.One), labels.Shape);
                labels = Indices.Create(Array.ConvertAll(classes, label => label == ignored ? 0 : label), labels.Shape);
            }
        }

        Loss.CheckLabels(loss, rows, labels, classWeights, reduction);
        var weights = classWeights?.IndexSelect(0, labels.Reshape(labels.Length)).ReshapeTo(labels.Shape);
        return new LabelledRows<T>(labels, weights is null ? kept : kept is null ? weights : weights * kept, kept);
    }

    /// <summary>The rows' losses, weighted, and exactly 0 where the label is ignored, whatever the row holds.</summary>
    public Tensor<T> Weigh(Tensor<T> losses)
    {
        var chosen = Ignore(losses);
        return Weights is null || ReferenceEquals(Weights, Kept) ? chosen : Weights * chosen;
    }

    /// <summary>The rows' losses, exactly 0 where the label is ignored.</summary>
    public Tensor<T> Ignore(Tensor<T> losses) => Kept is null ? losses : Ops.Where(Kept, losses, Tensor.Zeros<T>(losses.Shape));

    /// <summary>The mean divides by the weights' sum.</summary>
    public Tensor<T> Reduce(string loss, Tensor<T> losses, LossReduction reduction) =>
        reduction == LossReduction.Mean && Weights is not null ? losses.Sum() / Weights.Sum() : Loss.Reduce(losses, reduction);
}
