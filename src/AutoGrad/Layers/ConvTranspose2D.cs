using System.Numerics;

namespace AutoGrad;

/// <summary>A transposed convolution of images plus a bias per output channel: with a stride it makes images larger.</summary>
/// <remarks>
/// Parameters: <c>weight</c> of shape [inputs, outputs / groups, kernel, kernel], <c>bias</c> of shape [outputs].
/// Shapes: x is [n, inputs, height, width], y is [n, outputs, rows, columns] with rows = (height - 1) stride - 2 padding + dilation (kernel - 1) + 1 + output padding.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ConvTranspose2D<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int stride;
    private readonly int padding;
    private readonly int outputPadding;
    private readonly int dilation;
    private readonly int groups;

    /// <summary>Makes the layer and draws its weight.</summary>
    /// <param name="inputs">The channels of the input.</param>
    /// <param name="outputs">The channels of the result.</param>
    /// <param name="kernel">The height and width of the window.</param>
    /// <param name="random">Where the weight is drawn from.</param>
    /// <param name="stride">How far the window moves each time.</param>
    /// <param name="padding">How much is cut off the result on each side.</param>
    /// <param name="outputPadding">How much larger the result is at its end: 0 or more and below the stride.</param>
    /// <param name="dilation">How far apart the window's elements lie.</param>
    /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
    /// <param name="initializer">How the weight is drawn, with fan-in inputs / groups kernel^2: <see cref="Initializer.HeUniform"/> by default.</param>
    /// <param name="bias">Whether a bias, zero at first, is added.</param>
    /// <exception cref="ValueException">A number is too small, or the groups do not divide inputs and outputs.</exception>
    public ConvTranspose2D(
        int inputs, int outputs, int kernel, RandomStream random, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, Initializer? initializer = null, bool bias = true)
    {
        if (inputs < 1 || outputs < 1 || groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            throw Errors.LayerGroups("ConvTranspose2D", inputs, outputs, groups);
        }

        ConvolutionMap.CheckSetting("ConvTranspose2D", "kernel", kernel, 1);
        ConvolutionMap.CheckSetting("ConvTranspose2D", "stride", stride, 1);
        ConvolutionMap.CheckSetting("ConvTranspose2D", "padding", padding, 0);
        ConvolutionMap.CheckSetting("ConvTranspose2D", "output padding", outputPadding, 0);
        ConvolutionMap.CheckSetting("ConvTranspose2D", "dilation", dilation, 1);
        (this.stride, this.padding, this.outputPadding, this.dilation, this.groups) = (stride, padding, outputPadding, dilation, groups);

        // Drawn with the axes of inputs and outputs last, where initializers look for them, in the groups' sizes; then put in the op's order.
        using var scope = new Scope<T>();
        var drawn = (initializer ?? Initializer.HeUniform).Create<T>(Shape.Create(kernel, kernel, inputs / groups, outputs), random);
        var grouped = drawn.Reshape(kernel, kernel, inputs / groups, groups, outputs / groups).Permute(3, 2, 4, 0, 1);
        Weight = AddParameter("weight", grouped.Reshape(inputs, outputs / groups, kernel, kernel));
        Bias = bias ? AddParameter("bias", Tensor.Zeros<T>(outputs)) : null;
    }

    /// <summary>The weight, [inputs, outputs / groups, kernel, kernel].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The bias, [outputs], if there is one.</summary>
    public Parameter<T>? Bias { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input is not [n, inputs, height, width].</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.ConvTranspose2D(Weight, Bias, stride, padding, outputPadding, dilation, groups);
    }
}
