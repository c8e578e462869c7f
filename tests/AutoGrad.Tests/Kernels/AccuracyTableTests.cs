using System.Globalization;
using System.Text;
using AutoGrad.House;

namespace AutoGrad.Tests.Kernels;

/// <summary>docs/accuracy.md is measured, not claimed: the table is what this test finds, and the bounds of the project hold for it.</summary>
/// <remarks>Results have the same bits on every machine, so the table is compared as text. AUTOGRAD_UPDATE_GOLDENS=1 writes it anew.</remarks>
public sealed class AccuracyTableTests
{
    private const int Arguments = 1 << 16;

    private static readonly (string Name, double Low, double High, Func<Tensor<float>, Tensor<float>> Single, Func<Tensor<double>, Tensor<double>> Double)[] functions =
    [
        ("Exp", -87, 88, static x => x.Exp(), static x => x.Exp()),
        ("Expm1", -20, 88, static x => x.Expm1(), static x => x.Expm1()),
        ("Log", 1e-30, 1e6, static x => x.Log(), static x => x.Log()),
        ("Log1p", -0.99, 1e6, static x => x.Log1p(), static x => x.Log1p()),
        ("Tanh", -12, 12, static x => x.Tanh(), static x => x.Tanh()),
        ("Sigmoid", -80, 80, static x => x.Sigmoid(), static x => x.Sigmoid()),
        ("Softplus", -80, 80, static x => x.Softplus(), static x => x.Softplus()),
        ("Silu", -80, 80, static x => x.Silu(), static x => x.Silu()),
        ("Gelu", -6, 80, static x => x.Gelu(), static x => x.Gelu()),
        ("Erf", -5, 5, static x => x.Erf(), static x => x.Erf()),
        ("Erfc", -5, 9, static x => x.Erfc(), static x => x.Erfc()),
        ("Sin", -100, 100, static x => x.Sin(), static x => x.Sin()),
        ("Cos", -100, 100, static x => x.Cos(), static x => x.Cos()),
        ("Tan", -1.5, 1.5, static x => x.Tan(), static x => x.Tan()),
        ("Asin", -1, 1, static x => x.Asin(), static x => x.Asin()),
        ("Acos", -1, 1, static x => x.Acos(), static x => x.Acos()),
        ("Atan", -100, 100, static x => x.Atan(), static x => x.Atan()),
        ("Sinh", -80, 80, static x => x.Sinh(), static x => x.Sinh()),
        ("Cosh", -80, 80, static x => x.Cosh(), static x => x.Cosh()),
        ("Sqrt", 1e-30, 1e30, static x => x.Sqrt(), static x => x.Sqrt()),
        ("Cbrt", -1e6, 1e6, static x => x.Cbrt(), static x => x.Cbrt()),
        ("Reciprocal", 1e-6, 1e6, static x => x.Reciprocal(), static x => x.Reciprocal()),
    ];

    [Fact]
    public void The_table_of_accuracies_is_the_measured_one()
    {
        var text = new StringBuilder();
        foreach (var function in functions)
        {
            var (value, derivative) = Worst(function.Low, function.High, function.Single, function.Double);
            text.Append(CultureInfo.InvariantCulture, $"| {function.Name} | {function.Low} to {function.High} | {RoundUp(value):0.0} | {RoundUp(derivative):0.0} |\n");
        }

        var path = Path.Combine(SourceModel.Root, "docs", "accuracy.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var start = page.IndexOf("| Exp |", StringComparison.Ordinal);
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        if (Environment.GetEnvironmentVariable("AUTOGRAD_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page[..start] + text + page[end..]);
            return;
        }

        Assert.Equal(text.ToString(), page[start..end]);
    }

    [Fact]
    public void A_sum_of_sixteen_million_tenths_is_right_to_a_millionth()
    {
        const int count = 1 << 24;
        using var scope = new Scope<float>();
        var sum = Tensor.Full<float>([count], 0.1f).Sum().Item();
        Assert.InRange(sum / (count * (double)0.1f), 1 - 1e-6, 1 + 1e-6);
    }

    /// <summary>The largest distance of value and derivative from those in double, in units in the last place of the float result.</summary>
    private static (double Value, double Derivative) Worst(double low, double high, Func<Tensor<float>, Tensor<float>> single, Func<Tensor<double>, Tensor<double>> twice)
    {
        // Evenly by value and, towards zero, by exponent: both ends of what networks meet.
        var random = new Random(7);
        var arguments = new float[Arguments];
        for (var index = 0; index < arguments.Length; index++)
        {
            var even = low + ((high - low) * random.NextDouble());
            arguments[index] = (float)Math.Clamp(index % 2 == 0 ? even : even * Math.Pow(2, -20 * random.NextDouble()), low, high);
        }

        using var tape = new Tape<float>();
        using var exactTape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(arguments));
        var exactX = exactTape.Watch(Tensor.Create(Array.ConvertAll(arguments, static argument => (double)argument)));
        var (y, exactY) = (single(x), twice(exactX));
        var (slope, exactSlope) = (tape.Gradients(y.Sum())[x], exactTape.Gradients(exactY.Sum())[exactX]);
        return (Distance(y.ToArray(), exactY.ToArray()), Distance(slope.ToArray(), exactSlope.ToArray()));
    }

    private static double Distance(float[] values, double[] exact)
    {
        var worst = 0.0;
        for (var index = 0; index < values.Length; index++)
        {
            if (float.IsFinite(values[index]) && Math.Abs(exact[index]) is >= 1.2e-38 and < 3.4e38)
            {
                worst = Math.Max(worst, Math.Abs(values[index] - exact[index]) / Math.ScaleB(1, Math.ILogB(exact[index]) - 23));
            }
        }

        return worst;
    }

    private static double RoundUp(double ulp) => Math.Ceiling((10 * ulp) - 1e-9) / 10;
}
