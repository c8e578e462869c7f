using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A long short-term memory over a whole sequence, from what the inputs alone give its gates: all outputs, and the last cell.</summary>
        /// <remarks>
        /// Formula: step by step [a₁, a₂, a₃, a₄] = x + h W and i = σ(a₁), f = σ(a₂), u = tanh a₃, o = σ(a₄); then the cell c becomes f c + i u and the output h = o tanh c.
        /// Derivative: through all steps, the last first. With g the cotangent of h and d that of c: d grows by g o / cosh² c; the gates' is [d u i (1 - i), d c' f (1 - f), d i (1 - u²), g tanh(c) o (1 - o)],
        /// with c' the cell before; that times Wᵀ goes into the g of the step before, and d f into its d. W's is the sum of h'ᵀ times the gates' over steps, h' being the output before.
        /// Shapes: x [steps, batch, 4 hidden], W [hidden, 4 hidden], h and c at first [batch, hidden]; the outputs are [steps, batch, hidden], the last cell [batch, hidden].
        /// Keeps: W, the first h and c, the outputs, cells and gates.
        /// Errors: AG610 where the shapes do not fit.  Edges: without steps the last cell is the first.
        /// Accuracy: the bits of the same formula in MatMul, Sigmoid, Tanh and products. The slopes come from the gates, so where a gate is next to saturation its gradient is right to an ulp of the gate; in a recorded sweep they come from a.
        /// Source: Hochreiter and Schmidhuber, Long short-term memory, 1997; Gers, Schmidhuber and Cummins, Learning to forget, 2000; Werbos, Backpropagation through time, 1990.
        /// </remarks>
        /// <param name="recurrentWeight">W; four blocks of columns in the order input gate, forget gate, candidate, output gate.</param>
        /// <param name="hidden">The output before the first step.</param>
        /// <param name="cell">The cell before the first step.</param>
        public (Tensor<T> Outputs, Tensor<T> Cell) Lstm(Tensor<T> recurrentWeight, Tensor<T> hidden, Tensor<T> cell)
        {
            ArgumentNullException.ThrowIfNull(gates);
            ArgumentNullException.ThrowIfNull(recurrentWeight);
            ArgumentNullException.ThrowIfNull(hidden);
            ArgumentNullException.ThrowIfNull(cell);
            var sizes = LstmSizes(gates.Shape, recurrentWeight.Shape, hidden.Shape, cell.Shape);
            var states = Tensor<T>.Allocate("Lstm", Shape.For("Lstm", sizes.Steps + 1, sizes.Batch, sizes.Hidden));
            var kept = IsRecording<T>() ? Tensor<T>.Allocate("Lstm", Shape.For("Lstm", sizes.Steps, sizes.Batch, 5 * sizes.Hidden)) : null;
            Tensor<T>[] operands = [gates, recurrentWeight, hidden, cell];
            Launch.RunJoint(new LstmKernel<T>(sizes), operands, [states, kept]);
            EnterJoint(states, OpKind.General, operands, (operands, states, needed) => LstmRule(sizes, operands, states, kept!, needed));
            return (LeadingRows(states, sizes.Steps), states.Select(0, sizes.Steps));
        }
    }

    private static RecurrentSizes LstmSizes(Shape gates, Shape weight, Shape hidden, Shape cell)
    {
        if (hidden.Rank == 2 && gates.Rank == 3 && weight.Rank == 2 && cell == hidden)
        {
            var (batch, size) = (hidden[0], hidden[1]);
            var width = 4L * size;
            if (gates[1] == batch && gates[2] == width && weight[0] == size && weight[1] == width)
            {
                return new RecurrentSizes(gates[0], batch, size);
            }
        }

        throw Errors.Lstm(gates, weight, hidden, cell);
    }

    /// <summary>The first rows of a tensor on its own memory.</summary>
    /// <remarks>Formula: y[i, ..] = x[i, ..] for the first i.  Derivative: g, and zeros behind it.  Shapes: the first axis gets the length.  Keeps: nothing.  Accuracy: exact.</remarks>
    internal static Tensor<T> LeadingRows<T>(Tensor<T> x, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rest = Shape.Create([x.Shape[0] - length, .. x.Shape.AsSpan()[1..]]);
        return Enter(
            x.Alias("LeadingRows", Shape.Create([length, .. x.Shape.AsSpan()[1..]])),
            OpKind.Linear,
            x,
            rest,
            static (_, _, rest) => g => Concat([g, Tensor.Zeros<T>(rest)]));
    }

    /// <summary>Where nothing is recorded, two launches; in a recorded sweep the same sums made of ops, so that every order exists.</summary>
    private static Func<Tensor<T>, Tensor<T>?[]> LstmRule<T>(RecurrentSizes sizes, Tensor<T>[] operands, Tensor<T> states, Tensor<T> kept, bool[] needed)
        where T : unmanaged, IFloatingPointIeee754<T> => g =>
    {
        if (IsRecording<T>())
        {
            return LstmGradientOfOps(g, operands[0], operands[1], operands[2], operands[3], states);
        }

        var (weight, hidden, cell) = (operands[1], operands[2], operands[3]);
        var gates = Tensor<T>.Allocate("Lstm", operands[0].Shape);
        var first = Tensor<T>.Allocate("Lstm", Shape.Create([2, .. hidden.Shape.AsSpan()]));
        Launch.RunJoint(new LstmGradientKernel<T>(sizes), [g, weight, cell, kept], [gates, first]);
        return
        [
            gates,
            needed[1] ? RecurrentWeightGradient(sizes, hidden, states, gates, weight.Shape) : null,
            needed[2] ? first.Select(0, 0) : null,
            needed[3] ? first.Select(0, 1) : null,
        ];
    };

    /// <summary>A recurrent weight's gradient where nothing is recorded.</summary>
    private static Tensor<T> RecurrentWeightGradient<T>(RecurrentSizes sizes, Tensor<T> hidden, Tensor<T> outputs, Tensor<T> g, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var weight = Tensor<T>.Allocate("RecurrentWeight", shape);
        Launch.Run(new RecurrentWeightKernel<T>(sizes), hidden, outputs, g, weight);
        return weight;
    }

    /// <summary>The gradient in ops. Gates and cells are computed anew from the tracked operands and outputs: all steps of the gates at once, the cells one by one.</summary>
    private static Tensor<T>?[] LstmGradientOfOps<T>(Tensor<T> g, Tensor<T> gates, Tensor<T> weight, Tensor<T> hidden, Tensor<T> cell, Tensor<T> states)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (steps, size) = (gates.Shape[0], hidden.Shape[1]);
        var cotangents = g.Unbind();
        var (dh, dc) = (Tensor.Zeros<T>(hidden.Shape), cotangents[^1]);
        if (steps == 0)
        {
            return [Tensor.Zeros<T>(gates.Shape), Tensor.Zeros<T>(weight.Shape), dh, dc];
        }

        var before = Concat([hidden.Unsqueeze(0), states.Narrow(0, 0, steps - 1)]);
        var a = gates + before.MatMul(weight);
        Tensor<T>[] Steps(int gate) => a.Narrow(2, gate * size, size).Unbind();
        var (a1, a2, a3, a4) = (Steps(0), Steps(1), Steps(2), Steps(3));
        var (i, f, u, o) = (Array.ConvertAll(a1, x => x.Sigmoid()), Array.ConvertAll(a2, x => x.Sigmoid()), Array.ConvertAll(a3, x => x.Tanh()), Array.ConvertAll(a4, x => x.Sigmoid()));
        var cells = new Tensor<T>[steps + 1];
        cells[0] = cell;
        for (var step = 0; step < steps; step++)
        {
            cells[step + 1] = (f[step] * cells[step]) + (i[step] * u[step]);
        }

        var results = new Tensor<T>[steps];
        for (var step = steps - 1; step >= 0; step--)
        {
            var c = cells[step + 1];
            dh += cotangents[step];
            dc += TanhGradient(dh * o[step], c);
            results[step] = Concat(
                [
                    SigmoidGradient(dc * u[step], a1[step]),
                    SigmoidGradient(dc * cells[step], a2[step]),
                    TanhGradient(dc * i[step], a3[step]),
                    SigmoidGradient(dh * c.Tanh(), a4[step]),
                ],
                1);
            dh = results[step].MatMul(weight, transposeRight: true);
            dc *= f[step];
        }

        var result = Stack(results);
        return [result, FlattenRows(before).MatMul(FlattenRows(result), transposeLeft: true), dh, dc];
    }

    /// <summary>[steps, batch, n] as [steps batch, n].</summary>
    private static Tensor<T> FlattenRows<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.ReshapeTo(Shape.Create(x.Shape[0] * x.Shape[1], x.Shape[2]));
}

/// <summary>Reads gates, weight, hidden and cell; writes the states and what is kept.</summary>
internal readonly record struct LstmKernel<T>(RecurrentSizes Sizes) : IJointKernel<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public long MultiplyAdds => 4L * Sizes.Steps * Sizes.StateLength * Sizes.Hidden;

    public void Invoke(Operands<T> operands, Results<T> results) =>
        LstmSequence.Run(Sizes, operands[0], operands[1], operands[2], operands[3], results[0], results[1]);
}

/// <summary>Reads the cotangent of the states, the weight, the first cell and what was kept; writes the cotangents of the gates and of the first output and cell.</summary>
internal readonly record struct LstmGradientKernel<T>(RecurrentSizes Sizes) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) =>
        LstmSequence.Gradient(Sizes, operands[0], operands[1], operands[2], operands[3], results[0], results[1]);
}

internal readonly record struct RecurrentWeightKernel<T>(RecurrentSizes Sizes) : ISpanKernel3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output) => RecurrentWeight.Gradient(Sizes, x, y, z, output);
}
