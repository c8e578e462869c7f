using System.Numerics;

namespace AutoGrad;

/// <summary>A module that turns one tensor into another: what <see cref="Sequential{T}"/> chains.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Layer<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The layer's result. Inside a tape it is recorded; outside, or in a <see cref="Scope{T}"/>, it is just computed.</summary>
    public abstract Tensor<T> Forward(Tensor<T> x);

    /// <summary>Runs a forward pass of zeros and says what each module made and cost; <see cref="ModuleSummary.ToString"/> is a table. See <see cref="Module{T}.Summary"/>.</summary>
    /// <param name="inputShape">The shape of the input, the batch included.</param>
    /// <exception cref="ShapeException">The input does not fit the model.</exception>
    public ModuleSummary Summary(Shape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        using var scope = new Scope<T>();
        var x = Tensor.Zeros<T>(inputShape);
        return Summary(() => Forward(x));
    }

    /// <summary>The layer's result, as a container asks for it: whoever inspects the thread learns which layer computes.</summary>
    internal Tensor<T> Call(Tensor<T> x)
    {
        if (!Inspector.IsAttached)
        {
            return Forward(x);
        }

        Inspector.Enter(this);
        var y = Forward(x);
        Inspector.Leave(this, y.Shape);
        return y;
    }
}
