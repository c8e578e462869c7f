using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 22 to 71 that concern single ops: adjoint pairs, identities, and what gradients must satisfy whatever their formula.</summary>
public class OpLaws
{
    [Law(22)]
    [Fact]
    public void The_slopes_of_more_inverse_functions_are_reciprocal() => Holds(Draws.Positive, static x =>
    {
        var ones = x.Map(static _ => 1);
        Near(ones, Pull(static t => t.Square().Sqrt(), x));
        Near(ones, Pull(static t => t.Sinh().Asinh(), x));
        Near(ones, Pull(static t => t.Expm1().Log1p(), x));
        Near(ones, Pull(static t => t.Tanh().Atanh(), x), 1e-10);
        Near(ones, Pull(static t => t.Sigmoid().Logit(), x), 1e-10);
        Near(ones, Pull(static t => (t / 4).Sin().Asin() * 4, x), 1e-11);
    });

    [Law(30)]
    [Fact]
    public void Slopes_stay_within_their_Lipschitz_constants() => Holds(Draws.Smooth, static x =>
    {
        Assert.All(Pull(static t => t.Relu(), x).Values, static slope => Assert.InRange(slope, 0, 1));
        Assert.All(Pull(static t => t.Sigmoid(), x).Values, static slope => Assert.InRange(slope, 0, 0.25));
        Assert.All(Pull(static t => t.Tanh(), x).Values, static slope => Assert.InRange(slope, 0, 1));
        Assert.All(Pull(static t => t.Softplus(), x).Values, static slope => Assert.InRange(slope, 0, 1));
    });

    [Law(36)]
    [Fact]
    public void The_adjoint_of_a_permutation_is_the_inverse_permutation() => Holds(Draws.LatticeDirected, static c =>
    {
        var axes = Enumerable.Range(0, c.X.Rank).OrderBy(axis => (axis * 5) % 7).ToArray();
        var inverse = Enumerable.Range(0, c.X.Rank).OrderBy(axis => axes[axis]).ToArray();
        var permuted = Value(t => t.Permute(axes), c.V);
        Same(c.V, Pull(t => t.Permute(axes), c.X, permuted));
        Same(c.V, Value(t => t.Permute(axes).Permute(inverse), c.V));
    });

    [Law(37)]
    [Fact]
    public void Slicing_and_padding_with_zeros_are_adjoint() => Holds(Draws.LatticeDirected, static c =>
    {
        var size = c.X.Length;
        var (x, v) = (c.X.Reshape(size), c.V.Reshape(size));
        var (before, after) = (size % 3, size % 4);
        var wide = Dense.From([size + before + after], static i => (i[0] % 9) - 4);
        Same(Value(t => t.Slice(before..(before + size)), wide), Pull(t => t.Pad([(before, after)]), x, wide));
        Same(Value(t => t.Pad([(before, after)]), v), Pull(t => t.Slice(before..(before + size)), wide, v));
    });

    [Law(38)]
    [Fact]
    public void The_adjoint_of_a_concatenation_is_the_split() => Holds(Draws.LatticeDirected, static c =>
    {
        if (c.X.Rank > 0)
        {
            var doubled = Dense.From([2 * c.X.Shape[0], .. c.X.Shape[1..]], static i => (i.Sum() % 5) - 2);
            var gradients = Pull(static t => Ops.Concat<double>([t[0], t[1]]), [c.X, c.V], doubled);
            Same(Dense.From(c.X.Shape, i => doubled[i]), gradients[0]);
            Same(Dense.From(c.X.Shape, i => doubled[[i[0] + c.X.Shape[0], .. i[1..]]]), gradients[1]);
        }
    });

    [Law(39)]
    [Fact]
    public void Gathering_and_scatter_adding_are_adjoint_and_repeated_indices_accumulate() => Holds(Draws.Matrices, static x =>
    {
        var rows = Enumerable.Range(0, 7).Select(k => k * k % x.Shape[0]).ToArray();
        var v = Dense.From([7, x.Shape[1]], static i => i[0] - i[1]);
        var expected = Dense.From(x.Shape, i => Enumerable.Range(0, 7).Where(k => rows[k] == i[0]).Sum(k => v[k, i[1]]));
        Same(expected, Pull(t => t.IndexSelect(0, Indices.Create(rows)), x, v));
        Same(expected, Pull(t => t.Embedding(Indices.Create(rows)), x, v));
    });

    [Law(40)]
    [Fact]
    public void Flips_and_rolls_are_undone_by_their_adjoints() => Holds(Draws.LatticeAxes, static c =>
    {
        Same(c.X, Pull(t => t.Flip(c.Axes), c.X, Value(t => t.Flip(c.Axes), c.X)));
        if (c.X.Rank > 0)
        {
            Same(c.X, Pull(static t => t.Roll(2, 0), c.X, Value(static t => t.Roll(2, 0), c.X)));
        }
    });

    [Law(42)]
    [Fact]
    public void Where_sends_each_cotangent_to_the_branch_that_was_taken() => Holds(Draws.LatticeDirected, static c =>
    {
        var condition = c.X.Map(static e => e > 0 ? 1 : 0);
        var gradients = Pull(t => Ops.Where(condition.To<double>(), t[0], t[1]), [c.X, c.V], c.V);
        Same(Dense.Zip(static e => e[0] * e[1], condition, c.V), gradients[0]);
        Same(Dense.Zip(static e => (1 - e[0]) * e[1], condition, c.V), gradients[1]);
    });

    [Law(52)]
    [Fact]
    public void Softmax_sums_to_one_ignores_shifts_and_every_gradient_row_sums_to_zero() => Holds(Draws.Matrices, static x =>
    {
        var softmax = Value(static t => t.Softmax(), x);
        Near(Dense.From([x.Shape[0]], static _ => 1), softmax.Fold([1], false, Enumerable.Sum));
        Near(softmax, Value(static t => (t + 100).Softmax(), x));
        Near(Dense.From([x.Shape[0]], static _ => 0), Pull(static t => t.Softmax(), x, x.Map(static e => (e * e) - 1)).Fold([1], false, Enumerable.Sum));
    });

    [Law(53)]
    [Fact]
    public void Log_softmax_is_the_logarithm_of_softmax_and_the_gradient_of_cross_entropy_is_p_minus_y() => Holds(Draws.Matrices, static x =>
    {
        Near(Value(static t => t.Softmax().Log(), x), Value(static t => t.LogSoftmax(), x));
        var labels = Enumerable.Range(0, x.Shape[0]).Select(row => row % x.Shape[1]).ToArray();
        var softmax = Value(static t => t.Softmax(), x);
        var expected = Dense.From(x.Shape, i => softmax[i] - (labels[i[0]] == i[1] ? 1 : 0));
        Near(expected, Pull(t => t.SoftmaxCrossEntropy(Indices.Create(labels)).Sum(), x));
        Near(expected, Pull(t => -(t.LogSoftmax() * Ops.OneHot<double>(Indices.Create(labels), x.Shape[1])).Sum(), x));
    });

    [Law(54)]
    [Fact]
    public void The_gradient_of_log_sum_exp_is_softmax_and_it_is_at_least_the_maximum() => Holds(Draws.Matrices, static x =>
    {
        Near(Value(static t => t.Softmax(), x), Pull(static t => t.LogSumExp(1), x));
        var value = Value(static t => t.LogSumExp(1), x);
        Assert.All(x.Fold([1], false, Enumerable.Max).Values.Zip(value.Values), static pair => Assert.True(pair.Second >= pair.First));
        Near(value.Map(static e => e + 50), Value(static t => (t + 50).LogSumExp(1), x));
    });

    [Law(57)]
    [Fact]
    public void Slopes_of_softplus_sigmoid_and_tanh_are_what_they_are_to_each_other() => Holds(Draws.Smooth, static x =>
    {
        Near(Value(static t => t.Sigmoid(), x), Pull(static t => t.Softplus(), x));
        Near(Value(static t => t.Sigmoid() * (1 - t.Sigmoid()), x), Pull(static t => t.Sigmoid(), x));
        Near(Value(static t => t.Tanh(), x), Value(static t => (2 * (2 * t).Sigmoid()) - 1, x));
    });

    [Law(58)]
    [Fact]
    public void A_layer_norm_s_rows_have_mean_zero_and_its_gradient_is_orthogonal_to_ones_and_to_x() => Holds(Draws.Matrices, static x =>
    {
        var columns = x.Shape[1];
        var spread = Dense.From(x.Shape, i => x[i] + (3 * i[1]));
        static Tensor<double> Norm(Tensor<double> t) => t.LayerNorm(Tensor.Ones<double>(t.Shape[^1]), Tensor.Zeros<double>(t.Shape[^1]), 1e-12);
        var zeros = Dense.From([x.Shape[0]], static _ => 0);
        Near(zeros, Value(Norm, spread).Fold([1], false, Enumerable.Sum), 1e-10);
        var gradient = Pull(Norm, spread, x.Map(static e => (e * e) - 1));
        Near(zeros, gradient.Fold([1], false, Enumerable.Sum), 1e-10);
        Near(zeros, Dense.Zip(static e => e[0] * e[1], gradient, spread).Fold([1], false, Enumerable.Sum), columns == 1 ? 1e-5 : 1e-9);
    });

    [Law(60)]
    [Fact]
    public void The_gradients_of_a_matrix_product_are_products_with_the_transposes() => Holds(Draws.Matrices, static x =>
    {
        var y = Dense.From([x.Shape[1], 3], static i => ((2 * i[0]) + i[1]) % 5 - 2);
        var g = Dense.From([x.Shape[0], 3], static i => i[0] - (2 * i[1]));
        var gradients = Pull(static t => t[0].MatMul(t[1]), [x, y], g);
        Same(Dense.From(x.Shape, i => Enumerable.Range(0, 3).Sum(k => g[i[0], k] * y[i[1], k])), gradients[0]);
        Same(Dense.From(y.Shape, i => Enumerable.Range(0, x.Shape[0]).Sum(k => x[k, i[0]] * g[k, i[1]])), gradients[1]);
        Same(Value(t => t.MatMul(y.To<double>()).Transpose(), x), Value(t => y.To<double>().Transpose().MatMul(t.Transpose()), x));
    });

    [Law(64)]
    [Fact]
    public void The_gradient_of_a_product_is_exact_with_any_number_of_zeros() => Holds(Draws.ShortVector, static x =>
    {
        var lattice = x.Map(static e => Math.Round(e));
        var expected = Dense.From(x.Shape, i => lattice.Values.Where((_, k) => k != i[0]).Aggregate(1.0, static (product, e) => product * e));
        Same(expected, Pull(static t => t.Product(), lattice));
    });

    [Law(65)]
    [Fact]
    public void The_maximum_s_gradient_is_spread_evenly_over_ties() => Holds(Draws.ShortVector, static x =>
    {
        var lattice = x.Map(static e => Math.Round(e));
        var ties = lattice.Values.Count(e => e == lattice.Values.Max());
        Near(lattice.Map(e => e == lattice.Values.Max() ? 1.0 / ties : 0), Pull(static t => t.Max(), lattice));
        var low = lattice.Values.Count(e => e == lattice.Values.Min());
        Near(lattice.Map(e => e == lattice.Values.Min() ? 1.0 / low : 0), Pull(static t => t.Min(), lattice));
    });

    [Law(68)]
    [Fact]
    public void The_gradient_of_a_norm_has_length_one_or_zero_at_the_origin() => Holds(Draws.ShortVector, static x =>
    {
        var gradient = Pull(static t => t.Norm(), x);
        Near(x.Values.All(static e => e == 0) ? 0 : 1, Math.Sqrt(Checks.Evaluate.Dot(gradient, gradient)));
        Same(x.Map(static _ => 0), Pull(static t => t.Norm(), x.Map(static _ => 0)));
        Near(Value(static t => t.Norm(), x).Map(static e => 8 * e), Value(static t => (t * -8).Norm(), x));
    });

    [Law(69)]
    [Fact]
    public void Variance_ignores_shifts_and_scales_with_the_square() => Holds(Draws.Matrices, static x =>
    {
        if (x.Length > 1)
        {
            Near(Value(static t => t.Variance(), x), Value(static t => (t + 7).Variance(), x));
            Near(Value(static t => t.Variance(), x).Map(static e => 9 * e), Value(static t => (3 * t).Variance(), x));
            Near(Dense.Scalar(0), Pull(static t => t.Variance(), x).Fold([], false, Enumerable.Sum));
        }
    });

    [Law(70)]
    [Fact]
    public void An_embedding_is_a_product_with_one_hot_rows_bit_for_bit() => Holds(Draws.Matrices, static x =>
    {
        var rows = Indices.Create([0, x.Shape[0] - 1, 0, x.Shape[0] / 2]);
        Same(Value(t => Ops.OneHot<double>(rows, x.Shape[0]).MatMul(t), x), Value(t => t.Embedding(rows), x));
        Same(Pull(t => Ops.OneHot<double>(rows, x.Shape[0]).MatMul(t), x), Pull(t => t.Embedding(rows), x));
    });

    [Law(95)]
    [Fact]
    public void Softmax_log_sum_exp_and_norm_do_not_overflow_where_the_result_does_not() => Holds(Draws.Matrices, static x =>
    {
        Assert.All(Value(static t => (t * 1e300).LogSumExp(1), x).Values, static e => Assert.True(double.IsFinite(e)));
        Assert.All(Value(static t => (t * 1e300).Softmax(), x).Values, static e => Assert.True(double.IsFinite(e)));
        Assert.All(Value(static t => (t * 1e200).Norm(1), x).Values, static e => Assert.True(double.IsFinite(e)));
    });
}
