using System.Numerics;

namespace AutoGrad;

/// <summary>Adam whose step in each parameter tensor is as long as a share of that tensor itself: for very large batches.</summary>
/// <remarks>
/// Formula: m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  u = m' / (sqrt(v') + epsilon) + weightDecay p, where m' = m / (1 - beta1^t) and
/// v' = v / (1 - beta2^t);  p -= learningRate |p| / |u| u, with the ratio 1 where one of the norms is 0.
/// Source: You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer and Hsieh, Large batch optimization for deep learning: training BERT in 76 minutes,
/// ICLR 2020, algorithm 2.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class Lamb<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 1e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How much of the running mean of gradients is kept.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-6;

    /// <summary>How strongly parameters are drawn to zero, added to the direction.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["mean", "meanSquare"];

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(state);
        state.Assign(0, (Beta1 * state[0]) + ((1 - Beta1) * gradient));
        state.Assign(1, (Beta2 * state[1]) + ((1 - Beta2) * gradient.Square()));
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, state.Steps));
        var direction = state[0] / ((1 - Math.Pow(Beta1, state.Steps)) * ((state[1].Sqrt() / correction) + Epsilon));
        if (WeightDecay > 0)
        {
            direction += WeightDecay * parameter;
        }

        var size = double.CreateTruncating(parameter.Norm().Item());
        var length = double.CreateTruncating(direction.Norm().Item());
        parameter.Assign(parameter - (LearningRate * (size > 0 && length > 0 ? size / length : 1) * direction));
    }
}
