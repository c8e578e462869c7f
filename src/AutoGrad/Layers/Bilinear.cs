using System.Numerics;

namespace AutoGrad;

/// <summary>A bilinear map of two inputs plus a bias: z_o = x W_o y + b_o.</summary>
/// <remarks>Parameters: <c>weight</c> of shape [outputs, first, second], <c>bias</c> of shape [outputs]. Shapes: x is [.., first], y [.., second], z [.., outputs].</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Bilinear<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the layer and draws its weight.</summary>
    /// <param name="first">The size of the first input's last axis.</param>
    /// <param name="second">The size of the second input's last axis.</param>
    /// <param name="outputs">The size of the result's last axis.</param>
    /// <param name="random">Where the weight is drawn from.</param>
    /// <param name="initializer">How the weight is drawn, with fan-in first times second and fan-out outputs: <see cref="Initializer.GlorotUniform"/> by default.</param>
    /// <param name="bias">Whether a bias, zero at first, is added.</param>
    public Bilinear(int first, int second, int outputs, RandomStream random, Initializer? initializer = null, bool bias = true)
    {
        if (first < 1 || second < 1 || outputs < 1)
        {
            throw Errors.Value("Bilinear", FormattableString.Invariant($"the sizes {first}, {second} and {outputs} were given"), "The sizes of both inputs and of the result are 1 or more.");
        }

        // Each output is a sum of first times second products: drawn as the weight of a dense layer, then put in the op's order.
        using var scope = new Scope<T>();
        var drawn = (initializer ?? Initializer.GlorotUniform).Create<T>(Shape.For("Bilinear", checked(first * second), outputs), random);
        Weight = AddParameter("weight", drawn.Transpose().Reshape(outputs, first, second));
        Bias = bias ? AddParameter("bias", Tensor.Zeros<T>(outputs)) : null;
    }

    /// <summary>The weight, [outputs, first, second].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The bias, [outputs], if there is one.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>Maps a pair of inputs with the same leading axes.</summary>
    /// <param name="x">The first input, [.., first].</param>
    /// <param name="y">The second input, [.., second].</param>
    public Tensor<T> Forward(Tensor<T> x, Tensor<T> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Bilinear(y, Weight, Bias);
    }
}
