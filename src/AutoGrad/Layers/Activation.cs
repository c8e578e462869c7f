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

    private static Func<Tensor<T>, Tensor<T>> Checked(Func<Tensor<T>, Tensor<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }
}
