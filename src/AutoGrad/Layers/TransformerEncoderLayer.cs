using System.Numerics;

namespace AutoGrad;

/// <summary>One layer of a transformer's encoder: attention of a sequence to itself, then two dense layers at each step, each with a connection around it and a layer norm.</summary>
/// <remarks>
/// Formula: with the norms after (as first published) x = norm1(x + attention(x)), y = norm2(x + feed(x)); with the norms before, which trains deep stacks more easily,
/// x = x + attention(norm1(x)), y = x + feed(norm2(x)); feed(x) = linear2(activation(linear1(x))). Dropout follows the attention, the activation and linear2.
/// Parts: <c>attention</c> (<see cref="MultiHeadAttention{T}"/>), <c>norm1</c>, <c>linear1</c>, <c>linear2</c>, <c>norm2</c>. Shapes: x is [.., steps, size], the result has the same shape.
/// Source: Vaswani et al., Attention is all you need, 2017; Xiong et al., On layer normalization in the transformer architecture, 2020, for the norms before.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TransformerEncoderLayer<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MultiHeadAttention<T> attention;
    private readonly LayerNorm<T> norm1;
    private readonly Dense<T> linear1;
    private readonly Dense<T> linear2;
    private readonly LayerNorm<T> norm2;
    private readonly Func<Tensor<T>, Tensor<T>> activation;
    private readonly bool normFirst;
    private readonly double dropout;
    private readonly RandomStream random;

    /// <summary>Makes the layer and draws its weights.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="heads">How many heads share it.</param>
    /// <param name="inner">The size between the two dense layers, often four times the other.</param>
    /// <param name="random">Where the weights, and masks of dropout, are drawn from.</param>
    /// <param name="dropout">The probability with which elements, and weights of the attention, are dropped while training.</param>
    /// <param name="activation">What happens between the two dense layers: relu by default.</param>
    /// <param name="normFirst">Whether the norms come before attention and dense layers instead of after the sums.</param>
    /// <param name="epsilon">Added to the norms' variances.</param>
    /// <exception cref="ValueException">The heads do not divide the size, the probability is none, or the epsilon is negative.</exception>
    public TransformerEncoderLayer(
        int size, int heads, int inner, RandomStream random, double dropout = 0, Func<Tensor<T>, Tensor<T>>? activation = null, bool normFirst = false, double epsilon = 1e-5)
    {
        attention = Add("attention", new MultiHeadAttention<T>(size, heads, random, dropout));
        norm1 = Add("norm1", new LayerNorm<T>(size, epsilon));
        linear1 = Add("linear1", new Dense<T>(size, inner, random));
        linear2 = Add("linear2", new Dense<T>(inner, size, random));
        norm2 = Add("norm2", new LayerNorm<T>(size, epsilon));
        this.activation = activation ?? (static x => x.Relu());
        (this.normFirst, this.dropout, this.random) = (normFirst, dropout, AddRandom("random", random));
    }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x) => Forward(x, null);

    /// <summary>The layer's result where each step sees only some steps.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="mask">What is added to the scores of the attention, broadcast to [.., heads, steps, steps]: -inf hides.</param>
    /// <param name="isCausal">Whether a step sees only itself and the ones before it.</param>
    /// <exception cref="ShapeException">The input is not [.., steps, size], or the mask does not broadcast.</exception>
    public Tensor<T> Forward(Tensor<T> x, Tensor<T>? mask, bool isCausal = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (normFirst)
        {
            x += Drop(attention.Forward(norm1.Forward(x), mask, isCausal));
            return x + Drop(Feed(norm2.Forward(x)));
        }

        x = norm1.Forward(x + Drop(attention.Forward(x, mask, isCausal)));
        return norm2.Forward(x + Drop(Feed(x)));
    }

    private protected override string PrefixInFile(string child) => child == "attention" ? "self_attn." : base.PrefixInFile(child);

    private Tensor<T> Feed(Tensor<T> x) => linear2.Forward(Drop(activation(linear1.Forward(x))));

    private Tensor<T> Drop(Tensor<T> x) => IsTraining ? x.Dropout(dropout, random) : x;
}
