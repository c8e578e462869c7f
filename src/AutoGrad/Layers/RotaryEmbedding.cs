using System.Numerics;

namespace AutoGrad;

/// <summary>Turns pairs of features by angles that grow with the position, for queries and keys of an attention.</summary>
/// <remarks>
/// No parameters. Shapes: x is [.., positions, features] with an even number of features.
/// Source: Su and others, RoFormer: enhanced transformer with rotary position embedding, 2021.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="theta">How many times longer the slowest turn takes than the fastest, roughly.</param>
public sealed class RotaryEmbedding<T>(double theta = 10000) : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input has fewer than two axes or an odd number of features.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.RotaryEmbedding(0, theta);
    }
}
