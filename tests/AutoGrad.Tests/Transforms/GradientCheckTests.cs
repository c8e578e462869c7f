using System.Numerics;

namespace AutoGrad.Tests.Transforms;

public sealed class GradientCheckTests
{
    private static readonly Tensor<double> point = Tensor.Create([0.3, 0.9, 1.4]);

    [Fact]
    public void A_right_gradient_passes_to_second_order()
    {
        var report = GradientCheck.Check<double>(x => x.Square().Sum().Log(), point);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(7, report.Checked);
        Assert.InRange(report.LargestRelativeError, 0, 1e-9);
    }

    [Fact]
    public void A_wrong_sign_is_caught() =>
        Fails(x => CustomOp.Apply("WrongSign", x, x => (x.Cos(), g => g * x.Sin())));

    [Fact]
    public void A_factor_of_one_and_a_millionth_is_caught() =>
        Fails(x => CustomOp.Apply("WrongFactor", x, x => (x.Sin(), g => g * x.Cos() * (1 + 1e-6))));

    [Fact]
    public void A_factor_in_the_second_order_only_is_caught() =>
        Fails(x => CustomOp.Apply("WrongSecond", x, x => (x.Sin(), g => CustomOp.Apply<double>("Slope", [g, x], a => (a[0] * a[1].Cos(), h => [h * a[1].Cos(), -1.000001 * h * a[0] * a[1].Sin()])))));

    [Fact]
    public void A_forgotten_broadcast_sum_is_caught()
    {
        // The rule for the row gives only the first row of the cotangent instead of the sum over rows.
        Fails(row => CustomOp.Apply("AddRow", row, row => (Tensor.Ones<double>(2, 3) + row, g => (g * Tensor.Create<double>([1, 0], Shape.Create(2, 1))).Sum(0))));
    }

    [Fact]
    public void A_forgotten_transpose_is_caught()
    {
        var matrix = Tensor.Create<double>([1, 2, 3, 4, 5, 6, 7, 8, 9], Shape.Create(3, 3));
        Fails(x => CustomOp.Apply("Product", x, x => (x.Reshape(1, 3).MatMul(matrix).Reshape(3), g => g.Reshape(1, 3).MatMul(matrix).Reshape(3))));
    }

    [Fact]
    public void A_kink_is_recognised_and_reported_but_is_no_failure()
    {
        var report = GradientCheck.Check<double>(x => CustomOp.Map("AbsoluteValue", x, Math.Abs, (g, x, _) => g), Tensor.Create([1.0, 0.0]), new GradientCheckOptions { Order = 1 });
        Assert.True(report.Passed, report.ToString());
        Assert.Contains(report.Findings, finding => finding.Kind == GradientFindingKind.Kink && finding.Index[0] == 1);
    }

    [Fact]
    public void Rounding_noise_is_not_taken_for_a_kink()
    {
        var report = GradientCheck.Check<double>(x => CustomOp.Apply("Noisy", x, x => ((x.Sin() * 1e-3) + 1e7, g => g * x.Cos() * 1.01e-3)).Sum(), point, new GradientCheckOptions { Order = 1 });
        Assert.False(report.Passed, report.ToString());
    }

    [Fact]
    public void A_function_whose_period_is_a_power_of_two_is_not_mistaken_for_a_constant() =>
        GradientCheck.Assert<double>(x => (x * (2 * Math.PI)).Sin(), Tensor.Create([40.3]));

    [Fact]
    public void A_gradient_outside_the_slopes_of_a_kink_fails()
    {
        var report = GradientCheck.Check<double>(x => CustomOp.Map("AbsoluteValue", x, Math.Abs, (g, x, _) => g * 1.5), Tensor.Create([0.0]), new GradientCheckOptions { Order = 1 });
        Assert.False(report.Passed);
    }

    [Fact]
    public void A_function_that_is_not_finite_or_not_deterministic_is_said_to_be()
    {
        Assert.Contains(GradientCheck.Check<double>(x => x.Log(), Tensor.Create([-1.0])).Findings, finding => finding.Kind == GradientFindingKind.NotFinite);
        var calls = 0;
        Assert.Contains(GradientCheck.Check<double>(x => x * ++calls, point).Findings, finding => finding.Kind == GradientFindingKind.Inconsistent);
    }

    [Fact]
    public void Assert_throws_the_readable_report()
    {
        var error = Assert.Throws<GradientCheckException>(() => GradientCheck.Assert<double>(x => CustomOp.Apply("Wrong", x, x => (x * x, g => g * x)), point));
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
        Assert.False(error.Report.Passed);
    }

    [Fact]
    public void A_float_function_is_checked_in_double_through_its_generic_method()
    {
        var report = GradientCheck.Check(new LogSum(), [Tensor.Create<float>([1, 2, 3])]);
        Assert.True(report.Passed, report.ToString());
        Assert.InRange(report.LargestRelativeError, 0, 1e-9);
    }

    [Fact]
    public void A_large_value_in_float_raises_no_false_alarm_and_hides_no_error()
    {
        Tensor<float>[] points = [Tensor.Create(1f, 2, 3), Tensor.Create(0.3f, -0.7f, 1.1f), Tensor.Create(-5f, 4, 0.01f)];
        foreach (var x in points)
        {
            GradientCheck.Assert<float>(static x => x.Square().Sum() + 1000, x);
            GradientCheck.Assert<float>(static x => x.Sin().Sum() - 3e4, x);
            GradientCheck.Assert<float>(static x => (x.Square() + 500).Sum(), x);
        }

        static Tensor<float> Wrong(Tensor<float> x) => CustomOp.Map("Wrong", x, static x => (x * x) + 300, static (g, x, _) => 2.05f * g * x);
        Assert.False(GradientCheck.Check<float>(Wrong, points[0]).Passed);
    }

    [Fact]
    public void A_float_function_is_checked_in_float_with_wider_tolerances() =>
        Assert.True(GradientCheck.Check<float>(x => x.Square().Sum().Log(), Tensor.Create<float>([1, 2, 3])).Passed);

    [Fact]
    public void Several_arguments_and_empty_ones_are_checked()
    {
        GradientCheck.Assert<double>(a => (a[0] * a[1]) - (a[0] / a[1]), [Tensor.Create<double>([1, 2, 3, 4, 5, 6], Shape.Create(2, 3)), point]);
        Assert.True(GradientCheck.Check<double>(x => x * x, Tensor.Zeros<double>(0, 3)).Passed);
    }

    private static void Fails(Func<Tensor<double>, Tensor<double>> function)
    {
        var report = GradientCheck.Check(function, point);
        Assert.False(report.Passed, report.ToString());
    }

    private readonly struct LogSum : IFunction
    {
        public Tensor<T> Invoke<T>(IReadOnlyList<Tensor<T>> arguments)
            where T : unmanaged, IFloatingPointIeee754<T> => arguments[0].Square().Sum().Log();
    }
}
