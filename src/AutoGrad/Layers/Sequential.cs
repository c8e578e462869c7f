using System.Numerics;

namespace AutoGrad;

/// <summary>Layers one after the other; each is named by its place: <c>0.weight</c>, <c>2.bias</c>.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Sequential<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Layer<T>[] layers;

    /// <summary>Chains layers.</summary>
    public Sequential(params ReadOnlySpan<Layer<T>> layers)
    {
        this.layers = layers.ToArray();
        for (var index = 0; index < layers.Length; index++)
        {
            Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture), layers[index]);
        }
    }

    /// <summary>The number of layers.</summary>
    public int Count => layers.Length;

    /// <summary>The layer at a place.</summary>
    public Layer<T> this[int index] => (uint)index < (uint)layers.Length ? layers[index] : throw Errors.NoSuchPlace("Sequential", index, layers.Length);

    /// <summary>The last layer's result; without layers, the input.</summary>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        for (var index = 0; index < layers.Length; index++)
        {
            if (layers[index] is Dense<T> dense && index + 1 < layers.Length && layers[index + 1] is Activation<T> activation && !Inspector.IsAttached)
            {
                x = activation.After(dense, x);
                index++;
            }
            else
            {
                x = layers[index].Call(x);
            }
        }

        return x;
    }
}
