using System.Numerics;
using System.Runtime.InteropServices;
using AutoGrad.Checks;

namespace AutoGrad.Guarded;

/// <summary>Results of the op table's rows as bits. It runs in these tests and in their copy, whose tensors lie in guarded memory; both must give the same.</summary>
internal static class GuardedRunner
{
    private const int Longest = 520;

    private static readonly int[] gradientLengths = [.. Enumerable.Range(0, 70), .. (int[])[95, 96, 97, 127, 128, 129, 255, 256, 257, 511, 512, 513, 520]];

    /// <summary>A hash of the bits of an element-wise row's values at every length, and of its gradients at those where loops change.</summary>
    public static ulong Elementwise(string name)
    {
        var row = OpTable.Rows.First(row => row.Name == name);
        return Elementwise<float>(row) + (3 * Elementwise<double>(row));
    }

    /// <summary>A hash of the bits of a shaped row's values and gradients, in each of its cases.</summary>
    public static ulong Shaped(string name)
    {
        var row = OpTable.Rows.First(row => row.Name == name);
        var hash = 17UL;
        foreach (var shapes in row.Shapes)
        {
            var operands = Operands.Draw(row, shapes);
            hash = Add<float>(hash, row, operands);
            hash = Add<double>(hash, row, operands);
        }

        return hash;
    }

    /// <summary>A hash of the bits of <see cref="SizedOps"/> at one size.</summary>
    public static ulong Sized(int size)
    {
        var hash = 17UL;
        SizedOps.Run<float>(size, numbers => hash = Add(hash, numbers));
        SizedOps.Run<double>(size, numbers => hash = Add(hash, numbers));
        return hash;
    }

    private static ulong Elementwise<T>(OpRow row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var all = Operands.Draw(row, [.. Enumerable.Repeat(new[] { Longest }, row.Arity)]);
        var numbers = Array.ConvertAll(all, static operand => Array.ConvertAll(operand.Values, T.CreateTruncating));
        var call = Evaluate.Call<T>(row);
        var hash = 17UL;
        for (var length = 0; length <= Longest; length++)
        {
            using (new Scope<T>())
            {
                hash = Add(hash, call(Array.ConvertAll(numbers, line => Tensor.Create<T>(line.AsSpan(^length..)))).AsSpan());
            }

            if (row.Orders > 0 && gradientLengths.Contains(length))
            {
                hash = Add<T>(hash, row, Array.ConvertAll(all, operand => new Dense([length], operand.Values[^length..])));
            }
        }

        return hash;
    }

    /// <summary>Adds a value and its gradients, without the signs of zeros: whether nothing is added to a cotangent or a zero depends on whose memory it lies in.</summary>
    private static ulong Add<T>(ulong hash, OpRow row, Dense[] operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Evaluate.Value<T>(row, operands);
        return Evaluate.Gradients<T>(row, operands, Operands.Direction(value.Shape, 3)).Prepend(value).Aggregate(hash, static (hash, array) => Add<double>(hash, array.Map(static x => x + 0.0).Values));
    }

    private static ulong Add<T>(ulong hash, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        foreach (var bits in MemoryMarshal.Cast<T, uint>(numbers))
        {
            hash = (hash * 31) + bits;
        }

        return hash;
    }
}
