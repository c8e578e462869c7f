namespace AutoGrad;

/// <summary>One finished pass over the training data.</summary>
/// <param name="Epoch">Which pass, counted from 1.</param>
/// <param name="Loss">The mean training loss, each example before the update it took part in.</param>
/// <param name="Accuracy">The share of training examples predicted right on the way; null without labels.</param>
/// <param name="Validation">What the model made of the validation data afterwards; null without such.</param>
public sealed record EpochSummary(int Epoch, double Loss, double? Accuracy, Evaluation? Validation);
