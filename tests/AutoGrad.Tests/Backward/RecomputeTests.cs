namespace AutoGrad.Tests.Backward;

/// <summary>A recomputed segment gives the bits of the segment itself, in every order and both directions, for less memory.</summary>
public sealed class RecomputeTests
{
    private readonly RandomStream numbers = new(11);
    private readonly Tensor<double> point = Tensor.Create([0.3, -0.9, 1.4, 0.2]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_a_net_with_dropout_and_norm_have_the_same_bits(bool last)
    {
        var plain = Train(recompute: false, last);
        Assert.Equal(plain, Train(recompute: true, last));
        Assert.True(plain.Length > 300 && plain.Distinct().Count() > 200);
    }

    [Fact]
    public void Random_streams_go_on_as_if_the_segment_had_run_once()
    {
        var (drawn, split) = (new RandomStream(3), new RandomStream(4));
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Ones<double>(1000));
        var y = Differentiate.Recompute<double>(v => v.Dropout(0.5, drawn).Dropout(0.5, split.Split()))(x).Sum();
        Assert.Equal(1000ul, drawn.Position);
        var first = tape.Gradients(y)[x].ToArray();
        Assert.Equal((1000ul, 1ul), (drawn.Position, split.Splits));
        drawn.Uniform<double>([7]);
        Assert.Equal(first, tape.Gradients(y)[x].ToArray());
        Assert.Equal(1007ul, drawn.Position);
        Assert.InRange(first.Count(static g => g == 4), 200, 300);
    }

    [Fact]
    public void Running_statistics_follow_a_batch_once()
    {
        var (plain, segment) = (new BatchNorm1D<double>(3), new BatchNorm1D<double>(3));
        var x = numbers.Normal<double>([8, 3]);
        _ = plain.Forward(x);
        using var tape = new Tape<double>();
        var watched = tape.Watch(x);
        _ = tape.Gradients(Differentiate.Recompute<double>(segment.Forward)(watched).Square().Sum());
        Assert.Equal(plain.RunningMean.ToArray(), segment.RunningMean.ToArray());
        Assert.Equal(plain.RunningVariance.ToArray(), segment.RunningVariance.ToArray());
    }

    [Fact]
    public void A_buffer_that_changed_before_the_replay_is_an_error()
    {
        var norm = new BatchNorm1D<double>(3);
        norm.Evaluate();
        using var tape = new Tape<double>();
        var y = Differentiate.Recompute<double>(norm.Forward)(tape.Watch(numbers.Normal<double>([8, 3]))).Sum();
        norm.RunningMean.Assign(Tensor.Ones<double>(3));
        try
        {
            tape.Gradients(y);
            Assert.Fail("nothing was thrown");
        }
        catch (TapeException error)
        {
            Assert.Equal("AG720", error.Code);
        }
    }

    [Fact]
    public void Every_order_and_both_directions_pass_the_gradient_check()
    {
        var weight = numbers.Normal<double>([4, 4]);
        GradientCheck.Assert(Differentiate.Recompute<double>(x => Block(x, weight)), point);
        GradientCheck.Assert<double>(a => Differentiate.Recompute<double>(x => Block(x, a[1]))(a[0]), [point, weight]);
        var nested = Differentiate.Recompute<double>(x => Differentiate.Recompute<double>(z => Block(z, weight))(x.Square()) + x);
        GradientCheck.Assert(nested, point);
    }

    [Fact]
    public void Hessians_and_third_derivatives_are_those_of_the_function()
    {
        static Tensor<double> Plain(Tensor<double> x) => (x.Sin() * x.Square().Sum()).Tanh().Sum();
        var segment = Differentiate.Recompute<double>(Plain);
        Near(Differentiate.Hessian<double>(Plain)(point), Differentiate.Hessian(segment)(point));
        Near(Differentiate.Jvp(Differentiate.Gradient<double>(Plain))(point, point).Product, Differentiate.Jvp(Differentiate.Gradient(segment))(point, point).Product);
        Near(Differentiate.Jacobian(Differentiate.Hessian<double>(Plain))(point), Differentiate.Jacobian(Differentiate.Hessian(segment))(point));
    }

    [Fact]
    public void What_the_function_captures_is_found_even_inside_nested_tapes_and_scopes()
    {
        var weight = new Parameter<double>(point, "weight");
        using var tape = new Tape<double>();
        var (x, scale) = (tape.Watch(point * 2), tape.Watch(Tensor.Create([1.0, 2.0, 3.0, 4.0])));
        var (plain, segment) = (tape.Gradients(Penalty(x)), tape.Gradients(Differentiate.Recompute<double>(Penalty)(x)));
        foreach (var leaf in new[] { x, scale, weight })
        {
            Assert.Equal(plain[leaf].ToArray(), segment[leaf].ToArray());
            Assert.DoesNotContain(0.0, plain[leaf].ToArray());
        }

        Tensor<double> Penalty(Tensor<double> z) =>
            Differentiate.Gradient<double>(v => (v * weight).Sin().Sum())(z).Square().Sum() + Differentiate.Gradient<double>(v => (v * scale).Exp().Sum())(z * 0.1).Sum();
    }

    [Fact]
    public void A_function_may_return_its_argument_a_parameter_or_a_constant()
    {
        var weight = new Parameter<double>(point, "weight");
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        Assert.Equal([1.0, 1, 1, 1], tape.Gradients(Differentiate.Recompute<double>(v => v)(x).Sum())[x].ToArray());
        Assert.Equal([1.0, 1, 1, 1], tape.Gradients(Differentiate.Recompute<double>(_ => weight)(x).Sum())[weight].ToArray());
        Assert.False(Differentiate.Recompute<double>(_ => point)(x).IsTracked);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(256)]
    public void A_deep_chain_in_segments_of_its_root_keeps_twice_its_root(int length)
    {
        const int Size = 1000;
        var root = (int)Math.Sqrt(length);
        var arena = Arena<double>.Current;
        var (whole, plain) = Peak(x => Enumerable.Range(0, length).Aggregate(x, static (z, _) => z.Tanh()));
        var (cut, segments) = Peak(x => Enumerable.Range(0, root).Aggregate(x, (z, _) => Differentiate.Recompute<double>(v => Enumerable.Range(0, root).Aggregate(v, static (u, _) => u.Tanh()))(z)));
        Assert.Equal(plain, segments);
        Assert.InRange(whole, length, length + 4);
        Assert.InRange(cut, root, (2 * root) + 6);

        (long Buffers, double[] Gradient) Peak(Func<Tensor<double>, Tensor<double>> chain)
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Linspace(-1.0, 1.0, Size));
            arena.ResetPeak();
            var before = arena.RentedBytes;
            var gradient = tape.Gradients(chain(x).Sum(), last: true)[x].ToArray();
            return ((arena.PeakBytes - before) / (1024 * sizeof(double)), gradient);
        }
    }

    [Fact]
    public void What_the_segment_made_on_its_way_cannot_be_read_afterwards()
    {
        Tensor<double>? hidden = null;
        using var tape = new Tape<double>();
        _ = Differentiate.Recompute<double>(x => (hidden = x.Exp()).Sin())(tape.Watch(point));
        Assert.Throws<ScopeEndedException>(() => hidden!.ToArray());
    }

    private static Tensor<double> Block(Tensor<double> x, Tensor<double> weight) => (weight.MatMul(x.Tanh()).Square() + x.Exp()).Softmax() * x;

    private static void Near(Tensor<double> expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (a, b) in expected.ToArray().Zip(actual.ToArray()))
        {
            Assert.Equal(a, b, 1e-12);
        }
    }

    private static float[] Train(bool recompute, bool last)
    {
        var random = new RandomStream(5);
        var block = new Sequential<float>(new Dense<float>(8, 16, random), new LayerNorm<float>(16), new Relu<float>(), new Dropout<float>(0.3, random), new Dense<float>(16, 8, random));
        var head = new Dense<float>(8, 1, random);
        using var tape = new Tape<float>();
        var x = tape.Watch(random.Normal<float>([5, 8]));
        var hidden = recompute ? Differentiate.Recompute<float>(block.Forward)(x) : block.Forward(x);
        hidden = recompute ? Differentiate.Recompute<float>(z => block.Forward(z) + x)(hidden) : block.Forward(hidden) + x;
        var gradients = tape.Gradients(head.Forward(hidden).Square().Sum(), last: last);
        return [.. gradients[x].ToArray(), .. block.Parameters.SelectMany(parameter => gradients[parameter].ToArray()), .. random.Uniform<float>([4]).ToArray()];
    }
}
