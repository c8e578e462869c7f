using System.Runtime.Intrinsics;


namespace AutoGrad.Tests;

public sealed class ElementwiseDriverTests
{
    private static readonly int[] lengths = [0, 1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 100, 1000, 8192, 32768, 32769, 40961, 70001];

    [Fact]
    public void A_map_reaches_every_element_at_every_length()
    {
        foreach (int length in lengths)
        {
            float[] x = Naive.Numbers(length, length);
            float[] y = new float[length];
            MapDriver.Run(new TripleMinusOne<float>(), x, y);
            Assert.Equal(Array.ConvertAll(x, v => (v * 3) - 1), y);

            double[] dx = Naive.Doubles(length, length);
            double[] dy = new double[length];
            MapDriver.Run(new TripleMinusOne<double>(), dx, dy);
            Assert.Equal(Array.ConvertAll(dx, v => (v * 3) - 1), dy);
        }
    }

    [Fact]
    public void A_kernel_without_a_vector_form_is_called_number_by_number()
    {
        float[] x = Naive.Numbers(1000, 1);
        float[] y = new float[1000];
        MapDriver.Run(new ScalarOnly(), x, y);
        Assert.Equal(Array.ConvertAll(x, v => v + 1), y);
    }

    [Fact]
    public void The_output_may_be_an_input()
    {
        foreach (int length in lengths)
        {
            float[] x = Naive.Numbers(length, 3);
            float[] y = Naive.Numbers(length, 4);
            float[] expected = new float[length];
            ZipDriver.Run(new LessTwice<float>(), x, y, expected);

            float[] inFirst = [.. x];
            ZipDriver.Run(new LessTwice<float>(), inFirst, y, inFirst);
            Assert.Equal(expected, inFirst);

            float[] inSecond = [.. y];
            ZipDriver.Run(new LessTwice<float>(), x, inSecond, inSecond);
            Assert.Equal(expected, inSecond);

            float[] mapped = [.. x];
            MapDriver.Run(new TripleMinusOne<float>(), mapped, mapped);
            Assert.Equal(Array.ConvertAll(x, v => (v * 3) - 1), mapped);
        }
    }

    [Fact]
    public void A_zip_and_a_zip_of_three_reach_every_element_at_every_length()
    {
        foreach (int length in lengths)
        {
            double[] x = Naive.Doubles(length, 1);
            double[] y = Naive.Doubles(length, 2);
            double[] z = Naive.Doubles(length, 3);
            double[] two = new double[length];
            double[] three = new double[length];
            ZipDriver.Run(new LessTwice<double>(), x, y, two);
            Zip3Driver.Run(new Blend<double>(), x, y, z, three);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(x[i] - (2 * y[i]), two[i]);
                Assert.Equal((x[i] * y[i]) + z[i], three[i]);
            }
        }
    }

    [Fact]
    public void Broadcasting_agrees_with_coordinates_for_every_set_of_repeated_axes()
    {
        foreach (int[] shape in Naive.Shapes.Where(shape => shape.Length <= 6))
        {
            foreach (bool[] repeatX in Naive.AxisSets(shape.Length))
            {
                foreach (bool[] repeatY in Naive.AxisSets(shape.Length))
                {
                    CheckZip(shape, Repeated(shape, repeatX), Repeated(shape, repeatY));
                }
            }
        }
    }

    [Fact]
    public void Broadcasting_of_three_agrees_with_coordinates_for_every_set_of_repeated_axes()
    {
        foreach (int[] shape in new int[][] { [], [0, 2], [40], [5, 33], [3, 4, 17], [2, 3, 1, 20] })
        {
            foreach (bool[] repeatX in Naive.AxisSets(shape.Length))
            {
                foreach (bool[] repeatY in Naive.AxisSets(shape.Length))
                {
                    foreach (bool[] repeatZ in Naive.AxisSets(shape.Length))
                    {
                        CheckZip3(shape, Repeated(shape, repeatX), Repeated(shape, repeatY), Repeated(shape, repeatZ));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(3, 40_000)]
    [InlineData(40_000, 3)]
    [InlineData(300, 301)]
    public void Large_broadcasts_are_cut_without_a_seam(int rows, int columns)
    {
        int[] shape = [rows, columns];
        CheckZip(shape, [rows, columns], [1, columns]);
        CheckZip(shape, [rows, 1], [rows, columns]);
        CheckZip(shape, [rows, 1], [1, columns]);
        CheckZip3(shape, [rows, 1], [rows, columns], [1, columns]);
    }

    [Fact]
    public void Strides_other_than_one_and_zero_are_read_too()
    {
        // A transposed and a reversed-by-rows operand: strides (1, 40) and (80, 2).
        float[] x = Naive.Numbers(30 * 40, 1);
        float[] y = Naive.Numbers(40 * 80, 2);
        float[] output = new float[40 * 30];
        ZipDriver.Run(new LessTwice<float>(), x, [1, 40], y, [80, 2], output, [40, 30]);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 30; j++)
            {
                Assert.Equal(x[i + (j * 40)] - (2 * y[(i * 80) + (j * 2)]), output[(i * 30) + j]);
            }
        }
    }

    [Fact]
    public void Strides_that_leave_the_operand_throw()
    {
        float[] x = new float[6];
        float[] output = new float[6];
        Assert.Throws<ArgumentException>(() => ZipDriver.Run(new LessTwice<float>(), x, [3, 1], x, [4, 1], output, [2, 3]));
        Assert.Throws<ArgumentException>(() => ZipDriver.Run(new LessTwice<float>(), x, [3, 1], x, [3, 1], output, [2, 2]));
        Assert.Throws<ArgumentException>(() => MapDriver.Run(new TripleMinusOne<float>(), x, output.AsSpan(1)));
    }

    private static int[] Repeated(int[] shape, bool[] repeat) => [.. shape.Select((size, axis) => repeat[axis] ? 1 : size)];

    private static int[] BroadcastStrides(int[] operand, int[] shape)
    {
        int[] strides = new int[shape.Length];
        Strides.FillBroadcast(operand, shape, strides);
        return strides;
    }

    private static void CheckZip(int[] shape, int[] xShape, int[] yShape)
    {
        float[] x = Naive.Numbers(Naive.Count(xShape), 5);
        float[] y = Naive.Numbers(Naive.Count(yShape), 6);
        int[] xStrides = BroadcastStrides(xShape, shape);
        int[] yStrides = BroadcastStrides(yShape, shape);
        float[] output = new float[Naive.Count(shape)];
        ZipDriver.Run(new LessTwice<float>(), x, xStrides, y, yStrides, output, shape);
        for (int i = 0; i < output.Length; i++)
        {
            int[] at = Naive.Coordinates(i, shape);
            float expected = x[Naive.Position(at, xStrides)] - (2 * y[Naive.Position(at, yStrides)]);
            if (expected != output[i])
            {
                Assert.Fail($"{Naive.Text(xShape)} with {Naive.Text(yShape)} at {Naive.Text(at)}: expected {expected}, got {output[i]}");
            }
        }
    }

    private static void CheckZip3(int[] shape, int[] xShape, int[] yShape, int[] zShape)
    {
        float[] x = Naive.Numbers(Naive.Count(xShape), 5);
        float[] y = Naive.Numbers(Naive.Count(yShape), 6);
        float[] z = Naive.Numbers(Naive.Count(zShape), 7);
        int[] xStrides = BroadcastStrides(xShape, shape);
        int[] yStrides = BroadcastStrides(yShape, shape);
        int[] zStrides = BroadcastStrides(zShape, shape);
        float[] output = new float[Naive.Count(shape)];
        Zip3Driver.Run(new Blend<float>(), x, xStrides, y, yStrides, z, zStrides, output, shape);
        for (int i = 0; i < output.Length; i++)
        {
            int[] at = Naive.Coordinates(i, shape);
            float expected = (x[Naive.Position(at, xStrides)] * y[Naive.Position(at, yStrides)]) + z[Naive.Position(at, zStrides)];
            if (expected != output[i])
            {
                Assert.Fail($"{Naive.Text(xShape)}, {Naive.Text(yShape)}, {Naive.Text(zShape)} at {Naive.Text(at)}: expected {expected}, got {output[i]}");
            }
        }
    }

    private readonly record struct TripleMinusOne<T> : IMapKernel<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public T Invoke(T x) => (x * T.CreateTruncating(3)) - T.One;

        public Vector512<T> Invoke(Vector512<T> x) => (x * Vector512.Create(T.CreateTruncating(3))) - Vector512<T>.One;
    }

    private readonly record struct ScalarOnly : IMapKernel<float>
    {
        public static bool IsVectorized => false;

        public float Invoke(float x) => x + 1;

        public Vector512<float> Invoke(Vector512<float> x) => throw new InvalidOperationException("There is no vector form.");
    }

    private readonly record struct LessTwice<T> : IZipKernel<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public T Invoke(T x, T y) => x - (T.CreateTruncating(2) * y);

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x - (Vector512.Create(T.CreateTruncating(2)) * y);
    }

    private readonly record struct Blend<T> : IZip3Kernel<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public T Invoke(T x, T y, T z) => (x * y) + z;

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => (x * y) + z;
    }
}
