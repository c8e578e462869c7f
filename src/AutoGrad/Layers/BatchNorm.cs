using System.Numerics;

namespace AutoGrad;

/// <summary>Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it by what is learned.</summary>
/// <remarks>
/// Formula: y = (x - mean) / sqrt(variance + epsilon) weight + bias, the variance with n in the denominator. While training, mean and variance are the batch's, and
/// the running ones move towards them: r += momentum (batch - r), the variance with n - 1. While evaluating, the running ones are used.
/// Parameters: <c>weight</c> (ones), <c>bias</c> (zeros). Buffers: <c>runningMean</c> (zeros), <c>runningVariance</c> (ones). All of shape [features].
/// Shapes: x is [n, features, ..], as the layer's kind says.
/// Source: Ioffe and Szegedy, Batch normalization, ICML 2015. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class BatchNorm<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly string layer;
    private readonly int features;
    private readonly double epsilon;
    private readonly double momentum;

    private protected BatchNorm(string layer, int features, double epsilon, double momentum)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw Errors.Epsilon(layer, epsilon);
        }

        if (!(momentum is >= 0 and <= 1))
        {
            throw Errors.Value(layer, FormattableString.Invariant($"the momentum {momentum} was given"), "It is the share of each new batch in the running statistics: 0 to 1; 0.1 is usual.");
        }

        (this.layer, this.features, this.epsilon, this.momentum) = (layer, features, epsilon, momentum);
        Weight = AddParameter("weight", Tensor.Ones<T>(features));
        Bias = AddParameter("bias", Tensor.Zeros<T>(features));
        RunningMean = AddBuffer("runningMean", Tensor.Zeros<T>(features));
        RunningVariance = AddBuffer("runningVariance", Tensor.Ones<T>(features));
    }

    /// <summary>The scale, [features].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The shift, [features].</summary>
    public Parameter<T> Bias { get; }

    /// <summary>The mean of the batches seen, recent ones counting more.</summary>
    public ModuleBuffer<T> RunningMean { get; }

    /// <summary>The variance of the batches seen, recent ones counting more.</summary>
    public ModuleBuffer<T> RunningVariance { get; }

    private protected override IEnumerable<string> IgnoredInFiles => ["num_batches_tracked"];

    private protected override (string Name, bool IsTransposed) NameInFile(string name) =>
        (name switch { "runningMean" => "running_mean", "runningVariance" => "running_var", _ => name }, false);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shape does not fit, or a training batch has one value of each feature only.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Takes(x.Rank) || x.Shape[1] != features)
        {
            throw Errors.LayerInput(layer, x.Shape, $"{Needed(features)} is needed.");
        }

        return IsTraining ? ForwardTraining(x) : x.BatchNorm(Weight, Bias, RunningMean, RunningVariance, epsilon);
    }

    /// <summary>Whether inputs may have so many axes.</summary>
    private protected abstract bool Takes(int rank);

    /// <summary>The shapes of inputs in words.</summary>
    private protected abstract string Needed(int features);

    private Tensor<T> ForwardTraining(Tensor<T> x)
    {
        var count = features == 0 ? 0 : x.Length / features;
        if (count < 2)
        {
            throw Errors.LayerInput(layer, x.Shape, "Training needs two values of each feature or more: one has no variance. Use larger batches, or Evaluate().");
        }

        // As BatchNorm, whose mean and variance the running ones follow.
        int[] axes = [0, .. Enumerable.Range(2, x.Rank - 2)];
        int[] shape = [features, .. Enumerable.Repeat(1, x.Rank - 2)];
        var mean = x.Mean(axes, keepAxes: true);
        var centered = x - mean;
        var variance = centered.MeanOfSquares(axes, keepAxes: true);
        Follow(RunningMean, mean, 1);
        Follow(RunningVariance, variance, count / (count - 1.0));
        return (centered / (variance + epsilon).Sqrt() * Weight.Reshape(shape)) + Bias.Reshape(shape);
    }

    private void Follow(ModuleBuffer<T> running, Tensor<T> batch, double correction)
    {
        using var scope = new Scope<T>();
        running.Assign((running * (1 - momentum)) + (batch.ReshapeTo(running.Shape) * (momentum * correction)));
    }
}
