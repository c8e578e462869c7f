using System.Numerics;

namespace AutoGrad;

/// <summary>A linear map of the last axis plus a bias: y = x W + b.</summary>
/// <remarks>Parameters: <c>weight</c> of shape [inputs, outputs], <c>bias</c> of shape [outputs]. Shapes: x is [.., inputs], y is [.., outputs].</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Dense<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the layer and draws its weight.</summary>
    /// <param name="inputs">The size of the last axis of the input.</param>
    /// <param name="outputs">The size of the last axis of the result.</param>
    /// <param name="random">Where the weight is drawn from.</param>
    /// <param name="initializer">How the weight is drawn: <see cref="Initializer.GlorotUniform"/> by default; <see cref="Initializer.HeNormal"/> suits relu.</param>
    /// <param name="bias">Whether a bias, zero at first, is added.</param>
    public Dense(int inputs, int outputs, RandomStream random, Initializer? initializer = null, bool bias = true)
    {
        Weight = AddParameter("weight", Shape.Create(inputs, outputs), initializer ?? Initializer.GlorotUniform, random);
        Bias = bias ? AddParameter("bias", Shape.Create(outputs), Initializer.Zeros, random) : null;
    }

    /// <summary>The weight, [inputs, outputs].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The bias, [outputs], if there is one.</summary>
    public Parameter<T>? Bias { get; }

    /// <remarks>Files have the weight as [outputs, inputs].</remarks>
    private protected override (string Name, bool IsTransposed) NameInFile(string name) => (name, name == "weight");

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Bias is null ? x.MatMul(Weight) : x.Affine(Weight, Bias);
    }
}
