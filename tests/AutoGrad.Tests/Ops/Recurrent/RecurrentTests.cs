using System.Numerics;

namespace AutoGrad.Tests;

public sealed class RecurrentTests
{
    /// <summary>Steps, batch and state: one row, rows that fill a piece and do not, more rows than one piece, sums of more than one block of k, vectors with a rest.</summary>
    public static TheoryData<int, int, int> Sizes => new() { { 5, 1, 3 }, { 3, 7, 20 }, { 4, 33, 17 }, { 2, 16, 130 }, { 2, 3, 400 }, { 1, 2, 5 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_fused_gradient_agrees_with_the_recorded_one(int steps, int batch, int hidden)
    {
        Compare<double>(steps, batch, hidden, 1e-12);
        Compare<float>(steps, batch, hidden, 2e-5);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_lstm_has_the_bits_of_its_formula_in_ops(int steps, int batch, int hidden)
    {
        var operands = Draw<float>(steps, batch, hidden, 4);
        var (outputs, last) = operands[0].Lstm(operands[1], operands[2], operands[3]);
        var (h, c) = (operands[2], operands[3]);
        for (var step = 0; step < steps; step++)
        {
            var a = (operands[0].Select(0, step) + h.MatMul(operands[1])).Chunk(4, 1);
            c = (a[1].Sigmoid() * c) + (a[0].Sigmoid() * a[2].Tanh());
            h = a[3].Sigmoid() * c.Tanh();
            Assert.Equal(h.ToArray(), outputs.Select(0, step).ToArray());
        }

        Assert.Equal(c.ToArray(), last.ToArray());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_gru_has_the_bits_of_its_formula_in_ops(int steps, int batch, int hidden)
    {
        var operands = Draw<float>(steps, batch, hidden, 3);
        var outputs = operands[0].Gru(operands[1], operands[3], operands[2]);
        var h = operands[2];
        for (var step = 0; step < steps; step++)
        {
            var (x, q) = (operands[0].Select(0, step).Chunk(3, 1), h.Affine(operands[1], operands[3]).Chunk(3, 1));
            var (r, z) = ((x[0] + q[0]).Sigmoid(), (x[1] + q[1]).Sigmoid());
            h = ((1 - z) * (x[2] + (r * q[2])).Tanh()) + (z * h);
            Assert.Equal(h.ToArray(), outputs.Select(0, step).ToArray());
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        var before = Work.MaxThreads;
        try
        {
            var expected = Bits(1);
            Assert.Equal(expected, Bits(2));
            Assert.Equal(expected, Bits(5));
        }
        finally
        {
            Work.MaxThreads = before;
        }

        static float[] Bits(int threads)
        {
            Work.MaxThreads = threads;
            var (lstm, gru) = (Draw<float>(9, 50, 60, 4), Draw<float>(9, 50, 60, 3));
            return [.. Flat(Gradients(lstm, Memory, false)), .. Flat(Gradients(gru, Unit, false))];
        }

        static float[] Flat(Tensor<float>[] tensors) => [.. tensors.SelectMany(static tensor => tensor.ToArray())];
    }

    [Fact]
    public void Outputs_alone_or_the_cell_alone_have_their_gradients()
    {
        var operands = Draw<double>(3, 2, 4, 4);
        GradientCheck.Assert<double>(x => x[0].Lstm(x[1], x[2], x[3]).Outputs.Square().Sum(), operands);
        GradientCheck.Assert<double>(x => x[0].Lstm(x[1], x[2], x[3]).Cell.Square().Sum(), operands);
    }

    private static void Compare<T>(int steps, int batch, int hidden, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var (operands, op) in new (Tensor<T>[], Func<Tensor<T>[], Tensor<T>>)[] { (Draw<T>(steps, batch, hidden, 4), Memory), (Draw<T>(steps, batch, hidden, 3), Unit) })
        {
            var (fused, recorded) = (Gradients(operands, op, false), Gradients(operands, op, true));
            for (var index = 0; index < fused.Length; index++)
            {
                var scale = double.CreateTruncating(recorded[index].Abs().Max().Item());
                Assert.True(scale > 0, $"operand {index} has no gradient");
                Assert.InRange(double.CreateTruncating((fused[index] - recorded[index]).Abs().Max().Item()) / scale, 0, tolerance);
            }
        }
    }

    /// <summary>The gates, the weight, the state and, of an LSTM, the cell, of a GRU the bias.</summary>
    private static Tensor<T>[] Draw<T>(int steps, int batch, int hidden, int gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new RandomStream(9);
        return
        [
            random.Normal<T>([steps, batch, gates * hidden]),
            random.Normal<T>([hidden, gates * hidden], 0, 1 / Math.Sqrt(hidden)),
            random.Normal<T>([batch, hidden]),
            random.Normal<T>(gates == 4 ? [batch, hidden] : [3 * hidden]),
        ];
    }

    private static Tensor<T> Memory<T>(Tensor<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (outputs, cell) = x[0].Lstm(x[1], x[2], x[3]);
        return outputs.Sin().Sum() + cell.Sin().Sum();
    }

    private static Tensor<T> Unit<T>(Tensor<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => x[0].Gru(x[1], x[3], x[2]).Sin().Sum();

    private static Tensor<T>[] Gradients<T>(Tensor<T>[] operands, Func<Tensor<T>[], Tensor<T>> op, bool createGraph)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var watched = new Tensor<T>[operands.Length];
        for (var index = 0; index < watched.Length; index++)
        {
            watched[index] = tape.Watch(operands[index]);
        }

        var gradients = tape.Gradients(op(watched), createGraph: createGraph);
        return Array.ConvertAll(watched, x => gradients[x].Keep());
    }
}
