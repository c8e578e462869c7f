using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Recurrences whose gates, weights or states do not fit.</content>
internal static partial class MisuseTable
{
    private static readonly Tensor<double> fourGates = Tensor.Ones<double>(5, 2, 12);
    private static readonly Tensor<double> threeGates = Tensor.Ones<double>(5, 2, 9);
    private static readonly Tensor<double> state = Tensor.Zeros<double>(2, 3);

    private static MisuseCase[] Recurrences =>
    [
        Refuses<ShapeException>("Lstm", "gates with the batch first", () => Tensor.Ones<double>(2, 5, 12).Lstm(Tensor.Ones<double>(3, 12), state, state)),
        Refuses<ShapeException>("Lstm", "a weight that is transposed", () => fourGates.Lstm(Tensor.Ones<double>(12, 3), state, state)),
        Refuses<ShapeException>("Lstm", "a cell of another size", () => fourGates.Lstm(Tensor.Ones<double>(3, 12), state, Tensor.Zeros<double>(2, 4))),
        Refuses<ShapeException>("Lstm", "gates of another size", () => threeGates.Lstm(Tensor.Ones<double>(3, 12), state, state)),
        Refuses<ShapeException>("Gru", "a bias of one gate", () => threeGates.Gru(Tensor.Ones<double>(3, 9), Tensor.Ones<double>(3), state)),
        Refuses<ShapeException>("Gru", "a state with an axis of layers", () => threeGates.Gru(Tensor.Ones<double>(3, 9), Tensor.Ones<double>(9), Tensor.Ones<double>(1, 2, 3))),
        Refuses<ValueException>("Lstm", "a layer without inputs", () => new Lstm<double>(0, 3, new RandomStream(1))),
        Refuses<ValueException>("Gru", "a layer without a state", () => new Gru<double>(3, 0, new RandomStream(1))),
        Refuses<ShapeException>("Lstm", "a single sequence", () => new Lstm<double>(3, 2, new RandomStream(1)).Forward(matrix)),
        Refuses<ShapeException>("Gru", "inputs of another width", () => new Gru<double>(4, 2, new RandomStream(1), batchFirst: true).Forward(matrix.Unsqueeze(0))),
        Refuses<ShapeException>("Lstm", "the state of another batch", () => new Lstm<double>(3, 3, new RandomStream(1)).Run(matrix.Unsqueeze(1), new LstmState<double>(state, state))),
        Refuses<ShapeException>("Rnn", "a state without the axis of layers", () => new Rnn<double>(3, 3, new RandomStream(1), layers: 2).Run(matrix.Unsqueeze(1), state)),
        Refuses<ValueException>("Rnn", "no layers", () => new Rnn<double>(3, 3, new RandomStream(1), layers: 0)),
        Refuses<ValueException>("Gru", "dropout behind a single layer", () => new Gru<double>(3, 3, new RandomStream(1), dropout: 0.5)),
        Refuses<ValueException>("Dropout", "a rate that is NaN between layers", () => new Lstm<double>(3, 3, new RandomStream(1), layers: 2, dropout: double.NaN)),
    ];
}
