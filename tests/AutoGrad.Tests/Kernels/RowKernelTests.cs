namespace AutoGrad.Tests;

public sealed class RowKernelTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(7, 16)]
    [InlineData(4, 37)]
    [InlineData(2, 5000)]
    public void Softmax_its_logarithm_and_their_gradients_agree_with_their_formulas(int rows, int columns)
    {
        double[] x = Array.ConvertAll(Naive.Doubles(rows * columns, 1), v => v * 5);
        double[] g = Naive.Doubles(rows * columns, 2);
        double[] softmax = Run(new SoftmaxRows<double>(columns), x, x.Length);
        double[] logSoftmax = Run(new LogSoftmaxRows<double>(columns), x, x.Length);
        double[] softmaxGradient = Run2(new SoftmaxGradientRows<double>(columns), g, softmax);
        double[] logSoftmaxGradient = Run2(new LogSoftmaxGradientRows<double>(columns), g, logSoftmax);
        for (int row = 0; row < rows; row++)
        {
            int[] line = [.. Enumerable.Range(row * columns, columns)];
            double log = Math.Log(line.Sum(i => Math.Exp(x[i])));
            double weighted = line.Sum(i => g[i] * Math.Exp(x[i] - log));
            double total = line.Sum(i => g[i]);
            foreach (int i in line)
            {
                double share = Math.Exp(x[i] - log);
                Assert.Equal(share, softmax[i], 1e-10);
                Assert.Equal(x[i] - log, logSoftmax[i], 1e-10);
                Assert.Equal(share * (g[i] - weighted), softmaxGradient[i], 1e-10);
                Assert.Equal(g[i] - (share * total), logSoftmaxGradient[i], 1e-10);
            }
        }
    }

    [Fact]
    public void Large_numbers_neither_overflow_nor_vanish()
    {
        float[] y = Run(new SoftmaxRows<float>(3), [1000, 1001, 999], 3);
        Assert.Equal(1f, y[0] + y[1] + y[2], 6);
        Assert.Equal(0.24472848f, y[0], 6);
        Assert.Equal(-2000f, Run(new LogSoftmaxRows<float>(2), [1000, -1000], 2)[1]);
    }

    [Fact]
    public void Infinities_and_NaN_follow_the_documented_edges()
    {
        const float Infinity = float.PositiveInfinity;
        Assert.Equal([1f, 0f], Run(new SoftmaxRows<float>(2), [3, -Infinity], 2));
        Assert.Equal([0f, -Infinity], Run(new LogSoftmaxRows<float>(2), [3, -Infinity], 2));
        Assert.All(Run(new SoftmaxRows<float>(2), [-Infinity, -Infinity], 2), y => Assert.True(float.IsNaN(y)));
        Assert.Empty(Run(new SoftmaxRows<float>(0), [], 0));
    }

    private static T[] Run<T>(ISpanKernel<T> kernel, T[] x, int outputs)
        where T : unmanaged
    {
        T[] output = new T[outputs];
        kernel.Invoke(x, output);
        if (outputs == x.Length)
        {
            // In place gives the same.
            T[] inPlace = [.. x];
            kernel.Invoke(inPlace, inPlace);
            Assert.Equal(output, inPlace);
        }

        return output;
    }

    private static T[] Run2<T>(ISpanKernel2<T> kernel, T[] x, T[] y)
        where T : unmanaged
    {
        T[] output = new T[x.Length];
        kernel.Invoke(x, y, output);
        return output;
    }
}
