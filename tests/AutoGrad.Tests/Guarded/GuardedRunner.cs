using System.Numerics;
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
            hash = Add<float>(hash, row, operands, withGradients: true);
            hash = Add<double>(hash, row, operands, withGradients: true);
        }

        return hash;
    }

    /// <summary>A hash of the bits of <see cref="SizedOps"/> at one size.</summary>
    public static ulong Sized(int size) => SizedOps.Run<float>(size).Concat(SizedOps.Run<double>(size)).Aggregate(17UL, static (hash, bits) => (hash * 31) + bits);

    private static ulong Elementwise<T>(OpRow row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var all = Operands.Draw(row, [.. Enumerable.Repeat(new[] { Longest }, row.Arity)]);
        var hash = 17UL;
        for (var length = 0; length <= Longest; length++)
        {
            var operands = Array.ConvertAll(all, operand => new Dense([length], operand.Values[^length..]));
            hash = Add<T>(hash, row, operands, row.Orders > 0 && gradientLengths.Contains(length));
        }

        return hash;
    }

    private static ulong Add<T>(ulong hash, OpRow row, Dense[] operands, bool withGradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Evaluate.Value<T>(row, operands);
        var gradients = withGradients ? Evaluate.Gradients<T>(row, operands, Operands.Direction(value.Shape, 3)) : [];
        return gradients.Prepend(value).SelectMany(static array => array.Values).Aggregate(hash, static (hash, x) => (hash * 31) + Bits.Of(x));
    }
}
