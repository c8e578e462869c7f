using System.Numerics;

namespace AutoGrad;

/// <summary>A table of vectors, looked up by number: words, categories.</summary>
/// <remarks>Parameter: <c>weight</c> of shape [count, size]. Shapes: indices of any shape [..] give [.., size].</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Embedding<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the table and draws it.</summary>
    /// <param name="count">How many vectors.</param>
    /// <param name="size">How many numbers in each.</param>
    /// <param name="random">Where they are drawn from.</param>
    /// <param name="initializer">How they are drawn: the standard normal distribution by default.</param>
    public Embedding(int count, int size, RandomStream random, Initializer? initializer = null) =>
        Weight = AddParameter("weight", Shape.Create(count, size), initializer ?? Initializer.Normal(), random);

    /// <summary>The table, [count, size].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>The vectors with the given numbers.</summary>
    /// <exception cref="IndexException">A number is outside the table.</exception>
    public Tensor<T> Forward(Indices indices) => Weight.Embedding(indices);
}
