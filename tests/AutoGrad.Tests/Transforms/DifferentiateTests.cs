namespace AutoGrad.Tests.Transforms;

public sealed class DifferentiateTests
{
    private static readonly Tensor<double> point = Tensor.Create([0.3, 0.9, 1.4]);

    private static Tensor<double> Swirl(Tensor<double> x) => x.Sin() * x.Square().Sum();

    [Fact]
    public void Value_and_gradient_agree_with_the_tape()
    {
        var (value, gradient) = Differentiate.ValueAndGradient<double>(x => x.Square().Sum().Log())(point);
        Assert.Equal(Math.Log(0.09 + 0.81 + 1.96), value.Item(), 1e-14);
        Assert.Equal(2 * 0.3 / 2.86, gradient.ToArray()[0], 1e-14);
    }

    [Fact]
    public void Gradients_by_several_arguments_come_in_order()
    {
        var (_, gradients) = Differentiate.ValueAndGradients<double>(a => (a[0] * a[1]).Sum())([point, point * 2]);
        Assert.Equal((point * 2).ToArray(), gradients[0].ToArray());
        Assert.Equal(point.ToArray(), gradients[1].ToArray());
    }

    [Fact]
    public void The_jacobian_has_the_shape_of_result_and_argument_and_holds_every_product()
    {
        var jacobian = Differentiate.Jacobian<double>(Swirl)(point);
        Assert.Equal(Shape.Create(3, 3), jacobian.Shape);
        for (var column = 0; column < 3; column++)
        {
            var unit = Tensor.Create<double>([.. Enumerable.Range(0, 3).Select(i => i == column ? 1.0 : 0.0)]);
            var pushed = Differentiate.Jvp<double>(Swirl)(point, unit).Product.ToArray();
            var pulled = Differentiate.Vjp<double>(Swirl)(point, unit).Product.ToArray();
            for (var row = 0; row < 3; row++)
            {
                Assert.Equal(jacobian.ToArray()[(row * 3) + column], pushed[row], 1e-13);
                Assert.Equal(jacobian.ToArray()[(column * 3) + row], pulled[row], 1e-13);
            }
        }
    }

    [Theory]
    [InlineData(2, 3)] // backward: two sweeps
    [InlineData(9, 2)] // forward: two sweeps
    public void A_batched_jacobian_holds_the_jacobian_of_each_row(int height, int width)
    {
        var random = new RandomStream(5);
        var (weight, x) = (random.Normal<double>([width, height]), random.Normal<double>([4, width]));
        Tensor<double> Map(Tensor<double> v) => v.Sin().MatMul(weight) * v.Square().Sum([-1], keepAxes: true);
        var batched = Differentiate.BatchedJacobian<double>(Map)(x);
        Assert.Equal(Shape.Create(4, height, width), batched.Shape);
        for (var row = 0; row < 4; row++)
        {
            var alone = Differentiate.Jacobian<double>(Map)(x[row]).ToArray();
            var part = batched[row].ToArray();
            for (var index = 0; index < alone.Length; index++)
            {
                Assert.Equal(alone[index], part[index], 1e-13);
            }
        }
    }

    [Fact]
    public void A_batched_jacobian_keeps_the_axes_of_a_row_and_nests()
    {
        var x = Tensor.Arange<double>(12).Reshape(2, 3, 2);
        var jacobian = Differentiate.BatchedJacobian<double>(v => v.Square().Sum(2))(x);
        Assert.Equal(Shape.Create(2, 3, 3, 2), jacobian.Shape);
        Assert.Equal(2 * 11, jacobian[1, 2, 2, 1].Item());
        Assert.Equal(0, jacobian[1, 2, 1, 1].Item());
        Assert.Equal(Shape.Create(2, 0, 2), Differentiate.BatchedJacobian<double>(v => v[.., ..0])(x[.., 0]).Shape);

        // The sum of the slopes 3 x^2 has the gradient 6 x.
        var point = Tensor.Create([1.0, 2.0], [2, 1]);
        Assert.Equal([6.0, 12.0], Differentiate.Gradient<double>(v => Differentiate.BatchedJacobian<double>(u => u * u * u)(v).Sum())(point).ToArray());
    }

    [Fact]
    public void A_tall_jacobian_goes_by_columns_and_a_wide_one_by_rows_with_the_same_numbers()
    {
        var x = Tensor.Create([0.4]);
        var tall = Differentiate.Jacobian<double>(v => v.BroadcastTo(Shape.Create(7)) * Tensor.Arange<double>(7))(x);
        Assert.Equal(Shape.Create(7, 1), tall.Shape);
        Assert.Equal([0.0, 1, 2, 3, 4, 5, 6], tall.ToArray());
    }

    [Fact]
    public void The_hessian_is_symmetric_and_agrees_with_hessian_vector_products()
    {
        static Tensor<double> Function(Tensor<double> x) => (x.Sin() * x.Square().Sum()).Sum();
        var hessian = Differentiate.Hessian<double>(Function)(point).ToArray();
        var direction = Tensor.Create([1.0, -2, 0.5]);
        var product = Differentiate.HessianVectorProduct<double>(Function)(point, direction).ToArray();
        for (var row = 0; row < 3; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < 3; column++)
            {
                Assert.Equal(hessian[(row * 3) + column], hessian[(column * 3) + row], 1e-12);
                sum += hessian[(row * 3) + column] * direction.ToArray()[column];
            }

            Assert.Equal(sum, product[row], 1e-12);
        }
    }

    [Fact]
    public void Forward_over_reverse_equals_reverse_over_reverse()
    {
        static Tensor<double> Function(Tensor<double> x) => (x.Exp() * x.Square().Sum()).Sum();
        var direction = Tensor.Create([1.0, -2, 0.5]);
        var forward = Differentiate.Jvp<double>(Differentiate.Gradient<double>(Function))(point, direction).Product.ToArray();
        var reverse = Differentiate.HessianVectorProduct<double>(Function)(point, direction).ToArray();
        Assert.All(forward.Zip(reverse), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void A_linear_function_has_a_zero_hessian()
    {
        Assert.All(Differentiate.Hessian<double>(x => (2 * x).Sum())(point).ToArray(), value => Assert.Equal(0.0, value));
    }

    [Fact]
    public void Transforms_nest_to_the_fourth_order()
    {
        Func<Tensor<double>, Tensor<double>> f = x => x.Square() * x.Square();
        for (var order = 0; order < 4; order++)
        {
            f = Differentiate.Gradient(f);
        }

        Assert.Equal(24.0, f(Tensor.Scalar(1.7)).Item(), 1e-12);
    }

    [Fact]
    public void Results_inside_a_tape_are_tracked_by_it_and_outlive_it()
    {
        Tensor<double> gradient;
        using (var tape = new Tape<double>())
        {
            var x = tape.Watch(point);
            gradient = Differentiate.Gradient<double>(v => (v * v * v).Sum())(x);
            Assert.All(tape.Gradients(gradient.Sum())[x].ToArray().Zip(point.ToArray()), pair => Assert.Equal(6 * pair.Second, pair.First, 1e-14));
        }

        Assert.All(gradient.ToArray().Zip(point.ToArray()), pair => Assert.Equal(3 * pair.Second * pair.Second, pair.First, 1e-14));
    }
}
