using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 32 and 60 to 73 that concern products, convolutions and linear algebra.</summary>
public class ProductLaws
{
    [Law(32)]
    [Fact]
    public void The_gradients_of_a_solution_are_those_of_the_implicit_function() => Holds(Draws.Matrices, static c =>
    {
        var (a, b, g) = (Regular(c), Column(c.Shape[0], 1), Column(c.Shape[0], 4));
        var solution = Value(static t => t[0].Solve(t[1]), [a, b]);
        Near(b, Value(static t => t[0].MatMul(t[1]), [a, solution]));
        var byB = Value(static t => t[0].Transpose().Solve(t[1]), [a, g]);
        var gradients = Pull(static t => t[0].Solve(t[1]), [a, b], g);
        Near(byB, gradients[1]);
        Near(Dense.From(a.Shape, i => -byB[i[0], 0] * solution[i[1], 0]), gradients[0]);
    });

    [Law(60)]
    [Fact]
    public void Matrix_products_are_associative() => Holds(Draws.Matrices, static x =>
    {
        var y = Dense.From([x.Shape[1], 3], static i => ((5 * i[0]) + i[1]) % 7 - 3);
        var z = Dense.From([3, 2], static i => i[0] - i[1]);
        Same(Value(static t => t[0].MatMul(t[1]).MatMul(t[2]), [x, y, z]), Value(static t => t[0].MatMul(t[1].MatMul(t[2])), [x, y, z]));
    });

    [Law(61)]
    [Fact]
    public void A_convolution_is_a_matrix_product_of_its_windows_and_one_with_a_unit_kernel_is_a_shift() => Holds(Draws.Matrices, static c =>
    {
        var x = Dense.From([c.Shape[0], 1, c.Shape[1] + 2], i => i[2] < c.Shape[1] ? c[i[0], i[2]] : 1 - i[2]);
        var w = Dense.From([2, 1, 3], static i => i[2] - (2 * i[0]));
        static Tensor<double> ByWindows(Tensor<double>[] t) => t[0].Unfold(2, 3).Reshape(t[0].Shape[0], -1, 3).MatMul(t[1].Reshape(2, 3), transposeRight: true).Transpose();
        var convolved = Value(static t => t[0].Conv1D(t[1]), [x, w]);
        Same(convolved, Value(ByWindows, [x, w]));
        var v = convolved.Map(static e => (e * e) % 5);
        var (direct, unfolded) = (Pull(static t => t[0].Conv1D(t[1]), [x, w], v), Pull(ByWindows, [x, w], v));
        Same(unfolded[0], direct[0]);
        Same(unfolded[1], direct[1]);

        // The gradient by the input is the transposed convolution.
        Same(Value(static t => t[0].ConvTranspose1D(t[1]), [v, w]), direct[0]);
        Same(Dense.From([c.Shape[0], 1, c.Shape[1]], i => x[i[0], 0, i[2] + 1]), Value(static t => t[0].Conv1D(t[1]), [x, Dense.From([1, 1, 3], static i => i[2] == 1 ? 1 : 0)]));
    });

    [Law(62, 73)]
    [Fact]
    public void Attention_is_what_its_parts_make_of_it() => Holds(Draws.Matrices, static q =>
    {
        var k = Dense.From([4, q.Shape[1]], static i => Math.Sin((3 * i[0]) + i[1]));
        var v = Dense.From([4, 3], static i => Math.Cos(i[0] - (2 * i[1])));
        static Tensor<double> Parts(Tensor<double>[] t) => (t[0].MatMul(t[1], transposeRight: true) / Math.Sqrt(t[0].Shape[^1])).Softmax().MatMul(t[2]);
        static Tensor<double> Fused(Tensor<double>[] t) => t[0].ScaledDotProductAttention(t[1], t[2]);
        Agree(Parts, Fused, [q, k, v]);
    });

    [Law(67)]
    [Fact]
    public void Determinants_inverses_and_Cholesky_factors_have_the_gradients_of_the_textbooks() => Holds(Draws.Matrices, static c =>
    {
        var a = Regular(c);
        var inverse = Value(static t => t.Inverse(), a);
        var determinant = Value(static t => t.Determinant(), a).Values[0];
        Near(Dense.From(a.Shape, i => determinant * inverse[i[1], i[0]]), Pull(static t => t.Determinant(), a), 1e-11);
        Near(Dense.From(a.Shape, i => inverse[i[1], i[0]]), Pull(static t => t.LogDeterminant().Logarithm, a));
        var g = Dense.From(a.Shape, static i => i[0] - (2 * i[1]));
        Near(Value(static t => -t[0].Transpose().MatMul(t[1]).MatMul(t[0].Transpose()), [inverse, g]), Pull(static t => t.Inverse(), a, g));
        var definite = Value(static t => t.MatMul(t, transposeRight: true), a);
        Near(definite, Value(static t => t.Cholesky().MatMul(t.Cholesky(), transposeRight: true), definite));
        var (q, r) = (Value(static t => t.QR().Q, a), Value(static t => t.QR().R, a));
        Near(a, Value(static t => t[0].MatMul(t[1]), [q, r]));
    });

    [Law(71)]
    [Fact]
    public void An_Einstein_sum_is_its_loops() => Holds(Draws.Matrices, static x =>
    {
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        var y = Dense.From([columns, 3], static i => i[0] - i[1]);
        var z = Dense.From([rows], static i => i[0] + 1);
        var expected = Dense.From([3, rows], i => Enumerable.Range(0, columns).Sum(k => x[i[1], k] * y[k, i[0]] * z[i[1]]));
        static Tensor<double> Sum(Tensor<double>[] t) => Ops.Einsum("ik,kj,i->ji", t[0], t[1], t[2]);
        Same(expected, Value(Sum, [x, y, z]));
        var v = Dense.From([3, rows], static i => (2 * i[0]) - i[1]);
        Same(
            Dense.From(x.Shape, i => Enumerable.Range(0, 3).Sum(j => v[j, i[0]] * y[i[1], j] * z[i[0]])),
            Pull(Sum, [x, y, z], v)[0]);
    });

    [Law(73)]
    [Fact]
    public void Fused_ops_are_what_their_parts_make_of_them() => Holds(Draws.Matrices, static x =>
    {
        var scale = Dense.From([x.Shape[1]], static i => 1 + (0.5 * i[0]));
        Agree(static t => t[0] * t[0] + t[0], static t => t[0].MultiplyAdd(t[0], t[0]), [x]);
        Agree(
            static t => (t[0] - t[0].Mean([1], true)) / (t[0].Variance([1], true, 0) + 0.1).Sqrt() * t[1],
            static t => t[0].LayerNorm(t[1], Tensor.Zeros<double>(t[1].Shape), 0.1),
            [x, scale]);
        Agree(static t => t[0] / (t[0].Square().Mean([1], true) + 0.1).Sqrt() * t[1], static t => t[0].RmsNorm(t[1], 0.1), [x, scale]);
        Agree(static t => t[0].MatMul(t[0].Transpose()) + t[0].Sum(1), static t => t[0].Affine(t[0].Transpose(), t[0].Sum(1)), [x]);
        Agree(static t => t[0] * t[0].Sigmoid(), static t => t[0].Silu(), [x]);
        Agree(static t => t[0].Exp().Sum(1).Log(), static t => t[0].LogSumExp(1), [x]);
    });

    /// <summary>Two forms of one function have the same values and gradients.</summary>
    private static void Agree(Func<Tensor<double>[], Tensor<double>> parts, Func<Tensor<double>[], Tensor<double>> fused, Dense[] x)
    {
        var value = Value(parts, x);
        Near(value, Value(fused, x));
        var v = value.Map(static e => 1.5 - Math.Abs(e % 1));
        foreach (var (expected, actual) in Pull(parts, x, v).Zip(Pull(fused, x, v)))
        {
            Near(expected, actual, 1e-11);
        }
    }

    /// <summary>A square matrix with a large diagonal, from any matrix.</summary>
    private static Dense Regular(Dense x) => Dense.From([x.Shape[0], x.Shape[0]], i => (i[0] == i[1] ? 12 : 0) + x[i[0], i[1] % x.Shape[1]]);

    private static Dense Column(int length, int seed) => Dense.From([length, 1], i => ((7 * i[0]) + (3 * seed)) % 5 - 2);
}
