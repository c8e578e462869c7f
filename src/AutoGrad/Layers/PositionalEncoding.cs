using System.Numerics;

namespace AutoGrad;

/// <summary>Adds sines and cosines of the position, of wavelengths from 2π on upwards, to the features.</summary>
/// <remarks>
/// Formula: at position p, feature 2i gets sin(p 10000^(-2i/n)) and feature 2i + 1 the cosine of the same angle. No parameters. Shapes: x is [.., positions, n].
/// Source: Vaswani and others, Attention is all you need, 2017.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class PositionalEncoding<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input has fewer than two axes.</exception>
    public override Tensor<T> Forward(Tensor<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2)
        {
            throw Errors.LayerInput("PositionalEncoding", x.Shape, "[.., positions, features] is needed: Unsqueeze the axis of positions.");
        }

        var (positions, features) = (x.Shape[^2], x.Shape[^1]);
        var waves = new T[positions * features];
        for (var place = 0; place < waves.Length; place++)
        {
            var (position, feature) = Math.DivRem(place, features);
            var angle = position * Math.Pow(10000, -(feature / 2 * 2) / (double)features);
            waves[place] = T.CreateTruncating(feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }

        return x + Tensor.Create<T>(waves, Shape.Create(positions, features));
    }
}
