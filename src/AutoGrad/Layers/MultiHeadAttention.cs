using System.Numerics;

namespace AutoGrad;

/// <summary>Attention with several heads between a projection of its inputs and one of its result: of a sequence to itself by <c>Forward</c>, to another one by <see cref="Attend"/>.</summary>
/// <remarks>
/// Parameters: <c>input.weight</c> [size, 3 size] and <c>input.bias</c> [3 size], which make queries, keys and values side by side, heads as runs of neighbours in each;
/// <c>output.weight</c> [size, size] and <c>output.bias</c> [size]. PyTorch's in_proj_weight [3 size, size] and out_proj.weight are the transposes.
/// Shapes: x is [.., steps, size], the result has the same shape; a mask broadcasts to [.., heads, queries, keys].
/// Source: Vaswani et al., Attention is all you need, 2017, section 3.2.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MultiHeadAttention<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int size;
    private readonly double dropout;
    private readonly RandomStream random;

    /// <summary>Makes the layer and draws its weights.</summary>
    /// <param name="size">The size of the last axis of inputs and result.</param>
    /// <param name="heads">How many heads share it.</param>
    /// <param name="random">Where the weights, and masks of dropout, are drawn from.</param>
    /// <param name="dropout">The probability with which a weight of the attention is dropped while training.</param>
    /// <param name="bias">Whether the projections have biases.</param>
    /// <exception cref="ValueException">The heads do not divide the size, or the probability is none.</exception>
    public MultiHeadAttention(int size, int heads, RandomStream random, double dropout = 0, bool bias = true)
    {
        if (heads < 1 || size % heads != 0)
        {
            throw Errors.AttentionHeads("MultiHeadAttention", heads, size);
        }

        this.size = size;
        this.dropout = dropout is >= 0 and <= 1 ? dropout : throw Errors.DropoutRate(dropout);
        this.random = AddRandom("random", random);
        Heads = heads;
        Input = Add("input", new Dense<T>(size, 3 * size, random, bias: bias));
        Output = Add("output", new Dense<T>(size, size, random, bias: bias));
    }

    /// <summary>How many heads share the last axis.</summary>
    public int Heads { get; }

    /// <summary>The projection to queries, keys and values, side by side.</summary>
    public Dense<T> Input { get; }

    /// <summary>The projection of the result.</summary>
    public Dense<T> Output { get; }

    /// <summary>Each step of x attends to all steps of x.</summary>
    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> x) => Forward(x, null);

    /// <summary>Each step of x attends to the steps of x that it may see.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="mask">What is added to the scores: -inf hides.</param>
    /// <param name="isCausal">Whether a step sees only itself and the ones before it.</param>
    /// <exception cref="ShapeException">The input is not [.., steps, size], or the mask does not broadcast.</exception>
    public Tensor<T> Forward(Tensor<T> x, Tensor<T>? mask, bool isCausal = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        Check(x);
        Inspector.Enter(this);
        var packed = Input.Forward(x);
        var y = IsTraining && dropout > 0
            ? Output.Forward(Ops.DroppedAttention(packed.Narrow(-1, 0, size), packed.Narrow(-1, size, size), packed.Narrow(-1, 2 * size, size), mask, isCausal, Heads, dropout, random))
            : Output.Forward(Ops.PackedAttention(packed, mask, isCausal, Heads));
        Inspector.Leave(this, y.Shape);
        return y;
    }

    /// <summary>Each query attends to the keys that it may see and gets the weighted mean of the values that belong to them.</summary>
    /// <param name="queries">One row for each row of the result.</param>
    /// <param name="keys">What the queries are compared with.</param>
    /// <param name="values">What is averaged; left out: the keys.</param>
    /// <param name="mask">What is added to the scores: -inf hides.</param>
    /// <param name="isCausal">Whether query i sees the keys 0 .. i only.</param>
    /// <exception cref="ShapeException">The inputs are not [.., steps, size] with equal leading axes, or the mask does not broadcast.</exception>
    public Tensor<T> Attend(Tensor<T> queries, Tensor<T> keys, Tensor<T>? values = null, Tensor<T>? mask = null, bool isCausal = false)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        values ??= keys;
        Check(queries);
        Check(keys);
        Check(values);
        var (q, k, v) = (Project(queries, 0), Project(keys, 1), Project(values, 2));
        return Output.Forward(
            IsTraining && dropout > 0 ? Ops.DroppedAttention(q, k, v, mask, isCausal, Heads, dropout, random) : q.ScaledDotProductAttention(k, v, mask, isCausal, heads: Heads));
    }

    private protected override string PrefixInFile(string child) => child == "input" ? "in_proj_" : "out_proj.";

    /// <summary>The part of the input projection that makes queries (0), keys (1) or values (2).</summary>
    private Tensor<T> Project(Tensor<T> x, int part)
    {
        var weight = Input.Weight.Narrow(1, part * size, size);
        return Input.Bias is null ? x.MatMul(weight) : x.Affine(weight, Input.Bias.Narrow(0, part * size, size));
    }

    private void Check(Tensor<T> x)
    {
        if (x.Rank < 2 || x.Shape[^1] != size)
        {
            throw Errors.LayerInput("MultiHeadAttention", x.Shape, $"It must be [.., steps, {size}].");
        }
    }
}
