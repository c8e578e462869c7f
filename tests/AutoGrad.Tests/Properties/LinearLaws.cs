using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 1 to 18: derivatives are linear maps, and how they combine. Each law keeps its number in the list of laws.</summary>
public class LinearLaws
{
    [Law(1)]
    [Fact]
    public void A_vector_Jacobian_product_is_linear_in_the_cotangent() => Holds(FunctionAt.Any, static c =>
    {
        var w = c.V.Map(static e => (e * e) - 1);
        var combined = Dense.Zip(static e => (2 * e[0]) - (3 * e[1]), c.V, w);
        Near(Dense.Zip(static e => (2 * e[0]) - (3 * e[1]), Pull(c.F.Call, c.X, c.V), Pull(c.F.Call, c.X, w)), Pull(c.F.Call, c.X, combined));
    });

    // Exact: on the lattice both sides are the same integers.
    [Law(1)]
    [Fact]
    public void On_the_lattice_a_polynomial_s_product_is_linear_bit_for_bit() => Holds(Draws.LatticeDirected, static c =>
    {
        static Tensor<double> F(Tensor<double> x) => (x * x) - (3 * x);
        var w = c.V.Map(static e => 1 - e);
        Same(Dense.Zip(static e => e[0] + (2 * e[1]), Pull(F, c.X, c.V), Pull(F, c.X, w)), Pull(F, c.X, Dense.Zip(static e => e[0] + (2 * e[1]), c.V, w)));
    });

    [Law(2)]
    [Fact]
    public void A_Jacobian_vector_product_is_linear_in_the_tangent() => Holds(FunctionAt.Any, static c =>
    {
        var w = c.V.Map(static e => (e * e) - 1);
        Near(Dense.Zip(static e => e[0] - (2 * e[1]), Push(c.F.Call, c.X, c.V), Push(c.F.Call, c.X, w)), Push(c.F.Call, c.X, Dense.Zip(static e => e[0] - (2 * e[1]), c.V, w)));
    });

    [Law(3)]
    [Fact]
    public void Forward_and_backward_mode_are_transposes() => Holds(FunctionAt.Any, static c =>
    {
        var u = c.X.Map(static e => 1 - (e / 2));
        Near(Checks.Evaluate.Dot(u, Pull(c.F.Call, c.X, c.V)) / Math.Max(1, c.X.Length), Checks.Evaluate.Dot(Push(c.F.Call, c.X, u), c.V) / Math.Max(1, c.X.Length));
    });

    [Law(4)]
    [Fact]
    public void A_zero_cotangent_gives_exactly_zero_even_where_the_slope_is_infinite() => Holds(Draws.Lattice, static x =>
    {
        var zero = x.Map(static _ => 0);
        Same(zero, Pull(static t => t.Log(), x, zero));
        Same(zero, Pull(static t => 1 / t, x, zero));
        Same(zero, Pull(static t => t / (t - t), x, zero));
    });

    [Law(5)]
    [Fact]
    public void The_rows_of_the_Jacobian_are_the_products_with_unit_vectors() => Holds(FunctionAt.Short, static c =>
    {
        var n = c.X.Length;
        var jacobian = Dense.Of(Differentiate.Jacobian(c.F.Call)(c.X.To<double>()));
        for (var row = 0; row < n; row++)
        {
            Near(Dense.From([n], i => jacobian[row, i[0]]), Pull(c.F.Call, c.X, Dense.From([n], i => i[0] == row ? 1 : 0)));
        }
    });

    [Law(6)]
    [Fact]
    public void A_batch_of_cotangents_swept_at_once_gives_the_products_of_each() => Holds(FunctionAt.Short, static c =>
    {
        // The rows of a Jacobian are pulled back as one batch.
        static Tensor<double> Several(Tensor<double> x) => Ops.Concat<double>([x.Sin() * x, x.Exp(), x.Square().Sum().Reshape(1)]);
        var jacobian = Dense.Of(Differentiate.Jacobian<double>(Several)(c.X.To<double>()));
        for (var row = 0; row < jacobian.Shape[0]; row++)
        {
            Near(Dense.From([c.X.Length], i => jacobian[row, i[0]]), Pull(Several, c.X, Dense.OneHot([jacobian.Shape[0]], row)));
        }
    });

    [Law(7)]
    [Fact]
    public void The_Jacobian_by_rows_is_the_Jacobian_by_columns() => Holds(FunctionAt.Short, static c =>
    {
        var n = c.X.Length;
        var jacobian = Dense.Of(Differentiate.Jacobian(c.F.Call)(c.X.To<double>()));
        for (var column = 0; column < n; column++)
        {
            Near(Dense.From([n], i => jacobian[i[0], column]), Push(c.F.Call, c.X, Dense.From([n], i => i[0] == column ? 1 : 0)));
        }
    });

    [Law(8)]
    [Fact]
    public void The_transpose_of_the_transpose_of_a_linear_op_is_the_op() => Holds(Draws.LatticeAxes, static c =>
    {
        Tensor<double> Sum(Tensor<double> x) => 2 * x.Sum(c.Axes);
        var value = Value(Sum, c.X);
        // v -> L' v is linear itself; its transpose at x is L x.
        Same(value, Pull(v => (Transposed(v) * c.X.To<double>()).Sum(), value));

        Tensor<double> Transposed(Tensor<double> v) => Differentiate.Vjp<double>(Sum)(c.X.To<double>(), v).Product;
    });

    [Law(9)]
    [Fact]
    public void The_gradient_of_a_sum_is_the_sum_of_the_gradients() => Holds(FunctionAt.Any, static c =>
        Near(Dense.Zip(static e => e[0] + e[1], Pull(c.F.Call, c.X, c.V), Pull(c.G.Call, c.X, c.V)), Pull(x => c.F.Call(x) + c.G.Call(x), c.X, c.V)));

    [Law(10)]
    [Fact]
    public void Scaling_by_a_power_of_two_scales_the_gradient_bit_for_bit() => Holds(FunctionAt.Any, static c =>
        Same(Pull(c.F.Call, c.X, c.V).Map(static e => e / 8), Pull(x => c.F.Call(x) * 0.125, c.X, c.V)));

    [Law(11)]
    [Fact]
    public void The_gradient_by_an_independent_input_is_zero_or_absent() => Holds(Draws.SmoothPair, static pair =>
    {
        using var tape = new Tape<double>();
        var (x, y) = (tape.Watch(pair.X.To<double>()), tape.Watch(pair.Y.To<double>()));
        var target = x.Sin().Sum();
        Assert.False(tape.Gradients(target, unreached: Unreached.Absent).TryGet(y, out _));
        Same(pair.Y.Map(static _ => 0), Dense.Of(tape.Gradients(target, of: [y], unreached: Unreached.Zero)[y]));
    });

    [Law(12)]
    [Fact]
    public void The_Jacobian_of_an_elementwise_function_is_diagonal() => Holds(Draws.ShortVector, static x =>
    {
        var jacobian = Dense.Of(Differentiate.Jacobian<double>(static t => t.Sin() * t.Exp())(x.To<double>()));
        Same(Dense.From(jacobian.Shape, i => i[0] == i[1] ? jacobian[i] : 0), jacobian);
    });

    [Law(16)]
    [Fact]
    public void The_gradient_of_a_constant_is_zero() => Holds(Draws.Smooth, static x =>
        Same(x.Map(static _ => 0), Pull(static t => t.Detach() * 3, x)));

    [Law(17)]
    [Fact]
    public void The_gradient_of_the_identity_is_the_cotangent_bit_for_bit() => Holds(Draws.SmoothDirected, static c =>
        Same(c.V, Pull(static x => x, c.X, c.V)));

    [Law(18)]
    [Fact]
    public void The_gradient_of_a_linear_map_does_not_depend_on_the_point() => Holds(Draws.SmoothDirected, static c =>
    {
        static Tensor<double> F(Tensor<double> x) => (3 * x) - x.Sum();
        Same(Pull(F, c.X, c.V), Pull(F, c.X.Map(static e => 10 - e), c.V));
    });
}
