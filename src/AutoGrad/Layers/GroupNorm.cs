using System.Numerics;

namespace AutoGrad;

/// <summary>Brings each group of channels of each example to mean 0 and variance 1, then scales and shifts each channel by what is learned.</summary>
/// <remarks>
/// Parameters: <c>weight</c> (ones) and <c>bias</c> (zeros), both of shape [channels]. Shapes: x is [n, channels, ..].
/// Source: Wu and He, Group normalization, 2018.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GroupNorm<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int groups;
    private readonly double epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="groups">How many groups of neighbouring channels there are.</param>
    /// <param name="channels">The size of the second axis.</param>
    /// <param name="epsilon">Added to the variance, which may be zero.</param>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5)
    {
        if (groups < 1 || channels < 1 || channels % groups != 0)
        {
            throw Errors.LayerGroups("GroupNorm", channels, channels, groups);
        }

        this.groups = groups;
        this.epsilon = epsilon >= 0 && double.IsFinite(epsilon) ? epsilon : throw Errors.Epsilon("GroupNorm", epsilon);
        Weight = AddParameter("weight", Tensor.Ones<T>(channels));
        Bias = AddParameter("bias", Tensor.Zeros<T>(channels));
    }

    /// <summary>The scale, [channels].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The shift, [channels].</summary>
    public Parameter<T> Bias { get; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.GroupNorm(groups, Weight, Bias, epsilon);
    }
}
