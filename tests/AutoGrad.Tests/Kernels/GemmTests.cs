using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Tests.Kernels;

/// <summary>Every path, tile and layout is compared, to the bit, with the definition of the product written as three loops.</summary>
public class GemmTests
{
    private static readonly int[] edges = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 48, 49, 65];
    private static readonly int[] depths = [1, 2, 8, 31];

    public static TheoryData<bool, bool> Transposes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Small_products_of_floats_equal_the_definition_to_the_bit(bool transposeA, bool transposeB) => CompareSmall<float>(transposeA, transposeB);

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Small_products_of_doubles_equal_the_definition_to_the_bit(bool transposeA, bool transposeB) => CompareSmall<double>(transposeA, transposeB);

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Products_of_several_blocks_of_floats_equal_the_definition_to_the_bit(bool transposeA, bool transposeB) => CompareDeep<float>(transposeA, transposeB);

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Products_of_several_blocks_of_doubles_equal_the_definition_to_the_bit(bool transposeA, bool transposeB) => CompareDeep<double>(transposeA, transposeB);

    [Theory]
    [InlineData(130, 2000, 64)]
    [InlineData(700, 70, 100)]
    [InlineData(1, 4000, 400)]
    [InlineData(5, 1100, 500)]
    [InlineData(4000, 1, 400)]
    [InlineData(2, 3000, 390)]
    [InlineData(3000, 3, 130)]
    public void Products_split_into_pieces_equal_the_definition_to_the_bit(int m, int n, int k)
    {
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                Compare<float>(m, n, k, transposeA, transposeB, withBias: true);
                Compare<double>(m, n, k, transposeA, transposeB, withBias: false);
            }
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_bits()
    {
        foreach (var transpose in new[] { false, true })
        {
            CompareThreads(333, 222, 801, transpose);
            CompareThreads(64, 128, 64, transpose);
            CompareThreads(151, 10, 200, transpose);
            CompareThreads(100, 67, 90, transpose);
        }
    }

    [Fact]
    public void A_product_of_depth_zero_is_zero_or_the_bias()
    {
        double[] c = [7, 7, 7, 7, 7, 7];
        Gemm.Multiply<double>([], false, [], true, c, 2, 3, 0);
        Assert.Equal([0, 0, 0, 0, 0, 0], c);
        Gemm.Multiply<double>([], true, [], false, c, 2, 3, 0, [1, 2, 3]);
        Assert.Equal([1, 2, 3, 1, 2, 3], c);
    }

    [Fact]
    public void A_product_without_rows_or_columns_writes_nothing()
    {
        Gemm.Multiply<float>([], false, new float[12], false, [], 0, 3, 4);
        Gemm.Multiply<float>(new float[12], false, [], false, [], 3, 0, 4);
    }

    [Fact]
    public void Sizes_that_do_not_match_the_spans_throw_and_name_the_sizes()
    {
        var exception = Assert.Throws<ArgumentException>(() => Gemm.Multiply<float>(new float[5], false, new float[6], false, new float[4], 2, 2, 3));
        Assert.Contains("m = 2, n = 2, k = 3", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Gemm.Multiply<float>(new float[6], false, new float[6], false, new float[4], 2, 2, 3, new float[3]));
    }

    [Fact]
    public void Not_a_number_and_infinity_reach_only_their_row_and_column()
    {
        const int size = 50;
        foreach (GemmPath path in new[] { GemmPath.Small, GemmPath.Packed })
        {
            var a = Enumerable.Repeat(1f, size * size).ToArray();
            var b = Enumerable.Repeat(1f, size * size).ToArray();
            a[(49 * size) + 3] = float.NaN;
            b[(7 * size) + 48] = float.PositiveInfinity;
            var c = new float[size * size];
            Gemm.Multiply<float, GemmTile256<float>, GemmTile256<float>>(a, false, b, false, c, size, size, size, default, path);
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    float expected = i == 49 ? float.NaN : j == 48 ? float.PositiveInfinity : size;
                    Assert.Equal(expected, c[(i * size) + j]);
                }
            }
        }
    }

    [Fact]
    public void A_long_sum_keeps_the_accuracy_of_its_blocks()
    {
        const int k = 65_536;
        var a = Enumerable.Repeat(0.1f, k).ToArray();
        var ones = Enumerable.Repeat(1f, k).ToArray();
        var c = new float[1];
        Gemm.Multiply<float>(a, false, ones, false, c, 1, 1, k);
        double exact = k * (double)0.1f;
        Assert.InRange(c[0] / exact, 1 - 1e-5, 1 + 1e-5);
    }

    private static void CompareThreads(int m, int n, int k, bool transposeB)
    {
        var (a, b, bias) = Operands<float>(m, n, k);
        int before = Work.MaxThreads;
        try
        {
            Work.MaxThreads = 1;
            var one = new float[m * n];
            Gemm.Multiply<float>(a, false, b, transposeB, one, m, n, k, bias);
            foreach (int threads in new[] { 2, 3, 8 })
            {
                Work.MaxThreads = threads;
                var many = new float[m * n];
                Gemm.Multiply<float>(a, false, b, transposeB, many, m, n, k, bias);
                AssertSameBits(one, many, $"{m} x {n} x {k}, {threads} threads");
            }
        }
        finally
        {
            Work.MaxThreads = before;
        }
    }

    private static void CompareSmall<T>(bool transposeA, bool transposeB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int m in edges)
        {
            foreach (int n in edges)
            {
                foreach (int k in depths)
                {
                    Compare<T>(m, n, k, transposeA, transposeB, withBias: (m + n + k) % 2 == 0);
                }
            }
        }
    }

    private static void CompareDeep<T>(bool transposeA, bool transposeB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int k in new[] { 383, 384, 385, 768, 800, 3071, 3072, 7000 })
        {
            foreach ((int m, int n) in new[] { (1, 1), (1, 37), (37, 1), (3, 50), (8, 7), (17, 24), (50, 3), (49, 97) })
            {
                Compare<T>(m, n, k, transposeA, transposeB, withBias: n != 24);
            }
        }
    }

    private static void Compare<T>(int m, int n, int k, bool transposeA, bool transposeB, bool withBias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (a, b, bias) = Operands<T>(m, n, k);
        if (!withBias)
        {
            bias = [];
        }

        var expected = Define(a, transposeA, b, transposeB, m, n, k, bias);
        var actual = new T[m * n];
        Gemm.Multiply<T>(a, transposeA, b, transposeB, actual, m, n, k, bias);
        AssertSameBits(expected, actual, Name(GemmPath.Fastest, string.Empty));

        foreach (GemmPath path in Enum.GetValues<GemmPath>())
        {
            bool fits = path switch
            {
                GemmPath.Small => k <= Gemm.BlockDepth,
                GemmPath.ThinRows => !transposeB && m <= GemmThin.MaxRows,
                GemmPath.ThinDots => transposeB && (!transposeA || m == 1) && m <= GemmThin.MaxRows,
                GemmPath.Column => n == 1,
                GemmPath.Outer => k == 1,
                _ => true,
            };
            if (!fits)
            {
                continue;
            }

            Array.Fill(actual, T.NaN);
            Gemm.Multiply<T, GemmTile256<T>, GemmTile256<T>>(a, transposeA, b, transposeB, actual, m, n, k, bias, path);
            AssertSameBits(expected, actual, Name(path, "256 bits"));
            Array.Fill(actual, T.NaN);
            Gemm.Multiply<T, GemmTile256Wide<T>, GemmTile256<T>>(a, transposeA, b, transposeB, actual, m, n, k, bias, path);
            AssertSameBits(expected, actual, Name(path, "256 bits, wide"));
            Array.Fill(actual, T.NaN);
            Gemm.Multiply<T, GemmTile512<T>, GemmTile512<T>>(a, transposeA, b, transposeB, actual, m, n, k, bias, path);
            AssertSameBits(expected, actual, Name(path, "512 bits"));
            Array.Fill(actual, T.NaN);
            Gemm.Multiply<T, GemmTile512Wide<T>, GemmTile512Wide<T>>(a, transposeA, b, transposeB, actual, m, n, k, bias, path);
            AssertSameBits(expected, actual, Name(path, "512 bits, wide"));
            Array.Fill(actual, T.NaN);
            Gemm.Multiply<T, GemmTile512Narrow<T>, GemmTile512Narrow<T>>(a, transposeA, b, transposeB, actual, m, n, k, bias, path);
            AssertSameBits(expected, actual, Name(path, "512 bits, narrow"));
        }

        string Name(GemmPath path, string tile) => $"[{m}, {k}]{(transposeA ? "^T" : "")} x [{k}, {n}]{(transposeB ? "^T" : "")} {typeof(T).Name} {path} {tile}";
    }

    /// <summary>The definition: blocks of 384 steps, each a chain of fused multiply-adds from zero, added in order; the bias last.</summary>
    private static T[] Define<T>(T[] a, bool transposeA, T[] b, bool transposeB, int m, int n, int k, T[] bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var c = new T[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T total = T.Zero;
                double exact = 0, scale = 0;
                for (int block = 0; block < k; block += 384)
                {
                    T sum = T.Zero;
                    for (int p = block; p < Math.Min(k, block + 384); p++)
                    {
                        T x = transposeA ? a[(p * m) + i] : a[(i * k) + p];
                        T y = transposeB ? b[(j * k) + p] : b[(p * n) + j];
                        sum = T.FusedMultiplyAdd(x, y, sum);
                        double product = double.CreateTruncating(x) * double.CreateTruncating(y);
                        exact += product;
                        scale += Math.Abs(product);
                    }

                    total = block == 0 ? sum : total + sum;
                }

                double unit = typeof(T) == typeof(float) ? 6e-8 : 1.2e-16;
                Assert.InRange(double.CreateTruncating(total) - exact, -500 * unit * scale, 500 * unit * scale);
                c[(i * n) + j] = bias.Length == 0 ? total : total + bias[j];
            }
        }

        return c;
    }

    private static (T[] A, T[] B, T[] Bias) Operands<T>(int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random((m * 31) + (n * 17) + k);
        T[] Make(int length)
        {
            var values = new T[length];
            for (int i = 0; i < length; i++)
            {
                values[i] = T.CreateTruncating((random.NextDouble() * 2) - 1);
            }

            return values;
        }

        return (Make(m * k), Make(k * n), Make(n));
    }

    private static void AssertSameBits<T>(T[] expected, T[] actual, string what)
        where T : unmanaged
    {
        ReadOnlySpan<byte> x = System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected.AsSpan());
        ReadOnlySpan<byte> y = System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual.AsSpan());
        int common = x.CommonPrefixLength(y);
        if (common < x.Length)
        {
            int index = common / Unsafe.SizeOf<T>();
            Assert.Fail($"{what}: element {index} is {actual[index]:R}, expected {expected[index]:R}.");
        }
    }
}
