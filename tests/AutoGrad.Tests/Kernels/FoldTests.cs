namespace AutoGrad.Tests;

public sealed class FoldTests
{
    [Fact]
    public void Sums_over_every_set_of_axes_agree_with_coordinates()
    {
        CheckAll(new SumFold<double>(), 0.0, (sum, x, _) => sum + x);
        CheckAll(new SumOfSquaresFold<double>(), 0.0, (sum, x, _) => sum + (x * x));
        CheckAll(new SquaredDeviationFold<double>(), 0.0, (sum, x, mean) => sum + ((x - mean) * (x - mean)));
        CheckAll(new SumOfExponentialsFold<double>(), 0.0, (sum, x, shift) => sum + Math.Exp(x - shift));
    }

    [Fact]
    public void Extrema_and_products_over_every_set_of_axes_agree_with_coordinates()
    {
        CheckAll(new MaxFold<double>(), double.NegativeInfinity, (max, x, _) => Math.Max(max, x));
        CheckAll(new MinFold<double>(), double.PositiveInfinity, (min, x, _) => Math.Min(min, x));
        CheckAll(new ProductFold<double>(), 1.0, (product, x, _) => product * x, x => 1 + (x / 1000));
    }

    [Fact]
    public void A_long_float_sum_is_right_to_a_millionth_in_both_layouts()
    {
        const int Count = 1 << 24;
        float[] x = new float[Count];
        Array.Fill(x, 0.1f);
        double expected = Count * (double)0.1f;
        foreach ((int[] shape, bool[] reduced) in new (int[], bool[])[]
        {
            ([Count], [true]), ([4, Count / 4], [false, true]), ([Count / 4, 4], [true, false]), ([Count / 64, 64], [true, false]),
            ([256, 2, Count / 512], [true, false, true]), ([Count / 512, 2, 256], [true, false, true]),
        })
        {
            float[] sums = new float[Naive.Count([.. shape.Where((_, axis) => !reduced[axis])])];
            FoldAxes.Run(new SumFold<float>(), x, shape, reduced, sums);
            foreach (float sum in sums)
            {
                Assert.InRange(sum / (expected / sums.Length), 1 - 1e-6, 1 + 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(63)]
    [InlineData(130)]
    [InlineData(4096)]
    [InlineData(5001)]
    [InlineData(20_000)]
    public void A_row_of_a_batch_has_the_bits_of_the_row_alone(int columns)
    {
        const int Rows = 5;
        float[] x = Naive.Numbers(Rows * columns, columns);
        float[] sums = new float[Rows];
        FoldAxes.Run(new SumFold<float>(), x, [Rows, columns], [false, true], sums);
        for (int row = 0; row < Rows; row++)
        {
            // A copy has nothing readable behind the row: the masked and the careful tail must agree.
            float[] alone = x[(row * columns)..((row + 1) * columns)];
            Assert.Equal(BitConverter.SingleToInt32Bits(Fold.Run(new SumFold<float>(), alone)), BitConverter.SingleToInt32Bits(sums[row]));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_column_of_a_matrix_has_the_bits_of_the_column_alone(int columns)
    {
        const int Rows = 333;
        float[] x = Naive.Numbers(Rows * columns, columns);
        float[] sums = new float[columns];
        FoldAxes.Run(new SumFold<float>(), x, [Rows, columns], [true, false], sums);
        for (int column = 0; column < columns; column++)
        {
            // Two columns, since a single one is a run of neighbours.
            float[] pair = new float[Rows * 2];
            for (int row = 0; row < Rows; row++)
            {
                pair[row * 2] = pair[(row * 2) + 1] = x[(row * columns) + column];
            }

            float[] alone = new float[2];
            FoldAxes.Run(new SumFold<float>(), pair, [Rows, 2], [true, false], alone);
            Assert.Equal(BitConverter.SingleToInt32Bits(alone[0]), BitConverter.SingleToInt32Bits(sums[column]));
            Assert.Equal(BitConverter.SingleToInt32Bits(alone[1]), BitConverter.SingleToInt32Bits(sums[column]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(300_001)]
    public void The_order_of_a_sum_is_the_documented_one(int length)
    {
        float[] x = Naive.Numbers(length, 3);
        Assert.Equal(BitConverter.SingleToInt32Bits(DocumentedSum(x)), BitConverter.SingleToInt32Bits(Fold.Run(new SumFold<float>(), x)));
    }

    [Fact]
    public void NaN_wins_every_extremum_wherever_it_stands()
    {
        for (int length = 1; length < 140; length += 3)
        {
            for (int at = 0; at < length; at += 5)
            {
                float[] x = Naive.Numbers(length, length);
                x[at] = float.NaN;
                Assert.True(float.IsNaN(Fold.Run(new MaxFold<float>(), x)));
                Assert.True(float.IsNaN(Fold.Run(new MinFold<float>(), x)));
                int[] index = [-1];
                ArgExtremum.Max<float>(x, 1, length, 1, index);
                Assert.Equal(at, index[0]);
                ArgExtremum.Min<float>(x, 1, length, 1, index);
                Assert.Equal(at, index[0]);
            }
        }
    }

    [Fact]
    public void Zeros_keep_their_sign_and_empty_folds_give_the_neutral_result()
    {
        Assert.True(float.IsNegative(Fold.Run(new SumFold<float>(), [-0f])));
        Assert.False(float.IsNegative(Fold.Run(new SumFold<float>(), ReadOnlySpan<float>.Empty)));
        Assert.False(float.IsNegative(Fold.Run(new MaxFold<float>(), [-0f, 0f, -0f])));
        Assert.True(float.IsNegative(Fold.Run(new MinFold<float>(), [0f, -0f, 0f])));
        Assert.Equal(1f, Fold.Run(new ProductFold<float>(), ReadOnlySpan<float>.Empty));
        Assert.Equal(float.NegativeInfinity, Fold.Run(new MaxFold<float>(), ReadOnlySpan<float>.Empty));
        Assert.Equal(float.PositiveInfinity, Fold.Run(new MinFold<float>(), ReadOnlySpan<float>.Empty));
    }

    [Fact]
    public void A_dot_product_agrees_with_a_loop()
    {
        foreach (int length in new[] { 0, 1, 7, 64, 100, 4096, 9001 })
        {
            double[] x = Naive.Doubles(length, 1);
            double[] y = Naive.Doubles(length, 2);
            Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), Fold.Run(new DotFold<double>(), x, y), 1e-9);
        }
    }

    [Fact]
    public void The_first_of_equal_extrema_is_chosen_along_any_axis()
    {
        foreach ((int outer, int axis, int inner) in new[] { (1, 1, 1), (3, 5, 1), (2, 70, 1), (1, 9, 100), (4, 33, 7), (0, 3, 2), (2, 3, 0) })
        {
            // Few distinct values, hence many ties.
            float[] x = Array.ConvertAll(Naive.Numbers(outer * axis * inner, axis), MathF.Round);
            int[] largest = new int[outer * inner];
            int[] smallest = new int[outer * inner];
            ArgExtremum.Max<float>(x, outer, axis, inner, largest);
            ArgExtremum.Min<float>(x, outer, axis, inner, smallest);
            for (int result = 0; result < largest.Length; result++)
            {
                (int block, int column) = Math.DivRem(result, inner);
                float[] line = [.. Enumerable.Range(0, axis).Select(row => x[(((block * axis) + row) * inner) + column])];
                Assert.Equal(Array.IndexOf(line, line.Max()), largest[result]);
                Assert.Equal(Array.IndexOf(line, line.Min()), smallest[result]);
            }
        }
    }

    [Fact]
    public void The_first_NaN_wins_along_an_outer_axis()
    {
        int[] index = new int[2];
        ArgExtremum.Max<double>([1, 9, double.NaN, 3, 7, double.NaN, double.NaN, 4], 1, 4, 2, index);
        Assert.Equal([1, 2], index);
        ArgExtremum.Min<double>([1, 9, double.NaN, -3, 7, double.NaN, double.NaN, 4], 1, 4, 2, index);
        Assert.Equal([1, 2], index);
        Assert.Throws<ArgumentException>(() => ArgExtremum.Max<double>([], 1, 0, 2, new int[2]));
    }

    [Fact]
    public void Wrong_sizes_throw()
    {
        Assert.Throws<ArgumentException>(() => FoldAxes.Run(new SumFold<float>(), new float[5], [2, 3], [true, false], new float[3]));
        Assert.Throws<ArgumentException>(() => FoldAxes.Run(new SumFold<float>(), new float[6], [2, 3], [true, false], new float[2]));
        Assert.Throws<ArgumentException>(
            () => FoldAxes.Run(new SquaredDeviationFold<float>(), new float[6], [2, 3], [true, false], new float[3], new float[2]));
    }

    private static void CheckAll<TKernel>(
        TKernel kernel, double first, Func<double, double, double, double> next, Func<double, double>? domain = null)
        where TKernel : struct, IFoldKernel<double>
    {
        foreach (int[] shape in Naive.Shapes)
        {
            double[] x = Array.ConvertAll(Naive.Doubles(Naive.Count(shape), 21), v => domain is null ? v : domain(v));
            foreach (bool[] reduced in Naive.AxisSets(shape.Length))
            {
                int[] kept = [.. shape.Select((size, axis) => reduced[axis] ? 1 : size)];
                int[] strides = new int[shape.Length];
                Strides.FillBroadcast(kept, shape, strides);
                double[] expected = new double[Naive.Count(kept)];
                double[] centers = Naive.Doubles(expected.Length, 22);
                Array.Fill(expected, first);
                for (int i = 0; i < x.Length; i++)
                {
                    int result = Naive.Position(Naive.Coordinates(i, shape), strides);
                    expected[result] = next(expected[result], x[i], centers[result]);
                }

                double[] actual = new double[expected.Length];
                FoldAxes.Run(kernel, x, shape, reduced, actual, centers);
                for (int i = 0; i < actual.Length; i++)
                {
                    if (expected[i] != actual[i] && !(Math.Abs(expected[i] - actual[i]) <= 1e-12 * (100 + Math.Abs(expected[i]))))
                    {
                        Assert.Fail($"{typeof(TKernel).Name} of {Naive.Text(shape)} over {string.Join(", ", reduced)} at {i}: "
                            + $"expected {expected[i]}, got {actual[i]}");
                    }
                }
            }
        }
    }

    /// <summary>The order that the doc comments promise, spelled out lane by lane in scalar code.</summary>
    private static float DocumentedSum(float[] x)
    {
        var stack = new Stack<(long Blocks, float Sum)>();
        for (int start = 0; start < x.Length; start += 4096)
        {
            int end = Math.Min(x.Length, start + 4096);
            float[,] sums = new float[4, 16];
            int fours = (end - start) / 64 * 64;
            for (int i = start; i < end; i++)
            {
                int vector = (i - start) < fours ? (i - start) / 16 % 4 : end - i <= (end - start) % 16 ? 3 : (i - start - fours) / 16;
                sums[vector, (i - start) % 16] += x[i];
            }

            float[] lanes = [.. Enumerable.Range(0, 16).Select(lane => (sums[0, lane] + sums[1, lane]) + (sums[2, lane] + sums[3, lane]))];
            for (int half = 8; half > 0; half /= 2)
            {
                for (int lane = 0; lane < half; lane++)
                {
                    lanes[lane] += lanes[lane + half];
                }
            }

            (long Blocks, float Sum) top = (1, lanes[0]);
            while (stack.Count > 0 && stack.Peek().Blocks == top.Blocks)
            {
                (long blocks, float left) = stack.Pop();
                top = (2 * blocks, left + top.Sum);
            }

            stack.Push(top);
        }

        float sum = stack.Pop().Sum;
        while (stack.Count > 0)
        {
            sum = stack.Pop().Sum + sum;
        }

        return sum;
    }
}
