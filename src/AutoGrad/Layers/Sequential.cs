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
        foreach (var layer in layers)
        {
            x = layer.Call(x);
        }

        return x;
    }
}
