using System.Numerics;
using AutoGrad.Checks;
using Xunit.Abstractions;

namespace AutoGrad.Guarded;

/// <summary>Matrix products on guarded memory: every size around the tiles, every layout, against three loops, bit for bit.</summary>
public class GuardedGemmTests(ITestOutputHelper output)
{
    private const int Largest = 41;
    private static readonly int[] sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40, Largest];

    [Fact]
    public void Products_of_floats_stay_inside_their_memory_and_equal_the_definition() => Products<float>();

    [Fact]
    public void Products_of_doubles_stay_inside_their_memory_and_equal_the_definition() => Products<double>();

    private void Products<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Guard pages are made by mmap: nothing was compared here.");
            return;
        }

        // The page behind the last element or the page before the first is a guard: room for the largest matrix, of which each uses one end.
        var bytes = Largest * Largest * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        GuardedMemory.Switch(false, atStart: false);
        GuardedMemory[] behind = [new(bytes), new(bytes), new(bytes), new(bytes)];
        GuardedMemory.Switch(false, atStart: true);
        GuardedMemory[] before = [new(bytes), new(bytes), new(bytes), new(bytes)];
        GuardedMemory.Switch(false, atStart: false);
        var random = new Random(1);
        var count = 0;
        foreach (var m in sizes)
        {
            foreach (var n in sizes)
            {
                foreach (var k in sizes)
                {
                    Product(behind, atStart: false, m, n, k, random.Next(8), random);
                    Product(before, atStart: true, m, n, k, random.Next(8), random);
                    count += 2;
                }
            }
        }

        output.WriteLine($"compared {count} products");

        static Span<T> Part(GuardedMemory memory, int length, bool atStart)
        {
            var whole = memory.Span<T>(Largest * Largest);
            return atStart ? whole[..length] : whole[^length..];
        }

        static void Product(GuardedMemory[] memory, bool atStart, int m, int n, int k, int layout, Random random)
        {
            var (transposeA, transposeB) = ((layout & 1) != 0, (layout & 2) != 0);
            var a = Part(memory[0], m * k, atStart);
            var b = Part(memory[1], k * n, atStart);
            var c = Part(memory[2], m * n, atStart);
            var bias = Part(memory[3], (layout & 4) == 0 ? 0 : n, atStart);
            Draw(a, random);
            Draw(b, random);
            Draw(bias, random);
            Gemm.Multiply<T>(a, transposeA, b, transposeB, c, m, n, k, bias);
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    var sum = T.Zero;
                    for (var p = 0; p < k; p++)
                    {
                        sum = T.FusedMultiplyAdd(transposeA ? a[(p * m) + i] : a[(i * k) + p], transposeB ? b[(j * k) + p] : b[(p * n) + j], sum);
                    }

                    var expected = bias.IsEmpty ? sum : sum + bias[j];
                    if (Bits.Of(expected) != Bits.Of(c[(i * n) + j]))
                    {
                        Assert.Fail($"[{m}, {k}] by [{k}, {n}], layout {layout}, at [{i}, {j}]: {c[(i * n) + j]} instead of {expected}");
                    }
                }
            }
        }

        static void Draw(Span<T> span, Random random)
        {
            foreach (ref var x in span)
            {
                x = T.CreateTruncating((float)(random.NextDouble() - 0.5));
            }
        }
    }
}
