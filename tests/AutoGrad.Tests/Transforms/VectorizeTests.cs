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
