using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoGrad.Determinism;

/// <summary>Small computations of drawn sizes, around those at which kernels split their work or change their loops, each with the bits of its value and gradients.</summary>
internal static class Cases
{
    private static readonly Func<Draw, Tensor<float>>[] computations =
    [
        static d => d.Draws(40_000, 120_000).Sin().Softplus() / (2 + d.Of(1).Exp()),
        static d => d.Of(d.Next(300), d.Next(300)).Sum(d.Next(2) - 1),
        static d => d.Product(d.Next(140), d.Next(140), d.Next(500)),
        static d => d.Of(d.Next(200), d.Next(400)).Softmax(d.Next(2) - 1),
        static d => d.Normalized(d.Next(400), d.Next(300)),
        static d => d.Convolution(d.Next(4), d.Next(5), 4 + d.Next(20)),
        static d => d.Attention(d.Next(4), d.Next(90), 8 * d.Next(4)),
        static d => d.Of(d.Next(60), d.Next(700)).CumulativeSum(d.Next(2) - 1),
        static d => d.Of(d.Next(90), d.Next(500)).LogSumExp(d.Next(2) - 1),
        static d => d.Of(d.Next(300), d.Next(300)).Norm(d.Next(2) - 1),
        static d => d.Recurrence(d.Next(6), d.Next(20), d.Next(40)),
        static d => d.Of(d.Next(40), d.Next(40), d.Next(40)).Permute(2, 0, 1).Exp() * d.Of(1),
    ];

    /// <summary>Prints one line for each case: its number and a hash.</summary>
    public static void Run(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index} {Hash(index)}"));
        }
    }

    private static string Hash(int index)
    {
        using var tape = new Tape<float>();
        var draw = new Draw((ulong)index);
        var value = computations[index % computations.Length](draw);
        var gradients = tape.Gradients(value, new RandomStream((ulong)index).Normal<float>(value.Shape));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(value.AsSpan()));
        foreach (var operand in draw.Operands)
        {
            hash.AppendData(MemoryMarshal.AsBytes(gradients[operand].AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Draws sizes and operands, and remembers the operands.</summary>
    private sealed class Draw(ulong seed)
    {
        private readonly RandomStream random = new(seed);
        private readonly Random sizes = new((int)seed);

        public List<Parameter<float>> Operands { get; } = [];

        /// <summary>A size from 1 to the largest.</summary>
        public int Next(int largest) => sizes.Next(largest) + 1;

        public Tensor<float> Draws(int least, int most) => Of(sizes.Next(least, most));

        public Tensor<float> Of(params ReadOnlySpan<int> shape)
        {
            var operand = new Parameter<float>(random.Normal<float>(Shape.Create(shape)));
            Operands.Add(operand);
            return operand;
        }

        public Tensor<float> Product(int rows, int columns, int depth)
        {
            var (left, right) = (Next(2) == 1, Next(2) == 1);
            return (left ? Of(depth, rows) : Of(rows, depth)).MatMul(right ? Of(columns, depth) : Of(depth, columns), left, right);
        }

        public Tensor<float> Normalized(int rows, int columns) => Of(rows, columns).LayerNorm(Of(columns), Of(columns));

        public Tensor<float> Convolution(int images, int channels, int size) => Of(images, channels, size, size).Conv2D(Of(6, channels, 3, 3), Of(6), Next(2), Next(2) - 1);

        public Tensor<float> Attention(int heads, int length, int size) =>
            Ops.ScaledDotProductAttention(Of(heads, length, size), Of(heads, length, size), Of(heads, length, size), isCausal: Next(2) == 1);

        public Tensor<float> Recurrence(int steps, int batch, int size) => Of(steps, batch, 3 * size).Gru(Of(size, 3 * size), Of(3 * size), Of(batch, size));
    }
}
