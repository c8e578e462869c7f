namespace AutoGrad;

/// <summary>What the table's rows cannot say of reductions: indices, errors, third orders, large and small floats.</summary>
public class ReductionTests
{
    [Fact]
    public void The_position_of_an_extremum_is_the_first_of_equals()
    {
        var x = Tensor.Create<double>([3, 1, 3, 0, 5, 0], [2, 3]);
        Assert.Equal([4], x.ArgMax().ToArray());
        Assert.Equal([], x.ArgMax().Shape);
        Assert.Equal([0, 1], x.ArgMax(1).ToArray());
        Assert.Equal([0, 1, 0], x.ArgMax(0).ToArray());
        Assert.Equal([1, 0], x.ArgMin(-1).ToArray());
        Assert.Equal([2, 1], x.ArgMin(1, keepAxis: true).Shape);
        Assert.Equal([1], Tensor.Create(1.0, double.NaN, 2.0).ArgMax().ToArray());
        Assert.Equal([], Tensor.Zeros<double>(0, 3).ArgMax(1).ToArray());
    }

    /// <summary>Seven and 99,999 terms: 2 / n is no number of the format, and the long sum is folded on several cores. A recorded sweep takes another way than a plain one.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(99_999)]
    public void Sums_and_means_of_squares_have_the_bits_of_their_parts_and_their_gradients_of_both_ways(int length)
    {
        var x = new RandomStream(5).Normal<float>([length]);
        Assert.Equal(x.Square().Sum().ToArray(), x.SumOfSquares().ToArray());
        Assert.Equal(x.Square().Mean().ToArray(), x.MeanOfSquares().ToArray());
        Assert.Equal(Gradient(x, static t => t.Square().Sum(), false), Gradient(x, static t => t.SumOfSquares(), false));
        Assert.Equal(Gradient(x, static t => t.Square().Mean(), false), Gradient(x, static t => t.MeanOfSquares(), false));
        Assert.Equal(Gradient(x, static t => t.MeanOfSquares(), true), Gradient(x, static t => t.MeanOfSquares(), false));

        static float[] Gradient(Tensor<float> x, Func<Tensor<float>, Tensor<float>> function, bool createGraph)
        {
            using var tape = new Tape<float>();
            var t = tape.Watch(x);
            return tape.Gradients(0.3 * function(t), createGraph: createGraph)[t].ToArray();
        }
    }

    [Fact]
    public void An_extremum_of_nothing_is_an_error()
    {
        var nothing = Tensor.Zeros<double>(2, 0);
        Assert.Equal("AG150", Assert.Throws<ShapeException>(() => nothing.Max()).Code);
        Assert.Equal("AG150", Assert.Throws<ShapeException>(() => nothing.Min(1)).Code);
        Assert.Equal("AG150", Assert.Throws<ShapeException>(() => nothing.ArgMax(1)).Code);
        Assert.Equal("AG150", Assert.Throws<ShapeException>(() => nothing.ArgMin()).Code);
        Assert.Equal("AG150", Assert.Throws<ShapeException>(() => nothing.Norm([], order: double.PositiveInfinity)).Code);
        Assert.Equal([0], nothing.Max(0).Shape);
    }

    [Fact]
    public void Attributes_outside_their_domain_are_errors()
    {
        var x = Tensor.Create<double>([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal("AG151", Assert.Throws<ValueException>(() => x.Clamp(1, 0)).Code);
        Assert.Equal("AG151", Assert.Throws<ValueException>(() => x.Clamp(double.NaN, 0)).Code);
        Assert.Equal("AG152", Assert.Throws<ShapeException>(() => x.SoftmaxCrossEntropy([0, 1, 2])).Code);
        Assert.Equal("AG153", Assert.Throws<ValueException>(() => x.SoftmaxCrossEntropy([0, 1], 1)).Code);
        Assert.Equal("AG121", Assert.Throws<IndexException>(() => x.SoftmaxCrossEntropy([0, 3])).Code);
        Assert.Equal("AG154", Assert.Throws<ShapeException>(() => x.LayerNorm(Tensor.Ones<double>(2), Tensor.Ones<double>(2))).Code);
        Assert.Equal("AG155", Assert.Throws<ValueException>(() => x.Norm([], order: double.NaN)).Code);
        Assert.Equal("AG156", Assert.Throws<ValueException>(() => x.LayerNorm(Tensor.Ones<double>(3), Tensor.Ones<double>(3), -1)).Code);
        Assert.Equal("AG157", Assert.Throws<ValueException>(() => x.Variance([], correction: -1)).Code);
        Assert.Equal("AG111", Assert.Throws<AxisException>(() => x.Softmax(2)).Code);
    }

    [Fact]
    public void The_third_derivative_of_a_product_is_the_product_of_the_rest()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(0.0, 2.0, 0.0, 5.0));
        var first = tape.Gradients(x.Product(), createGraph: true)[x];
        var second = tape.Gradients(first, Tensor.Create(1.0, 0.0, 0.0, 0.0), createGraph: true)[x];
        var third = tape.Gradients(second, Tensor.Create(0.0, 0.0, 1.0, 0.0), createGraph: true)[x];
        var fourth = tape.Gradients(third, Tensor.Create(0.0, 1.0, 0.0, 0.0))[x];
        Assert.Equal([0, 0, 0, 0], first.ToArray());
        Assert.Equal([0, 0, 10, 0], second.ToArray());
        Assert.Equal([0, 5, 0, 2], third.ToArray());
        Assert.Equal([0, 0, 0, 1], fourth.ToArray());
    }

    [Fact]
    public void The_norm_of_a_row_does_not_depend_on_the_other_rows()
    {
        var safe = Tensor.Create(0.1f, 0.2f, 0.3f);
        var both = Tensor.Create<float>([0.1f, 0.2f, 0.3f, 3e30f, 0, 4e30f], [2, 3]).Norm(1).ToArray();
        Assert.Equal(safe.Norm().Item(), both[0]);
        Assert.Equal(5e30f, both[1]);
    }

    [Fact]
    public void Rows_of_minus_infinity_poison_nothing()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create<double>([double.NegativeInfinity, double.NegativeInfinity, 0, 0], [2, 2]));
        var y = x.LogSumExp(1);
        Assert.Equal([double.NegativeInfinity, Math.Log(2)], y.ToArray());
        Assert.Equal([0, 0, 0.5, 0.5], tape.Gradients(y, Tensor.Ones<double>(2))[x].ToArray());
    }

    [Fact]
    public void A_confident_row_keeps_a_relatively_accurate_cross_entropy_gradient()
    {
        using var tape = new Tape<float>();
        var x = tape.Watch(Tensor.Create<float>([30, 0], [1, 2]));
        var gradient = tape.Gradients(x.SoftmaxCrossEntropy([0]).Sum())[x].ToArray();
        Assert.Equal(-gradient[1], gradient[0]);
        Assert.Equal(Math.Exp(-30), gradient[1], 1e-19);
    }

    [Fact]
    public void A_cotangent_of_zero_meets_no_slope()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(0.0, double.NaN));
        var y = Ops.Where(x > 0, x.Pow(Tensor.Scalar(-0.5)) + x.Hypot(x) + x.Maximum(1) + x.Clamp(-1, 1) + x.Xlogy(x), Tensor.Zeros<double>(2));
        Assert.Equal([0, 0], tape.Gradients(y, Tensor.Ones<double>(2))[x].ToArray());
    }

    [Fact]
    public void Standard_deviation_and_layer_norm_have_exact_third_orders()
    {
        AssertThird(x => x.StandardDeviation());
        AssertThird(x => x.LayerNorm(Tensor.Create(1.0, -2.0, 0.5), Tensor.Zeros<double>(3), 0.1).Square().Sum());
        AssertThird(x => (x.Softmax() * Tensor.Create(1.0, 0.0, 2.0)).Sum());
        AssertThird(x => x.SoftmaxCrossEntropy(Indices.Create([1], [])));
    }

    /// <summary>The third derivative along one direction against a difference of the second.</summary>
    private static void AssertThird(Func<Tensor<double>, Tensor<double>> function)
    {
        const double step = 1e-4;
        var difference = (Along(function, step)[0] - Along(function, -step)[0]) / (2 * step);
        Assert.Equal(difference, Along(function, 0)[1], 1e-6 * Math.Max(1, Math.Abs(difference)));
    }

    /// <summary>The second and third derivative of t -> f(x + t d).</summary>
    private static double[] Along(Func<Tensor<double>, Tensor<double>> function, double at)
    {
        var direction = Tensor.Create(0.7, -1.2, 0.4);
        using var tape = new Tape<double>();
        var t = tape.Watch(Tensor.Scalar(at));
        var y = function(Tensor.Create(0.3, -0.8, 1.1) + (t * direction));
        var first = tape.Gradients(y, createGraph: true)[t];
        var second = tape.Gradients(first, createGraph: true)[t];
        return [second.Item(), tape.Gradients(second)[t].Item()];
    }

    [Fact]
    public void The_places_of_extrema_are_those_of_the_values()
    {
        var x = Tensor.Create([1.0, 5.0, 5.0, double.NaN, 2.0, -1.0]).Reshape(2, 3);
        var (largest, places) = x.MaxWithIndices();
        Assert.Equal([5.0, double.NaN], largest.ToArray());
        Assert.Equal([1, 0], places.ToArray());
        Assert.Equal(largest.Shape, places.Shape);
        var (smallest, rows) = x.MinWithIndices(0, keepAxis: true);
        Assert.Equal([double.NaN, 2.0, -1.0], smallest.ToArray());
        Assert.Equal([1, 1, 1], rows.ToArray());
        Assert.Equal(Shape.Create(1, 3), rows.Shape);
    }
}
