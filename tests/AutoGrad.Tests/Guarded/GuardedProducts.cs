using System.Numerics;
using AutoGrad.Checks;

namespace AutoGrad.Guarded;

/// <summary>
/// Matrix products whose operands lie between guard pages: every size around the tiles and some of each path for large ones, every layout, against three loops, bit for bit.
/// In the copy of these tests what the products pack their operands into lies between such pages too.
/// </summary>
internal static class GuardedProducts
{
    private const int Most = 500 * 390;
    private static readonly int[] sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40, 41];

    // More than one block of k; more than one piece of C; a sum so long that its blocks are shared out.
    private static readonly (int Rows, int Columns, int Depth)[] large = [(53, 61, 390), (121, 131, 97), (7, 500, 390), (20, 31, 3100)];

    /// <summary>Compares all products of an element type on memory that starts, or ends, at a guard; how many there were.</summary>
    public static int Run(bool single, bool atStart) => single ? Run<float>(atStart) : Run<double>(atStart);

    private static int Run<T>(bool atStart)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GuardedMemory.Switch(false, atStart);
        GuardedMemory[] memory = [.. Enumerable.Range(0, 4).Select(static _ => new GuardedMemory(Most * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()))];
        var random = new Random(1);
        var count = 0;
        foreach (var m in sizes)
        {
            foreach (var n in sizes)
            {
                foreach (var k in sizes)
                {
                    Compare<T>(memory, atStart, m, n, k, random.Next(8), random);
                    count++;
                }
            }
        }

        foreach (var (m, n, k) in large)
        {
            for (var layout = 0; layout < 8; layout++)
            {
                Compare<T>(memory, atStart, m, n, k, layout, random);
                count++;
            }
        }

        Array.ForEach(memory, static each => each.Return());
        return count;
    }

    private static void Compare<T>(GuardedMemory[] memory, bool atStart, int m, int n, int k, int layout, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (transposeA, transposeB) = ((layout & 1) != 0, (layout & 2) != 0);
        var a = Part(memory[0], m * k);
        var b = Part(memory[1], k * n);
        var c = Part(memory[2], m * n);
        var bias = Part(memory[3], (layout & 4) == 0 ? 0 : n);
        Draw(a, random);
        Draw(b, random);
        Draw(bias, random);
        c.Fill(T.NaN);
        Gemm.Multiply<T>(a, transposeA, b, transposeB, c, m, n, k, bias);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = T.Zero;
                for (var block = 0; block < k; block += Gemm.BlockDepth)
                {
                    var part = T.Zero;
                    for (var p = block; p < Math.Min(k, block + Gemm.BlockDepth); p++)
                    {
                        part = T.FusedMultiplyAdd(transposeA ? a[(p * m) + i] : a[(i * k) + p], transposeB ? b[(j * k) + p] : b[(p * n) + j], part);
                    }

                    sum = block == 0 ? part : sum + part;
                }

                var expected = bias.IsEmpty ? sum : sum + bias[j];
                if (Bits.Of(expected) != Bits.Of(c[(i * n) + j]))
                {
                    Assert.Fail($"[{m}, {k}] by [{k}, {n}], layout {layout}, at [{i}, {j}]: {c[(i * n) + j]} instead of {expected}");
                }
            }
        }

        // The guard is before the first element or behind the last: each product uses that end.
        Span<T> Part(GuardedMemory each, int length)
        {
            var whole = each.Span<T>(Most);
            return atStart ? whole[..length] : whole[^length..];
        }
    }

    private static void Draw<T>(Span<T> span, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref var x in span)
        {
            x = T.CreateTruncating((float)(random.NextDouble() - 0.5));
        }
    }
}
