using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Attention whose queries, keys, values, heads or mask do not fit.</content>
internal static partial class MisuseTable
{
    private static readonly Tensor<double> sequences = Tensor.Ones<double>(2, 5, 6);

    private static MisuseCase[] Attentions =>
    [
        Refuses<ShapeException>("ScaledDotProductAttention", "vectors", () => vector.ScaledDotProductAttention(vector, vector)),
        Refuses<ShapeException>("ScaledDotProductAttention", "keys of another size", () => sequences.ScaledDotProductAttention(Tensor.Ones<double>(2, 5, 4), sequences)),
        Refuses<ShapeException>("ScaledDotProductAttention", "a value too few", () => sequences.ScaledDotProductAttention(sequences, Tensor.Ones<double>(2, 4, 6))),
        Refuses<ShapeException>("ScaledDotProductAttention", "keys of another batch", () => sequences.ScaledDotProductAttention(Tensor.Ones<double>(1, 5, 6), Tensor.Ones<double>(1, 5, 6))),
        Refuses<ValueException>("ScaledDotProductAttention", "heads that do not divide the size", () => sequences.ScaledDotProductAttention(sequences, sequences, heads: 4)),
        Refuses<ValueException>("ScaledDotProductAttention", "no heads", () => sequences.ScaledDotProductAttention(sequences, sequences, heads: 0)),
        Refuses<ShapeException>("ScaledDotProductAttention", "a mask of other keys", () => sequences.ScaledDotProductAttention(sequences, sequences, Tensor.Ones<double>(5, 6))),
        Refuses<ShapeException>("ScaledDotProductAttention", "a mask without the axis of heads", () => sequences.ScaledDotProductAttention(sequences, sequences, Tensor.Ones<double>(2, 5, 5), heads: 3)),
        Refuses<ValueException>("ScaledDotProductAttention", "an infinite scale", () => sequences.ScaledDotProductAttention(sequences, sequences, scale: double.PositiveInfinity)),
        Refuses<ValueException>("MultiHeadAttention", "heads that do not divide the size", () => new MultiHeadAttention<double>(6, 4, new RandomStream(1))),
        Refuses<ValueException>("Dropout", "an attention that drops more than all", () => new MultiHeadAttention<double>(6, 3, new RandomStream(1), dropout: 2)),
        Refuses<ShapeException>("MultiHeadAttention", "sequences of another size", () => new MultiHeadAttention<double>(4, 2, new RandomStream(1)).Forward(sequences)),
        Refuses<ShapeException>("MultiHeadAttention", "a vector", () => new MultiHeadAttention<double>(3, 1, new RandomStream(1)).Attend(vector, vector)),
    ];
}
