using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Adam with Nesterov's look-ahead: the step already contains the gradient's share of the next running mean.</summary>
/// <remarks>
/// Formula: g += weightDecay p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  u_t = beta1 (1 - 0.96^(t momentumDecay) / 2), U_t = u_1 .. u_t;
/// p -= learningRate ((1 - u_t) / (1 - U_t) g + u_(t+1) / (1 - U_t u_(t+1)) m) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// Source: Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">What to train: a model's Parameters.</param>
public sealed class NAdam<T>(ParameterList<T> parameters) : Optimizer<T>(parameters, 2e-3)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // The product U_t is a function of t alone: what is kept between two steps saves time and is no state.
    private long productSteps;
    private double product = 1;

    /// <summary>How much of the running mean of gradients is kept.</summary>
    public double Beta1 { get; init => field = Fraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    public double Beta2 { get; init => field = Fraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division finite where gradients vanish.</summary>
    public double Epsilon { get; init => field = NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>How fast the share of the look-ahead grows to beta1.</summary>
    public double MomentumDecay { get; init => field = NotNegative(value, nameof(MomentumDecay)); } = 4e-3;

    /// <summary>How strongly parameters are drawn to zero, added to the gradient.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["mean", "meanSquare"];

    private protected override int SettingCount => 9;

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var product = Product(state.Steps);
        var next = Share(state.Steps + 1);
        Fused<NAdamKernel<T>>(
            parameter,
            gradient,
            state,
            LearningRate * (1 - Share(state.Steps)) / (1 - product),
            LearningRate * next / (1 - (product * next)),
            Math.Sqrt(1 - Math.Pow(Beta2, state.Steps)),
            Epsilon,
            Beta1,
            1 - Beta1,
            Beta2,
            1 - Beta2,
            WeightDecay);
    }

    private double Share(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));

    private double Product(long steps)
    {
        if (steps < productSteps)
        {
            (productSteps, product) = (0, 1);
        }

        // Beyond the smallest number nothing changes, so that a run resumed at step 10^9 does not count up to it.
        while (productSteps < steps && product > 0)
        {
            product *= Share(++productSteps);
        }

        return product;
    }
}

/// <summary>g += decay p;  m = beta1 m + rest1 g;  v = beta2 v + rest2 g^2;  p -= (ahead g + rate m) / (sqrt v / correction + epsilon).</summary>
internal readonly record struct NAdamKernel<T>(
    Vector512<T> Ahead,
    Vector512<T> Rate,
    Vector512<T> Correction,
    Vector512<T> Epsilon,
    Vector512<T> Beta1,
    Vector512<T> Rest1,
    Vector512<T> Beta2,
    Vector512<T> Rest2,
    Vector512<T> Decay) : IUpdateKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> mean, ref Vector512<T> square, ref Vector512<T> state2)
    {
        gradient += Decay * parameter;
        mean = (Beta1 * mean) + (Rest1 * gradient);
        square = (Beta2 * square) + (Rest2 * (gradient * gradient));
        parameter -= ((Ahead * gradient) + (Rate * mean)) / ((Vector512.Sqrt(square) / Correction) + Epsilon);
    }
}
