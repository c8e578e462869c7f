using System.Numerics;

namespace AutoGrad;

/// <summary>A convolution of sequences plus a bias per output channel.</summary>
/// <remarks>
/// Parameters: <c>weight</c> of shape [outputs, inputs / groups, kernel], <c>bias</c> of shape [outputs].
/// Shapes: x is [n, inputs, length], y is [n, outputs, places] with places = (length + 2 padding - dilation (kernel - 1) - 1) / stride + 1, rounded down.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Conv1D<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int stride;
    private readonly int padding;
    private readonly int dilation;
    private readonly int groups;

    /// <summary>Makes the layer and draws its weight.</summary>
    /// <param name="inputs">The channels of the input.</param>
    /// <param name="outputs">The channels of the result.</param>
    /// <param name="kernel">The length of the window.</param>
    /// <param name="random">Where the weight is drawn from.</param>
    /// <param name="stride">How far the window moves each time.</param>
    /// <param name="padding">How many zeros stand before and behind the sequence; (kernel - 1) / 2 keeps the length for odd kernels.</param>
    /// <param name="dilation">How far apart the window's elements lie.</param>
    /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
    /// <param name="initializer">How the weight is drawn, with fan-in inputs / groups kernel: <see cref="Initializer.HeUniform"/> by default.</param>
    /// <param name="bias">Whether a bias, zero at first, is added.</param>
    /// <exception cref="ValueException">A number is too small, or the groups do not divide inputs and outputs.</exception>
    public Conv1D(int inputs, int outputs, int kernel, RandomStream random, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, Initializer? initializer = null, bool bias = true)
    {
        if (inputs < 1 || outputs < 1 || groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            throw Errors.LayerGroups("Conv1D", inputs, outputs, groups);
        }

        ConvolutionMap.CheckSetting("Conv1D", "kernel", kernel, 1);
        ConvolutionMap.CheckSetting("Conv1D", "stride", stride, 1);
        ConvolutionMap.CheckSetting("Conv1D", "padding", padding, 0);
        ConvolutionMap.CheckSetting("Conv1D", "dilation", dilation, 1);
        (this.stride, this.padding, this.dilation, this.groups) = (stride, padding, dilation, groups);

        // Initializers take the last two axes for inputs and outputs: drawn like that, the fans are right, then the axes are put in the op's order.
        using var scope = new Scope<T>();
        var drawn = (initializer ?? Initializer.HeUniform).Create<T>(Shape.Create(kernel, inputs / groups, outputs), random);
        Weight = AddParameter("weight", drawn.Permute(2, 1, 0));
        Bias = bias ? AddParameter("bias", Tensor.Zeros<T>(outputs)) : null;
    }

    /// <summary>The weight, [outputs, inputs / groups, kernel].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The bias, [outputs], if there is one.</summary>
    public Parameter<T>? Bias { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input is not [n, inputs, length], or shorter than the window.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Conv1D(Weight, Bias, stride, padding, dilation, groups);
    }
}
