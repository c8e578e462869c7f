namespace AutoGrad.Tests;

/// <summary>
/// The special functions against the platform's double library, against identities, against tabulated values and at the edges.
/// </summary>
public class SpecialTests
{
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<string, double, double, double> LibraryRanges => new()
    {
        { "Exp", -103, 88, 1 },
        { "Log", 1e-30, 1e3, 1 },
        { "Sin", -7e4, 7e4, 1 },
        { "Cos", -7e4, 7e4, 1 },
        { "Tanh", -12, 12, 2 },
        { "TanhGradient", -40, 40, 3 },
        { "Sigmoid", -80, 80, 2 },
        { "SigmoidGradient", -80, 80, 3 },
        { "Asinh", -50, 50, 2 },
        { "Acosh", 1, 50, 2 },
        { "Atanh", -1, 1, 2 },
        { "Exp2", -120, 120, 1 },
        { "Log2", 0, 10, 1 },
        { "Log10", 0, 10, 1 },
        { "Cbrt", -9, 9, 1 },
        { "Sinh", -9, 9, 2 },
        { "Cosh", -9, 9, 2 },
    };

    [Theory]
    [MemberData(nameof(LibraryRanges))]
    public void In_float_a_function_is_within_its_ulps_of_the_double_library(string name, double low, double high, double ulps)
    {
        (Func<float, float> function, Func<double, double> reference) = name switch
        {
            "Exp" => ((Func<float, float>)Scalars.Exp, (Func<double, double>)Math.Exp),
            "Log" => (Scalars.Log, Math.Log),
            "Sin" => (Scalars.Sin, Math.Sin),
            "Cos" => (Scalars.Cos, Math.Cos),
            "Tanh" => (Scalars.Tanh, Math.Tanh),
            "TanhGradient" => (Scalars.TanhGradient, x => 1 / (Math.Cosh(x) * Math.Cosh(x))),
            "Sigmoid" => (Scalars.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
            "SigmoidGradient" => (Scalars.SigmoidGradient, x => 0.25 / (Math.Cosh(x / 2) * Math.Cosh(x / 2))),
            "Asinh" => (Scalars.Asinh, Math.Asinh),
            "Acosh" => (Scalars.Acosh, Math.Acosh),
            "Atanh" => (Scalars.Atanh, Math.Atanh),
            "Exp2" => (Scalars.Exp2, x => Math.Pow(2, x)),
            "Log2" => (Scalars.Log2, Math.Log2),
            "Log10" => (Scalars.Log10, Math.Log10),
            "Cbrt" => (Scalars.Cbrt, Math.Cbrt),
            "Sinh" => (Scalars.Sinh, Math.Sinh),
            _ => (Scalars.Cosh, Math.Cosh),
        };
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            // Every fourth argument is much nearer to 0, where relative accuracy is hardest.
            float x = (float)(low + (random.NextDouble() * (high - low)));
            x = i % 4 == 0 && low < 0 ? x * (float)Math.Pow(2, -random.Next(30)) : x;
            double expected = reference(x);
            double error = Math.Abs(function(x) - expected) / UlpOfFloat(expected);
            Assert.True(error <= ulps, $"{name}({x:R}) = {function(x):R}, expected {expected:R}, {error:F2} ulp");
        }
    }

    [Theory]
    [InlineData("Exp", -745, 709, 2)]
    [InlineData("Log", 1e-300, 1e300, 2)]
    [InlineData("Sin", -1e9, 1e9, 2)]
    [InlineData("Cos", -1e9, 1e9, 2)]
    [InlineData("Tanh", -22, 22, 4)]
    [InlineData("Asinh", -50, 50, 4)]
    [InlineData("Acosh", 1, 50, 4)]
    [InlineData("Atanh", -1, 1, 4)]
    public void In_double_a_function_is_within_its_ulps_of_the_platform_library(string name, double low, double high, double ulps)
    {
        (Func<double, double> function, Func<double, double> reference) = name switch
        {
            "Exp" => ((Func<double, double>)Scalars.Exp, (Func<double, double>)Math.Exp),
            "Log" => (Scalars.Log, Math.Log),
            "Sin" => (Scalars.Sin, Math.Sin),
            "Cos" => (Scalars.Cos, Math.Cos),
            "Tanh" => (Scalars.Tanh, Math.Tanh),
            "Asinh" => (Scalars.Asinh, Math.Asinh),
            "Acosh" => (Scalars.Acosh, Math.Acosh),
            _ => (Scalars.Atanh, Math.Atanh),
        };
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++)
        {
            double x = low + (random.NextDouble() * (high - low));
            x = i % 4 == 0 && low < 0 ? x * Math.Pow(2, -random.Next(60)) : x;
            double expected = reference(x);
            double error = Math.Abs(function(x) - expected) / Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);
            Assert.True(error <= ulps, $"{name}({x:R}) = {function(x):R}, expected {expected:R}, {error:F2} ulp");
        }
    }

    private static double UlpOfFloat(double value)
    {
        float magnitude = MathF.Abs((float)value);
        return (double)MathF.BitIncrement(magnitude) - magnitude;
    }

    [Fact]
    public void Expm1_and_log1p_undo_each_other_down_to_the_smallest_arguments()
    {
        for (double x = 1e-320; x < 30; x *= 1.9)
        {
            AssertClose(x, Scalars.Log1p(Scalars.Expm1(x)), 2e-15);
            AssertClose(-x, Scalars.Expm1(Scalars.Log1p(-Math.Min(x, 0.5))) * (x > 0.5 ? x / 0.5 : 1), 2e-15);
        }
    }

    [Fact]
    public void Exp_of_zero_is_exactly_one_and_exp_keeps_subnormal_results()
    {
        Assert.Equal(1.0, Scalars.Exp(0.0));
        Assert.Equal(1f, Scalars.Exp(-0f));
        Assert.Equal(double.Epsilon, Scalars.Exp(-745.0));
        Assert.Equal(float.Epsilon, Scalars.Exp(-103.5f));
        Assert.Equal(0.0, Scalars.Exp(-746.0));
        Assert.Equal(double.MaxValue, Scalars.Exp(709.782712893384), 1e296);
        Assert.Equal(Infinity, Scalars.Exp(709.782712893385));
        Assert.Equal(float.PositiveInfinity, Scalars.Exp(88.73f));
    }

    [Fact]
    public void Sigmoid_and_softplus_keep_their_left_tails()
    {
        AssertClose(Math.Exp(-700), Scalars.Sigmoid(-700.0), 1e-15);
        AssertClose(Math.Exp(-700), Scalars.Softplus(-700.0), 1e-15);
        AssertClose(Math.Exp(-40), Scalars.SigmoidGradient(40.0), 1e-15);
        AssertClose(4 * Math.Exp(-200), Scalars.TanhGradient(100.0), 1e-15);
        Assert.Equal(1e30, Scalars.Softplus(1e30));
    }

    [Theory]
    [InlineData(0.5, 0.5204998778130465, 0.4795001221869535)]
    [InlineData(1, 0.8427007929497149, 0.15729920705028513)]
    [InlineData(2, 0.9953222650189527, 0.004677734981047266)]
    [InlineData(5, 0.9999999999984626, 1.5374597944280349e-12)]
    [InlineData(10, 1, 2.088487583762545e-45)]
    [InlineData(26, 1, 5.663192408856143e-296)]
    [InlineData(-1, -0.8427007929497149, 1.8427007929497148)]
    public void Erf_and_erfc_have_their_tabulated_values(double x, double erf, double erfc)
    {
        AssertClose(erf, Scalars.Erf(x), 1e-15);
        AssertClose(erfc, Scalars.Erfc(x), 2e-15);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(-10, 7.619853024160527e-24)]
    [InlineData(-37, 5.725571222524577e-300)]
    public void The_normal_distribution_function_is_relatively_accurate_in_its_left_tail(double x, double expected)
        => AssertClose(expected, Scalars.NormalCdf(x), 2e-15);

    [Fact]
    public void The_normal_distribution_function_of_floats_and_the_slope_of_Gelu_follow_those_of_doubles()
    {
        for (float x = -14; x <= 9; x += 0.0013f)
        {
            double cdf = Scalars.NormalCdf((double)x);
            double ulp = Math.ScaleB(1, Math.Max(Math.ILogB(cdf), -126) - 23);
            Assert.Equal(cdf, Scalars.NormalCdf(x), (x < -6 ? 7.5 : 3.4) * ulp);
            double slope = cdf + (x * Scalars.NormalPdf((double)x));
            Assert.Equal(slope, Scalars.GeluGradient((double)x), 4e-16 + (4e-14 * Math.Abs(slope)));
            Assert.Equal(slope, Scalars.GeluGradient(x), 2e-7);
        }
    }

    [Fact]
    public void The_normal_density_is_the_slope_of_its_distribution_function()
    {
        for (double x = -8; x <= 8; x += 0.37)
        {
            const double Step = 1e-5;
            double slope = (Scalars.NormalCdf(x + Step) - Scalars.NormalCdf(x - Step)) / (2 * Step);
            Assert.Equal(slope, Scalars.NormalPdf(x), 1e-10);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1e-5, 11.512919692895826)]
    [InlineData(1.0001, -5.771334222047127e-05)]
    [InlineData(11, 15.104412573075516)]
    [InlineData(171, 706.5730622457874)]
    [InlineData(1e100, 2.2925850929940458e102)]
    [InlineData(-0.5, 1.2655121234846454)]
    [InlineData(-1.5, 0.8600470153764810)]
    public void Lgamma_has_its_tabulated_values(double x, double expected) => AssertClose(expected, Special.Lgamma(x), 2e-15);

    [Theory]
    [InlineData(1, -0.5772156649015329)]
    [InlineData(2, 0.42278433509846714)]
    [InlineData(0.5, -1.9635100260214235)]
    [InlineData(1.4616321449683622, -9.241265521729427e-17)]
    [InlineData(10, 2.2517525890667210)]
    [InlineData(-0.5, 0.03648997397857652)]
    public void Digamma_has_its_tabulated_values_even_at_its_zero(double x, double expected)
        => AssertClose(expected, Special.Digamma(x), 4e-15);

    [Theory]
    [InlineData(1, 1, 1.6449340668482264)]
    [InlineData(1, 0.5, 4.934802200544679)]
    [InlineData(1, -0.5, 8.934802200544680)]
    [InlineData(2, 1, -2.404113806319188)]
    [InlineData(3, 1, 6.493939402266829)]
    [InlineData(2, 1e8, -1.0000000100000001e-16)]
    public void Polygamma_has_its_tabulated_values(int n, double x, double expected) => AssertClose(expected, Special.Polygamma(n, x), 4e-15);

    [Theory]
    [InlineData(0.3)]
    [InlineData(2.2)]
    [InlineData(17.5)]
    [InlineData(-0.7)]
    [InlineData(-3.4)]
    public void The_gamma_family_obeys_its_recurrences(double x)
    {
        AssertClose(Special.Lgamma(x + 1), Special.Lgamma(x) + Math.Log(Math.Abs(x)), 1e-13);
        AssertClose(Special.Digamma(x + 1), Special.Digamma(x) + (1 / x), 1e-13);
        AssertClose(Special.Trigamma(x + 1), Special.Trigamma(x) - (1 / (x * x)), 1e-13);
        AssertClose(Special.Polygamma(4, x + 1), Special.Polygamma(4, x) + (24 / Math.Pow(x, 5)), 1e-12);
    }

    [Fact]
    public void The_poles_of_the_gamma_family_give_infinities_or_nan()
    {
        Assert.Equal(Infinity, Special.Lgamma(0.0));
        Assert.Equal(Infinity, Special.Lgamma(-3.0));
        Assert.Equal(Infinity, Special.Lgamma(-Infinity));
        Assert.Equal(-Infinity, Special.Digamma(0.0));
        Assert.Equal(Infinity, Special.Digamma(-0.0));
        Assert.True(double.IsNaN(Special.Digamma(-2.0)));
        Assert.Equal(Infinity, Special.Trigamma(-2.0));
        Assert.True(double.IsNaN(Special.Polygamma(2, -2.0)));
        Assert.Equal(0.0, Special.Trigamma(Infinity));
    }

    [Fact]
    public void Sinc_is_one_at_zero_and_zero_at_the_other_integers()
    {
        Assert.Equal(1.0, Special.Sinc(0.0));
        Assert.Equal(0.0, Special.Sinc(3.0));
        Assert.Equal(0.0, Special.Sinc(1e300));
        Assert.Equal(0.0, Special.Sinc(Infinity));
        AssertClose(2 / Math.PI, Special.Sinc(0.5), 1e-15);
        AssertClose(1.0, Special.Sinc(double.Epsilon), 1e-15);
    }

    [Fact]
    public void LogAddExp_survives_infinities_and_huge_differences()
    {
        AssertClose(1 + Math.Log(2), Scalars.LogAddExp(1.0, 1.0), 1e-15);
        Assert.Equal(1000.0, Scalars.LogAddExp(1000.0, -1000.0));
        Assert.Equal(-Infinity, Scalars.LogAddExp(-Infinity, -Infinity));
        Assert.Equal(Infinity, Scalars.LogAddExp(Infinity, -Infinity));
        Assert.True(double.IsNaN(Scalars.LogAddExp(double.NaN, 1.0)));
    }

    [Fact]
    public void Small_integer_powers_are_exact_and_follow_ieee_at_the_edges()
    {
        Assert.Equal(1e4 * 1e4 * 1e4, Scalars.Pow(1e4, 3.0));
        Assert.Equal(double.NegativeInfinity, Scalars.Pow(-0.0, -1.0));
        Assert.Equal(1.0, Scalars.Pow(double.NaN, 0.0));
        Assert.True(double.IsNaN(Scalars.Pow(-8.0, 1.0 / 3)));
        Assert.Equal(1024.0, Scalars.Pow(2.0, 10));
        Assert.Equal(1.0 / 1024, Scalars.Pow(2.0, -10));
        AssertClose(1e-310, Scalars.Pow(1e155, -2), 1e-12);
        Assert.Equal(1.0, Scalars.Pow(double.NaN, 0));
    }

    private static double[] Edges =>
    [
        0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, Infinity, -Infinity, double.NaN, 1e300, -1e300, 1e-310, -1e-310, double.Epsilon, 4503599627370497, 9007199254740993,
        1e16, 1e22, -7, 7, 1e-320, 1.0000000000000002, 0.9999999999999999, 1e100, -1e100, 1e-40, -1e-40, 16777217,
    ];

    [Fact]
    public void Powers_are_the_platforms_at_every_pair_of_edges()
    {
        foreach (double x in Edges)
        {
            foreach (double y in Edges)
            {
                AssertEdge(Math.Pow(x, y), Scalars.Pow(x, y), $"{x:R}^{y:R}", 4e-16);
                AssertEdge(MathF.Pow((float)x, (float)y), Scalars.Pow((float)x, (float)y), $"{x:R}^{y:R} in float", 2e-7);
            }
        }
    }

    [Fact]
    public void Angles_are_the_platforms_at_every_pair_of_edges()
    {
        foreach (double y in Edges)
        {
            foreach (double x in Edges)
            {
                AssertEdge(Math.Atan2(y, x), Scalars.Atan2(y, x), $"Atan2({y:R}, {x:R})", 4e-16);
                AssertEdge(MathF.Atan2((float)y, (float)x), Scalars.Atan2((float)y, (float)x), $"Atan2({y:R}, {x:R}) in float", 2e-7);
            }
        }
    }

    /// <summary>Equal, zeros with their sign, or two finite numbers close to each other; below the normal numbers an absolute error of one of them.</summary>
    private static void AssertEdge<T>(T expected, T actual, string what, double relative)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T smallest = typeof(T) == typeof(float) ? T.CreateTruncating(2.8e-45f) : T.CreateTruncating(1e-323);
        bool same = expected == actual ? T.IsNegative(expected) == T.IsNegative(actual)
            : T.IsNaN(expected) ? T.IsNaN(actual)
            : T.IsFinite(expected) && T.Abs(expected - actual) <= T.Max(T.CreateTruncating(relative) * T.Abs(expected), smallest);
        Assert.True(same, $"{what} gives {actual}, expected {expected}");
    }

    [Fact]
    public void Powers_of_small_integers_are_exact()
    {
        for (double x = 1; x < 40; x++)
        {
            for (double y = 0, power = 1; power < 9007199254740992; y++, power *= x)
            {
                if (y == 40)
                {
                    break;
                }

                Assert.Equal(power, Scalars.Pow(x, y));
                if (power < 16777216)
                {
                    Assert.Equal((float)power, Scalars.Pow((float)x, (float)y));
                }
            }
        }
    }

    [Fact]
    public void Odd_functions_keep_the_sign_of_zero()
    {
        foreach (Func<double, double> function in (Func<double, double>[])
            [Scalars.Expm1, Scalars.Log1p, Scalars.Tanh, Scalars.Sin, Scalars.Tan, Scalars.Asin, Scalars.Atan, Scalars.Erf, Scalars.Sinh, Scalars.Asinh, Scalars.Atanh, Scalars.Cbrt])
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(function(-0.0)));
            Assert.Equal(0L, BitConverter.DoubleToInt64Bits(function(0.0)));
        }
    }

    [Fact]
    public void Infinities_give_the_limits()
    {
        Assert.Equal((Infinity, 0.0), (Scalars.Exp(Infinity), Scalars.Exp(-Infinity)));
        Assert.Equal((Infinity, -1.0), (Scalars.Expm1(Infinity), Scalars.Expm1(-Infinity)));
        Assert.Equal((1.0, -1.0), (Scalars.Tanh(Infinity), Scalars.Tanh(-Infinity)));
        Assert.Equal((1.0, 0.0), (Scalars.Sigmoid(Infinity), Scalars.Sigmoid(-Infinity)));
        Assert.Equal((Infinity, 0.0), (Scalars.Softplus(Infinity), Scalars.Softplus(-Infinity)));
        Assert.Equal((1.0, -1.0), (Scalars.Erf(Infinity), Scalars.Erf(-Infinity)));
        Assert.Equal((0.0, 2.0), (Scalars.Erfc(Infinity), Scalars.Erfc(-Infinity)));
        Assert.Equal((1.0, 0.0), (Scalars.NormalCdf(Infinity), Scalars.NormalCdf(-Infinity)));
        Assert.Equal((0.0, 0.0), (Scalars.SigmoidGradient(Infinity), Scalars.TanhGradient(-Infinity)));
        Assert.Equal((Infinity, -Infinity), (Scalars.Log(Infinity), Scalars.Log(0.0)));
        Assert.Equal((Infinity, -Infinity), (Scalars.Log1p(Infinity), Scalars.Log1p(-1.0)));
        Assert.True(double.IsNaN(Scalars.Sin(Infinity)) && double.IsNaN(Scalars.Cos(-Infinity)));
        Assert.True(double.IsNaN(Scalars.Log(-1.0)) && double.IsNaN(Scalars.Log1p(-1.5)) && double.IsNaN(Scalars.Acosh(-1e22)));
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.True(
            Math.Abs(actual - expected) <= Math.Max(relative * Math.Abs(expected), double.Epsilon),
            $"expected {expected:R}, got {actual:R}");
}
