using System.Numerics;

namespace AutoGrad;

/// <summary>Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it by what is learned.</summary>
/// <remarks>
/// Formula: y = (x - mean) / sqrt(variance + epsilon) weight + bias, the variance with n in the denominator. While training, mean and variance are the batch's, and
/// the running ones move towards them: r += momentum (batch - r), the variance with n - 1. While evaluating, the running ones are used.
/// Parameters: <c>weight</c> (ones), <c>bias</c> (zeros). Buffers: <c>runningMean</c> (zeros), <c>runningVariance</c> (ones). All of shape [features].
/// Shapes: x is [n, features] or [n, features, length].
/// Source: Ioffe and Szegedy, Batch normalization, ICML 2015. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class BatchNorm1D<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int features;
    private readonly double epsilon;
    private readonly double momentum;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">The size of the second axis.</param>
    /// <param name="epsilon">Added to the variance, which may be zero.</param>
    /// <param name="momentum">How far the running statistics move to the batch's: 0 to 1.</param>
    public BatchNorm1D(int features, double epsilon = 1e-5, double momentum = 0.1)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw Errors.Epsilon("BatchNorm1D", epsilon);
        }

        if (!(momentum is >= 0 and <= 1))
        {
            throw Errors.Value("BatchNorm1D", FormattableString.Invariant($"the momentum {momentum} was given"), "It is the share of each new batch in the running statistics: 0 to 1; 0.1 is usual.");
        }

        (this.features, this.epsilon, this.momentum) = (features, epsilon, momentum);
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
        if (x.Rank is not (2 or 3) || x.Shape[1] != features)
        {
            throw Errors.LayerInput("BatchNorm1D", x.Shape, $"[n, {features}] or [n, {features}, length] is needed.");
        }

        // Per-feature vectors line up with the second axis of [n, features, length] as [features, 1].
        var perFeature = x.Rank == 2 ? Shape.Create(features) : Shape.Create(features, 1);
        return IsTraining
            ? ForwardTraining(x, perFeature)
            : Scaled(x - RunningMean.ReshapeTo(perFeature), RunningVariance.ReshapeTo(perFeature), perFeature);
    }

    private Tensor<T> ForwardTraining(Tensor<T> x, Shape perFeature)
    {
        var count = x.Shape[0] * (x.Rank == 3 ? x.Shape[2] : 1);
        if (count < 2)
        {
            throw Errors.LayerInput("BatchNorm1D", x.Shape, "Training needs two values of each feature or more: one has no variance. Use larger batches, or Evaluate().");
        }

        ReadOnlySpan<int> axes = x.Rank == 2 ? [0] : [0, 2];
        var mean = x.Mean(axes, keepAxes: true);
        var centered = x - mean;
        var variance = centered.Square().Mean(axes, keepAxes: true);
        Follow(RunningMean, mean, 1);
        Follow(RunningVariance, variance, count / (count - 1.0));
        return Scaled(centered, variance, perFeature);
    }

    private Tensor<T> Scaled(Tensor<T> centered, Tensor<T> variance, Shape perFeature) =>
        (centered / (variance + epsilon).Sqrt() * Weight.ReshapeTo(perFeature)) + Bias.ReshapeTo(perFeature);

    private void Follow(ModuleBuffer<T> running, Tensor<T> batch, double correction)
    {
        using var scope = new Scope<T>();
        running.Assign((running * (1 - momentum)) + (batch.ReshapeTo(running.Shape) * (momentum * correction)));
    }
}
