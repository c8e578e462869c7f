using System.Numerics;

namespace AutoGrad.Tests.Kernels;

public class PhiloxTests
{
    private const ulong Key = 0x1234_5678_9ABC_DEF0;

    // Source: kat_vectors of the Random123 distribution, philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0x0UL, 0x0UL, 0x0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffffffffffUL, 0xffffffffffffffffUL, 0xffffffffffffffffUL, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0a4093822UL, 0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Blocks_equal_the_known_answers(ulong key, ulong low, ulong high, uint word0, uint word1, uint word2, uint word3) =>
        Assert.Equal((word0, word1, word2, word3), Philox.Generate(key, low, high));

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(0xFFFF_FFFEUL, 0x1234_5678_9ABC_DEF0UL)]
    [InlineData(0xF000_0001_FFFF_FFFDUL, ulong.MaxValue)]
    public void Four_blocks_at_once_equal_four_blocks_one_by_one(ulong low, ulong high)
    {
        var four = new ulong[16];
        Philox.GenerateFour(Key, low, high, four);
        for (int i = 0; i < 4; i++)
        {
            var (word0, word1, word2, word3) = Philox.Generate(Key, low + (ulong)i, high);
            Assert.Equal([word0, word1, word2, word3], [four[i], four[i + 4], four[i + 8], four[i + 12]]);
        }
    }

    [Fact]
    public void A_fill_of_floats_does_not_depend_on_where_it_is_cut() => AssertCutsDoNotMatter<float>();

    [Fact]
    public void A_fill_of_doubles_does_not_depend_on_where_it_is_cut() => AssertCutsDoNotMatter<double>();

    [Fact]
    public void Integers_do_not_depend_on_where_the_fill_is_cut()
    {
        var whole = new int[50];
        RandomKernels.Integers(whole, 1000, Key, 3, 11);
        var tail = new int[30];
        RandomKernels.Integers(tail, 1000, Key, 3, 31);
        Assert.Equal(whole[20..], tail);
    }

    [Fact]
    public void Uniform_numbers_fill_the_interval_evenly()
    {
        AssertUniform<float>();
        AssertUniform<double>();
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_the_quantiles_of_the_normal_distribution()
    {
        AssertNormal<float>();
        AssertNormal<double>();
    }

    [Fact]
    public void Extreme_words_give_finite_normal_numbers_and_uniform_numbers_below_one()
    {
        foreach (uint word in new[] { 0u, 1u, uint.MaxValue })
        {
            var words = (word, word, word, word);
            var singles = new float[4];
            var doubles = new double[2];
            UniformSingleBlock<float>.Write(words, singles);
            UniformDoubleBlock<double>.Write(words, doubles);
            Assert.All(singles, x => Assert.InRange(x, 0, 0.99999995f));
            Assert.All(doubles, x => Assert.InRange(x, 0, 0.9999999999999999));
            NormalSingleBlock<float>.Write(words, singles);
            NormalDoubleBlock<double>.Write(words, doubles);
            Assert.All(singles, x => Assert.True(float.IsFinite(x)));
            Assert.All(doubles, x => Assert.True(double.IsFinite(x)));
        }
    }

    [Fact]
    public void The_own_logarithm_and_sine_agree_with_the_platforms()
    {
        double worstLog = 0, worstSin = 0, worstCos = 0;
        for (int i = 1; i <= 20_000; i++)
        {
            double u = i / 20_000.0;
            foreach (double x in new[] { u, u * u * u, u * 1e-9, 1 - (u * 1e-9) })
            {
                double log = Math.Log(x);
                worstLog = Math.Max(worstLog, log == 0 ? Math.Abs(BoxMuller.Log(x)) : Math.Abs((BoxMuller.Log(x) / log) - 1));
            }

            var (sin, cos) = BoxMuller.SinCosOfTurns((i - 1) / 20_000.0);
            var (expectedSin, expectedCos) = Math.SinCos((i - 1) / 20_000.0 * 2 * Math.PI);
            worstSin = Math.Max(worstSin, Math.Abs(sin - expectedSin));
            worstCos = Math.Max(worstCos, Math.Abs(cos - expectedCos));
        }

        Assert.InRange(worstLog, 0, 1e-15);
        Assert.InRange(worstSin, 0, 1e-15);
        Assert.InRange(worstCos, 0, 1e-15);
    }

    [Fact]
    public void Streams_keys_and_kinds_of_draw_differ()
    {
        var draws = new List<double[]>();
        void Add(Action<double[]> draw)
        {
            var values = new double[8];
            draw(values);
            draws.Add(values);
        }

        Add(x => RandomKernels.Uniform<double>(x, Key, 0, 0));
        Add(x => RandomKernels.Uniform<double>(x, Key, 1, 0));
        Add(x => RandomKernels.Uniform<double>(x, Key + 1, 0, 0));
        Add(x => RandomKernels.Uniform<double>(x, Key, 0, 8));
        Add(x =>
        {
            var singles = new float[8];
            RandomKernels.Uniform<float>(singles, Key, 0, 0);
            for (int i = 0; i < 8; i++)
            {
                x[i] = singles[i];
            }
        });
        Assert.Equal(draws.Count * 8, draws.SelectMany(x => x.Select(y => (float)y)).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Integers_are_equally_frequent(int bound)
    {
        const int count = 100_000;
        var values = new int[count];
        RandomKernels.Integers(values, bound, Key, 0, 0);
        double chiSquare = values.GroupBy(x => x).Sum(group => Math.Pow(group.Count() - ((double)count / bound), 2)) / ((double)count / bound);
        Assert.All(values, x => Assert.InRange(x, 0, bound - 1));
        Assert.Equal(bound, values.Distinct().Count());
        // Mean bound - 1, deviation sqrt(2 (bound - 1)): five deviations.
        Assert.InRange(chiSquare, 0, bound + (5 * Math.Sqrt(2.0 * bound)));
    }

    [Fact]
    public void A_bound_below_one_and_an_offset_out_of_range_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomKernels.Integers(new int[1], 0, Key, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomKernels.Integers(new int[1], 2, Key, 0, ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomKernels.Uniform<float>(new float[1], Key, 0, (1UL << 60) + 1));
    }

    [Fact]
    public void Shuffles_give_all_orders_equally_often()
    {
        var counts = new Dictionary<string, int>();
        for (ulong trial = 0; trial < 24_000; trial++)
        {
            int[] values = [0, 1, 2, 3];
            RandomKernels.Shuffle(values, Key, 0, trial * 4);
            string order = string.Join(' ', values);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 840, 1160));
    }

    [Fact]
    public void The_first_numbers_of_a_seed_never_change()
    {
        var single = new float[2];
        var normal = new double[2];
        var integers = new int[4];
        RandomKernels.Uniform<float>(single, 42, 0, 0);
        RandomKernels.Normal<double>(normal, 42, 0, 0);
        RandomKernels.Integers(integers, 1000, 42, 0, 0);
        Assert.Equal([0.61295986f, 0.4685865f], single);
        Assert.Equal([0.5063153188666903, 0.8848695003432212], normal);
        Assert.Equal([217, 985, 934, 82], integers);
    }

    private static void AssertCutsDoNotMatter<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (bool normal in new[] { false, true })
        {
            void Fill(Span<T> destination, ulong offset)
            {
                if (normal)
                {
                    RandomKernels.Normal(destination, Key, 9, offset);
                }
                else
                {
                    RandomKernels.Uniform(destination, Key, 9, offset);
                }
            }

            var whole = new T[40];
            Fill(whole, 5);
            for (int start = 0; start < 12; start++)
            {
                for (int length = 0; length < 12; length++)
                {
                    var part = new T[length];
                    Fill(part, 5 + (ulong)start);
                    Assert.Equal(whole[start..(start + length)], part);
                }
            }
        }
    }

    private static void AssertUniform<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int count = 200_000, bins = 50;
        var values = new T[count];
        RandomKernels.Uniform<T>(values, Key, 0, 0);
        var counts = new int[bins];
        foreach (T value in values)
        {
            Assert.True(value >= T.Zero && value < T.One);
            counts[(int)(double.CreateTruncating(value) * bins)]++;
        }

        double expected = (double)count / bins;
        double chiSquare = counts.Sum(x => (x - expected) * (x - expected) / expected);
        Assert.InRange(chiSquare, 0, 49 + (5 * Math.Sqrt(2 * 49)));
    }

    private static void AssertNormal<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int count = 400_000;
        var values = new T[count];
        RandomKernels.Normal<T>(values, Key, 0, 0);
        var sorted = values.Select(x => double.CreateTruncating(x)).ToArray();
        double neighbours = Enumerable.Range(0, count - 1).Sum(i => sorted[i] * sorted[i + 1]) / count;
        Array.Sort(sorted);
        Assert.InRange(sorted.Average(), -0.01, 0.01);
        Assert.InRange(sorted.Average(x => x * x), 0.985, 1.015);
        Assert.InRange(sorted.Average(x => x * x * x), -0.03, 0.03);
        Assert.InRange(sorted.Average(x => x * x * x * x), 2.9, 3.1);
        Assert.InRange(neighbours, -0.01, 0.01);
        Assert.InRange(sorted[(int)(0.975 * count)], 1.94, 1.98);
        Assert.InRange(sorted[(int)(0.1586553 * count)], -1.012, -0.988);
    }
}
