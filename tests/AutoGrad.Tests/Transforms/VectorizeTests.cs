namespace AutoGrad.Tests.Transforms;

/// <summary>Maps over rows, and gradients of each example.</summary>
public sealed class VectorizeTests
{
    private readonly Tensor<double> points = new RandomStream(3).Normal<double>([5, 3]);

    [Fact]
    public void Rows_are_mapped_by_themselves_and_may_branch_on_their_values()
    {
        static Tensor<double> Branching(Tensor<double> v) => v.Sum().Item() > 0 ? v.Square().Sum() : -v.Sum();
        var y = Differentiate.Vectorize<double>(Branching)(points);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => Branching(points[i]).Item())], y.ToArray());
        Assert.Equal(Shape.Create(5, 3, 3), Differentiate.Vectorize<double>(v => v.Outer(v))(points).Shape);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => points[i].Dot(points[4 - i]).Item())], Differentiate.Vectorize<double>((a, b) => a.Dot(b))(points, points.Flip(0)).ToArray());
    }

    [Fact]
    public void It_composes_with_the_other_transforms_in_both_orders()
    {
        static Tensor<double> Row(Tensor<double> v) => (v.Sin() * v.Sum()).Sum();
        var inside = Differentiate.Vectorize(Differentiate.Gradient<double>(Row))(points);
        var outside = Differentiate.Gradient<double>(x => Differentiate.Vectorize<double>(Row)(x).Sum())(points);
        Assert.Equal(inside.Shape, outside.Shape);
        Assert.All(inside.ToArray().Zip(outside.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        Assert.Equal(Shape.Create(5, 3, 3), Differentiate.Vectorize(Differentiate.Hessian<double>(Row))(points).Shape);
        GradientCheck.Assert(Differentiate.Vectorize<double>(Row), points);
    }

    [Fact]
    public void What_can_run_on_all_rows_runs_once_and_what_cannot_runs_row_by_row()
    {
        var weight = new Parameter<double>(new RandomStream(4).Normal<double>([3, 3]), "weight");
        var random = new RandomStream(5);
        Once(v => v.MatMul(weight).Tanh().Sum());
        Once(v => v.Outer(v).Transpose().Softmax(0)[1]);
        Once(_ => weight[0] * 2);
        Once(Differentiate.Gradient<double>(v => v.MatMul(weight).Square().Sum() * v[0]));
        Once(Differentiate.Hessian<double>(v => v.MatMul(weight).Tanh().Square().Sum()));
        Once(Differentiate.Jacobian<double>(v => Ops.Concat<double>([v.MatMul(weight).Sin(), v.Sum([0], true), v.CumulativeSum()])));
        Once(v => Differentiate.Jvp<double>(x => x.MatMul(weight).Exp())(v, Tensor.Ones<double>([3])).Product);
        Once(v => Differentiate.Vjp<double>(x => x.MatMul(weight).Exp())(v, v.Square()).Product);
        Once(v => Differentiate.HessianVectorProduct<double>(x => x.MatMul(weight).Cos().Sum())(v, v));
        Once(v => Differentiate.Vectorize<double>(number => number * v.Sum() + v)(v));
        Once(v => Differentiate.Vectorize<double>((x, y) => x * y + weight[0])(v, weight).Detach());
        RowByRow(v => v[0].Item() > 0 ? v : -v);
        RowByRow(v => v.Sort().Values.Sum());
        RowByRow(v =>
        {
            using var tape = new Tape<double>();
            return tape.Gradients(v.MatMul(weight).Sum())[weight].Keep();
        });

        // A draw would be the same for all rows: each row has its own.
        var noisy = Differentiate.Vectorize<double>(v => v + random.Normal<double>([3]))(Tensor.Zeros<double>([5, 3]));
        Assert.Equal(new RandomStream(5).Normal<double>([3]).ToArray(), noisy[0].ToArray());
        Assert.Equal(15, noisy.ToArray().Distinct().Count());
        Assert.Equal(15ul, random.Position);

        void Once(Func<Tensor<double>, Tensor<double>> function) => Assert.Equal(1, Calls(function));

        void RowByRow(Func<Tensor<double>, Tensor<double>> function) => Assert.Equal(6, Calls(function));
    }

    /// <summary>How often a function is called for five rows; the result is that of a loop, bit for bit.</summary>
    private int Calls(Func<Tensor<double>, Tensor<double>> function)
    {
        var calls = 0;
        var y = Differentiate.Vectorize<double>(v =>
        {
            calls++;
            return function(v);
        })(points);
        var made = calls;
        Assert.Equal(Ops.Stack<double>([.. points.Unbind().Select(function)]).ToArray().Select(BitConverter.DoubleToInt64Bits), y.ToArray().Select(BitConverter.DoubleToInt64Bits));
        return made;
    }

    [Fact]
    public void Gradients_go_through_all_rows_at_once()
    {
        var weight = new Parameter<double>(new RandomStream(4).Normal<double>([3, 2]), "weight");
        using var tape = new Tape<double>();
        var x = tape.Watch(points);
        var slopes = Differentiate.Vectorize(Differentiate.Gradient<double>(v => v.MatMul(weight).Tanh().Square().Sum()))(x);
        var loops = Ops.Stack<double>([.. x.Unbind().Select(Differentiate.Gradient<double>(v => v.MatMul(weight).Tanh().Square().Sum()))]);
        var (atOnce, rowByRow) = (tape.Gradients(slopes.Square().Sum()), tape.Gradients(loops.Square().Sum()));
        foreach (var leaf in new[] { x, weight })
        {
            Assert.All(atOnce[leaf].ToArray().Zip(rowByRow[leaf].ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void A_function_that_cannot_run_on_all_rows_is_asked_only_once()
    {
        var calls = 0;
        var function = Differentiate.Vectorize<double>(v =>
        {
            calls++;
            return v * v[0].Item();
        });
        function(points);
        function(points);
        Assert.Equal(11, calls);
    }

    [Fact]
    public void What_is_wrong_with_a_row_is_said_of_the_row()
    {
        var matrices = Ops.Stack<double>([Tensor.Create<double>([2, 0, 0, 2], Shape.Create(2, 2)), Tensor.Create<double>([-1, 0, 0, 2], Shape.Create(2, 2))]);
        Assert.Contains("Cholesky", Assert.Throws<MatrixException>(() => Differentiate.Vectorize<double>(static a => a.Cholesky())(matrices)).Message, StringComparison.Ordinal);
        Assert.Contains("[3] and [2]", Assert.Throws<ShapeException>(() => Differentiate.Vectorize<double>(static v => v + Tensor.Ones<double>([2]))(points)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_outlives_the_run_cannot_be_used()
    {
        Tensor<double>? kept = null;
        Differentiate.Vectorize<double>(v => kept = v * 2)(points);
        Assert.Equal("AG204", Assert.Throws<ScopeEndedException>(() => kept! + 1).Code);
        Assert.Equal("AG204", Assert.Throws<ScopeEndedException>(() => kept!.ToArray()).Code);
    }

    [Fact]
    public void Gradients_of_examples_add_up_to_that_of_the_batch()
    {
        var model = new Sequential<double>(new Dense<double>(3, 4, new RandomStream(1)), new Tanh<double>(), new Dense<double>(4, 1, new RandomStream(2)));
        var (losses, gradients) = Differentiate.PerExampleGradients(i => model.Forward(points[i..(i + 1)]).Square().Sum(), 5);
        using var tape = new Tape<double>();
        var whole = model.Forward(points).Square();
        Assert.All(whole.ToArray().Zip(losses.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        var batch = tape.Gradients(whole.Sum());
        foreach (var parameter in model.Parameters)
        {
            var each = gradients[parameter];
            Assert.Equal(Shape.Create([5, .. parameter.Shape]), each.Shape);
            Assert.All(each.Sum([0], false).ToArray().Zip(batch[parameter].ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            var third = tape.Gradients(whole[2].Sum(), of: [parameter])[parameter].ToArray();
            Assert.All(each[2].ToArray().Zip(third), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void An_example_that_does_not_use_a_parameter_has_zeros()
    {
        var (first, second) = (new Parameter<double>(Tensor.Create([1.0, 2.0]), "first"), new Parameter<double>(Tensor.Scalar(3.0), "second"));
        var (losses, gradients) = Differentiate.PerExampleGradients(i => i == 0 ? first.Square().Sum() : i == 1 ? second * 2 : Tensor.Scalar(7.0), 3);
        Assert.Equal([5.0, 6, 7], losses.ToArray());
        Assert.Equal([2.0, 4, 0, 0, 0, 0], gradients[first].ToArray());
        Assert.Equal([0.0, 2, 0], gradients[second].ToArray());
    }
}
