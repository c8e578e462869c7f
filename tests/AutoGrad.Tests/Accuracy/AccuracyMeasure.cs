using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>The worst error of a row over many arguments: half of them even over the range, a quarter with magnitudes even over the exponents.</summary>
internal static class AccuracyMeasure
{
    private const int Doubles = 1_000;

    /// <summary>Float values against the same op in double.</summary>
    public static double Single(AccuracyRow row)
    {
        using var scope = new Scope<double>();
        using var floats = new Scope<float>();
        var (x, y) = Arguments(row.SingleRange, row.Second, Effort.AccuracyArguments, narrow: true);
        float[] actual = row.Single(Of<float>(x), Of<float>(y)).ToArray();
        double[] expected = row.Double(Of<double>(x), Of<double>(y)).ToArray();
        return Worst(actual, expected, row.Floor);
    }

    /// <summary>The derivative by the first operand in float against the same in double.</summary>
    public static double SingleSlope(AccuracyRow row)
    {
        var (x, y) = Arguments(row.SingleRange, row.Second, Effort.AccuracyArguments, narrow: true);
        return Worst(Slope(row.Single, x, y), Slope(row.Double, x, y), row.SlopeFloor);
    }

    /// <summary>Double values against 320 bits.</summary>
    public static double Double(AccuracyRow row)
    {
        using var scope = new Scope<double>();
        var (x, y) = Arguments(row.DoubleRange, row.Second, Doubles, narrow: false);
        double[] actual = row.Double(Of<double>(x), Of<double>(y)).ToArray();
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            BigReal exact = row.Exact!(x[i], y[i]);
            if (exact.IsZero || exact.Magnitude > 1023)
            {
                Assert.True(exact.IsZero ? actual[i] == 0 : double.IsInfinity(actual[i]), $"{row.Op} at {x[i]:R}, {y[i]:R} gives {actual[i]:R}");
                continue;
            }

            int ulp = Math.Max(Math.Max(exact.Magnitude, row.Floor == 0 ? int.MinValue : Math.ILogB(row.Floor)) - 52, -1074);
            Assert.True(double.IsFinite(actual[i]), $"{row.Op} at {x[i]:R}, {y[i]:R} gives {actual[i]:R}, not {exact}");
            worst = Math.Max(worst, BigReal.Abs((actual[i] - exact).Scale(-ulp)).ToDouble());
        }

        return worst;
    }

    private static T[] Slope<T>(Func<Tensor<T>, Tensor<T>, Tensor<T>> op, double[] x, double[] y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var watched = tape.Watch(Of<T>(x));
        var result = op(watched, Of<T>(y));
        return tape.Gradients(result, Tensor.Ones<T>(result.Shape))[watched].ToArray();
    }

    private static double Worst(float[] actual, double[] expected, double floor)
    {
        double worst = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double size = Math.Max(Math.Abs(expected[i]), floor);
            if (double.IsFinite(actual[i]) && size <= float.MaxValue)
            {
                worst = Math.Max(worst, Math.Abs(actual[i] - expected[i]) / Math.ScaleB(1, Math.Max(size == 0 ? -126 : Math.ILogB(size), -126) - 23));
            }
        }

        return worst;
    }

    private static Tensor<T> Of<T>(double[] values)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.Create<T>(Array.ConvertAll(values, T.CreateTruncating));

    private static (double[] X, double[] Y) Arguments((double Low, double High) range, (double Low, double High) second, int count, bool narrow)
    {
        var random = new Random(7);
        var x = new double[count];
        var y = new double[count];
        double size = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        for (int i = 0; i < count; i++)
        {
            double even = range.Low + (random.NextDouble() * (range.High - range.Low));
            double spread = Math.CopySign(size * Math.Pow(2, -random.NextDouble() * (narrow ? 40 : 60)), even);
            x[i] = i % 4 == 0 && spread >= range.Low && spread <= range.High ? spread : even;
            y[i] = second.Low + (random.NextDouble() * (second.High - second.Low));
            if (narrow)
            {
                x[i] = Math.Clamp((float)x[i], range.Low, range.High);
                x[i] = (float)x[i];
                y[i] = (float)y[i];
            }
        }

        return (x, y);
    }
}
