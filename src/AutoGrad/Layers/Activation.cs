using System.Numerics;

namespace AutoGrad;

/// <summary>A layer without parameters: any function of a tensor, such as <c>new Activation&lt;float&gt;(x =&gt; x.Mish())</c>.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="function">The function.</param>
public class Activation<T>(Func<Tensor<T>, Tensor<T>> function) : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Tensor<T>, Tensor<T>> function = Checked(function);

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x) => function(x);

    /// <summary>The activation of a dense layer's result: in one op where there is one, which gives the same bits.</summary>
    internal virtual Tensor<T> After(Dense<T> dense, Tensor<T> x) => Forward(dense.Forward(x));

    private static Func<Tensor<T>, Tensor<T>> Checked(Func<Tensor<T>, Tensor<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }
}
