namespace AutoGrad.Tests.Custom;

public sealed class CustomOpTests
{
    private static readonly Tensor<double> point = Tensor.Create([0.3, 0.9, 1.4]);

    [Fact]
    public void A_wrapped_built_in_op_is_the_built_in_op_bit_for_bit()
    {
        double[] Run(Func<Tensor<double>, Tensor<double>> sine)
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(point);
            var slope = tape.Gradients(sine(x).Sum(), createGraph: true)[x];
            return [.. slope.ToArray(), .. tape.Gradients(slope.Sum())[x].ToArray()];
        }

        Assert.Equal(Run(x => x.Sin()), Run(x => CustomOp.Apply("Sine", x, x => (x.Sin(), g => g * x.Cos()))));
    }

    [Fact]
    public void What_the_value_is_computed_with_is_not_recorded()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var before = tape.Count;
        _ = CustomOp.Apply("Many", x, x => (x.Exp().Log().Exp().Log(), g => g));
        Assert.Equal(before + 1, tape.Count);
    }

    [Fact]
    public void Several_arguments_share_one_rule_and_may_have_no_gradient()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var y = tape.Watch(point + 1);
        var z = CustomOp.Apply<double>("First", [x, y], a => (a[0] * a[1], g => [g * a[1], null]));
        var gradients = tape.Gradients(z.Sum());
        Assert.Equal(y.ToArray(), gradients[x].ToArray());
        Assert.False(gradients.TryGet(y, out _));
    }

    [Fact]
    public void A_rule_with_the_wrong_number_of_cotangents_is_an_error_that_names_the_op()
    {
        var error = Assert.Throws<ValueException>(() =>
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(point);
            var z = CustomOp.Apply<double>("Short", [x, point], a => (a[0] * a[1], g => [g]));
            _ = tape.Gradients(z.Sum());
        });
        Assert.Equal("Short", error.Op);
    }

    [Fact]
    public void Forward_mode_comes_from_the_same_rule()
    {
        var tangent = Tensor.Create([1.0, -2, 0.5]);
        var (_, product) = Differentiate.Jvp<double>(x => CustomOp.Apply("Scaled", x, x => (x.Sum() * x, g => (g * x.Sum()) + (g * x).Sum())))(point, tangent);
        var expected = (point.Sum() * tangent) + (tangent.Sum() * point);
        Assert.All(product.ToArray().Zip(expected.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-14));
    }

    [Fact]
    public void A_tracked_tensor_or_parameter_that_is_no_argument_is_refused_and_a_constant_is_not()
    {
        static string Code(Action act) => Assert.Throws<TapeException>(act).Code;
        var weight = new Parameter<double>(point, "weight");
        Assert.Equal("AG225", Code(() =>
        {
            using var tape = new Tape<double>();
            _ = CustomOp.Apply("Captures", tape.Watch(point), x => (x * weight, g => g * weight));
        }));
        Assert.Equal("AG225", Code(() =>
        {
            using var tape = new Tape<double>();
            var other = tape.Watch(point);
            _ = CustomOp.Apply("Captures", tape.Watch(point), x => (x * other, g => g * other));
        }));
        using var tape = new Tape<double>();
        var constant = weight.Detach();
        var x = tape.Watch(point);
        Assert.Equal(point.ToArray(), tape.Gradients(CustomOp.Apply("Scaled", x, x => (x * constant, g => g * constant)).Sum())[x].ToArray());
    }

    [Fact]
    public void A_rule_may_use_the_result_and_has_every_order()
    {
        static Tensor<double> MyExp(Tensor<double> x) => CustomOp.Apply("MyExp", x, v =>
        {
            var y = v.Exp();
            return (y, g => g * y);
        });
        var hessian = Differentiate.Hessian<double>(x => MyExp(x).Sum())(point).ToArray();
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Math.Exp(point.ToArray()[i]), hessian[(i * 3) + i], 1e-14));
        GradientCheck.Assert<double>(MyExp, point);
    }
}
