namespace AutoGrad.Checks;

/// <summary>Proof that the checks bite: each way in which rules go wrong is planted in an op, and must be caught.</summary>
public class MutantChecks
{
    private static readonly OpRow correct = Row("Correct", static (x, y, g) => [g.MatMul(y, transposeRight: true), x.MatMul(g, transposeLeft: true)]);

    [Fact]
    public void A_correct_rule_passes()
    {
        Assert.Equal(0, First(correct));
        Assert.Equal(0, Second(correct));
    }

    [Fact]
    public void A_wrong_sign_is_caught() => Assert.NotEqual(0, First(Row("WrongSign", static (x, y, g) => [-g.MatMul(y, transposeRight: true), x.MatMul(g, transposeLeft: true)])));

    [Fact]
    public void A_factor_of_one_and_a_millionth_is_caught() =>
        Assert.NotEqual(0, First(Row("WrongFactor", static (x, y, g) => [(1 + 1e-6) * g.MatMul(y, transposeRight: true), x.MatMul(g, transposeLeft: true)])));

    [Fact]
    public void A_forgotten_transpose_is_caught() => Assert.NotEqual(0, First(Row("ForgottenTranspose", static (x, y, g) => [g.MatMul(y), x.MatMul(g, transposeLeft: true)])));

    [Fact]
    public void Swapped_operands_are_caught() => Assert.NotEqual(0, First(Row("SwappedOperands", static (x, y, g) => [x.MatMul(g, transposeLeft: true), g.MatMul(y, transposeRight: true)])));

    [Fact]
    public void A_gradient_that_is_right_but_not_differentiable_is_caught_at_second_order()
    {
        var row = Row("DetachedRule", static (x, y, g) => [g.MatMul(y.Detach(), transposeRight: true), x.Detach().MatMul(g, transposeLeft: true)]);
        Assert.Equal(0, First(row));
        Assert.NotEqual(0, Second(row));
    }

    [Fact]
    public void A_dropped_term_is_caught() =>
        Assert.NotEqual(0, First(Elementwise("DroppedTerm", static x => (x * x) + x, static (g, x) => 2 * g * x)));

    [Fact]
    public void A_kink_that_the_domain_forgot_is_caught() =>
        Assert.NotEqual(0, First(Elementwise("Kink", static x => Math.Abs(x), static (g, x) => g * x.Sign()).Over(-1e-4, 1e-4)));

    /// <summary>A rule of the wrong shape never reaches the comparison: the sweep refuses it.</summary>
    [Fact]
    public void A_forgotten_broadcast_sum_is_caught()
    {
        var row = new OpRow(
            "ForgottenSum",
            1,
            static x => CustomOp.Apply("ForgottenSum", x[0], static x => (x.BroadcastTo([4, 3]), static g => g)),
            static x => x[0].BroadcastTo([4, 3]),
            static x => Dense.From([4, 3], i => x[0].At(i))).At([[3]]);
        Assert.Throws<ShapeException>(() => Evaluate.Gradients<double>(row, [Dense.Vector(1, 2, 3)], Dense.From([4, 3], static _ => 1)));
    }

    /// <summary>A matrix product of square matrices with a planted rule.</summary>
    private static OpRow Row(string name, Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>[]> rule) =>
        new(
            name,
            2,
            x => CustomOp.Apply(name, x, x => (x[0].MatMul(x[1]), g => rule(x[0], x[1], g))),
            static x => x[0].MatMul(x[1]),
            static x => Dense.From([2, 2], i => (x[0][i[0], 0] * x[1][0, i[1]]) + (x[0][i[0], 1] * x[1][1, i[1]])))
        { Shapes = [[[2, 2], [2, 2]]] };

    private static OpRow Elementwise(string name, Func<double, double> function, Func<Tensor<double>, Tensor<double>, Tensor<double>> rule) =>
        new(name, 1, x => CustomOp.Map(name, x[0], function, (g, x, _) => rule(g, x)), static x => x[0], x => x[0].Map(function)) { Shapes = [[[5]]] };

    private static int First(OpRow row) => Run(row, DerivativeChecks.FirstOrder);

    private static int Second(OpRow row) => Run(row, DerivativeChecks.SecondOrder);

    private static int Run(OpRow row, Action<CheckReport, OpRow, string, Dense[]> check)
    {
        var report = new CheckReport(row.Name);
        check(report, row, "here", Operands.Draw(row, row.Shapes[0]));
        return report.Failures;
    }
}
