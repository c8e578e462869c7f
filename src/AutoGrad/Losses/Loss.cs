using System.Numerics;

namespace AutoGrad;

/// <summary>Measures of how wrong predictions are: one number to differentiate, smaller when better.</summary>
/// <remarks>Compositions of ops, so each has gradients of every order. Predictions and targets have equal shapes: nothing is broadcast. The same numbers as PyTorch's.</remarks>
public static partial class Loss
{
    /// <summary>Applies the reduction to the losses of the elements.</summary>
    internal static Tensor<T> Reduce<T>(Tensor<T> losses, LossReduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        reduction switch
        {
            LossReduction.None => losses,
            LossReduction.Sum => losses.Sum(),
            LossReduction.Mean => losses.Mean(),
            _ => throw Errors.Value("Loss", $"the reduction {reduction} was given", "There are Mean, Sum and None."),
        };

    private static void CheckPair<T>(string loss, Tensor<T> predictions, Tensor<T> targets, LossReduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Shape != targets.Shape)
        {
            throw Errors.LossShapes(loss, predictions.Shape, targets.Shape);
        }

        CheckNotEmpty(loss, predictions, reduction);
    }

    private static void CheckNotEmpty<T>(string loss, Tensor<T> predictions, LossReduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (predictions.Length == 0 && reduction == LossReduction.Mean)
        {
            throw Errors.EmptyBatch(loss, predictions.Shape);
        }
    }
}
