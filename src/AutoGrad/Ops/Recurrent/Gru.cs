using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A gated recurrent unit over a whole sequence, from what the inputs alone give its gates: all outputs.</summary>
        /// <remarks>
        /// Formula: step by step q = h W + b and r = σ(x₁ + q₁), z = σ(x₂ + q₂), n = tanh(x₃ + r q₃); then the output h becomes (1 - z) n + z h.
        /// Derivative: through all steps, the last first. With g the cotangent of h and h' the output before, those of x are d₃ = g (1 - z)(1 - n²), d₂ = g (h' - n) z (1 - z), d₁ = d₃ q₃ r (1 - r);
        /// those of q are d₁, d₂ and d₃ r. The latter times Wᵀ, plus g z, goes into the g of the step before; h'ᵀ times them, summed over steps, is W's, and their sum b's.
        /// Shapes: x [steps, batch, 3 hidden], W [hidden, 3 hidden], b [3 hidden], h at first [batch, hidden]; the outputs are [steps, batch, hidden].
        /// Keeps: W, the first h, the outputs, r, z, n and q₃.
        /// Errors: AG611 where the shapes do not fit.  Edges: without steps there are no outputs.
        /// Accuracy: the bits of the same formula in Affine, Sigmoid, Tanh and products. The slopes come from the gates, so where a gate is next to saturation its gradient is right to an ulp of the gate; in a recorded sweep they come from x and q.
        /// Source: Cho et al., Learning phrase representations using RNN encoder-decoder, 2014; Werbos, Backpropagation through time, 1990. r meets q₃, and not h before W, as in PyTorch.
        /// </remarks>
        /// <param name="recurrentWeight">W; three blocks of columns in the order reset gate, update gate, candidate.</param>
        /// <param name="recurrentBias">b. Of its three parts only the last, which r multiplies, could not be part of x.</param>
        /// <param name="hidden">The output before the first step.</param>
        public Tensor<T> Gru(Tensor<T> recurrentWeight, Tensor<T> recurrentBias, Tensor<T> hidden)
        {
            ArgumentNullException.ThrowIfNull(gates);
            ArgumentNullException.ThrowIfNull(recurrentWeight);
            ArgumentNullException.ThrowIfNull(recurrentBias);
            ArgumentNullException.ThrowIfNull(hidden);
            var sizes = GruSizes(gates.Shape, recurrentWeight.Shape, recurrentBias.Shape, hidden.Shape);
            var outputs = Tensor<T>.Allocate("Gru", Shape.For("Gru", sizes.Steps, sizes.Batch, sizes.Hidden));
            var kept = IsRecording<T>() ? Tensor<T>.Allocate("Gru", Shape.For("Gru", sizes.Steps, sizes.Batch, 4 * sizes.Hidden)) : null;
            Tensor<T>[] operands = [gates, recurrentWeight, recurrentBias, hidden];
            Launch.RunJoint(new GruKernel<T>(sizes), operands, [outputs, kept]);
            return EnterJoint(outputs, OpKind.General, operands, (operands, outputs, needed) => GruRule(sizes, operands, outputs, kept!, needed));
        }
    }

    private static RecurrentSizes GruSizes(Shape gates, Shape weight, Shape bias, Shape hidden)
    {
        if (hidden.Rank == 2 && gates.Rank == 3 && weight.Rank == 2 && bias.Rank == 1)
        {
            var (batch, size) = (hidden[0], hidden[1]);
            var width = 3L * size;
            if (gates[1] == batch && gates[2] == width && weight[0] == size && weight[1] == width && bias[0] == width)
            {
                return new RecurrentSizes(gates[0], batch, size);
            }
        }

        throw Errors.Gru(gates, weight, bias, hidden);
    }

    /// <summary>Where nothing is recorded, two launches; in a recorded sweep the same sums made of ops, so that every order exists.</summary>
    private static Func<Tensor<T>, Tensor<T>?[]> GruRule<T>(RecurrentSizes sizes, Tensor<T>[] operands, Tensor<T> outputs, Tensor<T> kept, bool[] needed)
        where T : unmanaged, IFloatingPointIeee754<T> => g =>
    {
        var (weight, bias, hidden) = (operands[1], operands[2], operands[3]);
        if (IsRecording<T>())
        {
            return GruGradientOfOps(g, operands[0], weight, bias, hidden, outputs);
        }

        var gates = Tensor<T>.Allocate("Gru", operands[0].Shape);
        var products = Tensor<T>.Allocate("Gru", operands[0].Shape);
        var first = Tensor<T>.Allocate("Gru", hidden.Shape);
        Launch.RunJoint(new GruGradientKernel<T>(sizes), [g, weight, hidden, outputs, kept], [gates, products, first]);
        return
        [
            gates,
            needed[1] ? RecurrentWeightGradient(sizes, hidden, outputs, products, weight.Shape) : null,
            needed[2] ? products.SumTo(bias.Shape) : null,
            first,
        ];
    };

    /// <summary>The gradient in ops. The gates are computed anew from the tracked operands and outputs, all steps at once.</summary>
    private static Tensor<T>?[] GruGradientOfOps<T>(Tensor<T> g, Tensor<T> gates, Tensor<T> weight, Tensor<T> bias, Tensor<T> hidden, Tensor<T> outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (steps, size) = (gates.Shape[0], hidden.Shape[1]);
        if (steps == 0)
        {
            return [Tensor.Zeros<T>(gates.Shape), Tensor.Zeros<T>(weight.Shape), Tensor.Zeros<T>(bias.Shape), Tensor.Zeros<T>(hidden.Shape)];
        }

        var before = Concat([hidden.Unsqueeze(0), outputs.Narrow(0, 0, steps - 1)]);
        var products = before.Affine(weight, bias);
        Tensor<T> Part(Tensor<T> x, int gate) => x.Narrow(2, gate * size, size);
        var (a1, a2) = (Part(gates, 0) + Part(products, 0), Part(gates, 1) + Part(products, 1));
        var (r, z, q) = (a1.Sigmoid(), a2.Sigmoid(), Part(products, 2));
        var a3 = Part(gates, 2) + (r * q);
        var n = a3.Tanh();

        // What of a step's cotangent is left to multiply when it is known: then the loop over steps has little to do.
        var (slopes1, slopes2, slopes3) = (SigmoidGradient(q, a1).Unbind(), SigmoidGradient(before - n, a2).Unbind(), TanhGradient(1 - z, a3).Unbind());
        var (resets, updates, cotangents) = (r.Unbind(), z.Unbind(), g.Unbind());
        var (ofGates, ofProducts) = (new Tensor<T>[steps], new Tensor<T>[steps]);
        var dh = Tensor.Zeros<T>(hidden.Shape);
        for (var step = steps - 1; step >= 0; step--)
        {
            dh += cotangents[step];
            var d3 = dh * slopes3[step];
            var (d2, d1) = (dh * slopes2[step], d3 * slopes1[step]);
            ofGates[step] = Concat([d1, d2, d3], 1);
            ofProducts[step] = Concat([d1, d2, d3 * resets[step]], 1);
            dh = ofProducts[step].MatMul(weight, transposeRight: true) + (dh * updates[step]);
        }

        var all = Stack(ofProducts);
        return [Stack(ofGates), FlattenRows(before).MatMul(FlattenRows(all), transposeLeft: true), all.SumTo(bias.Shape), dh];
    }
}

/// <summary>Reads gates, weight, bias and hidden; writes the outputs and what is kept.</summary>
internal readonly record struct GruKernel<T>(RecurrentSizes Sizes) : IJointKernel<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public long MultiplyAdds => 3L * Sizes.Steps * Sizes.StateLength * Sizes.Hidden;

    public void Invoke(Operands<T> operands, Results<T> results) =>
        GruSequence.Run(Sizes, operands[0], operands[1], operands[2], operands[3], results[0], results[1]);
}

/// <summary>Reads the cotangent of the outputs, the weight, the first output, the outputs and what was kept; writes the cotangents of the gates, of the products and of the first output.</summary>
internal readonly record struct GruGradientKernel<T>(RecurrentSizes Sizes) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) =>
        GruSequence.Gradient(Sizes, operands[0], operands[1], operands[2], operands[3], operands[4], results[0], results[1], results[2]);
}
