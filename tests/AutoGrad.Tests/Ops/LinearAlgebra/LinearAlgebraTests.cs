using AutoGrad.Checks;

namespace AutoGrad;

/// <summary>Linear algebra at sizes where it works in blocks, and at its edges; values and derivatives of small matrices are rows of the op table.</summary>
public class LinearAlgebraTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(65)]
    [InlineData(150)]
    public void Factorizations_in_blocks_give_the_matrix_back(int n)
    {
        var random = new RandomStream(1);
        var a = random.Normal<double>([n, n]);
        var b = random.Normal<double>([n, 7]);
        var identity = Tensor.Eye<double>(n);
        var definite = a.MatMul(a, transposeRight: true) + identity;
        var l = definite.Cholesky();
        Near(definite, l.MatMul(l, transposeRight: true), 1e-14);
        Assert.True(Bits.Same(l.ToArray(), l.LowerTriangle().ToArray()));
        Near(b, a.MatMul(a.Solve(b)), 1e-11);
        Near(identity, a.MatMul(a.Inverse()), 1e-11);
        var triangle = (a / n).LowerTriangle() + identity;
        Near(b, triangle.MatMul(triangle.TriangularSolve(b)), 1e-13);
        Near(b, triangle.MatMul(triangle.TriangularSolve(b, transpose: true), transposeLeft: true), 1e-13);
        Near(b, triangle.Transpose().MatMul(triangle.Transpose().TriangularSolve(b, upper: true)), 1e-13);
        Near(b, triangle.MatMul(triangle.Transpose().TriangularSolve(b, upper: true, transpose: true)), 1e-13);
        var tall = random.Normal<double>([n + 5, n]);
        var (q, r) = tall.QR();
        Near(tall, q.MatMul(r), 1e-13);
        Near(identity, q.MatMul(q, transposeLeft: true), 1e-13);
        Assert.True(r.Diagonal().Min().Item() >= 0);
        Assert.True(Bits.Same(r.ToArray(), r.UpperTriangle().ToArray()));
        var (values, vectors) = definite.SymmetricEigen();
        Near(definite, (vectors * values).MatMul(vectors, transposeRight: true), 1e-13);
        Near(identity, vectors.MatMul(vectors, transposeLeft: true), 1e-13);
        var (u, s, v) = tall.Svd();
        Near(tall, (u * s).MatMul(v, transposeRight: true), 1e-12);
        Near(identity, u.MatMul(u, transposeLeft: true), 1e-12);
        Near(identity, v.MatMul(v, transposeLeft: true), 1e-12);
        Assert.Equal(s.ToArray().OrderDescending(), s.ToArray());
        var sum = s.Log().Sum().Item();
        Assert.Equal(sum, 0.5 * tall.MatMul(tall, transposeLeft: true).LogDeterminant().Logarithm.Item(), 1e-9 * n);
    }

    [Fact]
    public void A_gradient_in_blocks_is_that_of_differences()
    {
        var random = new RandomStream(2);
        var a = random.Normal<double>([40, 40]) + (20 * Tensor.Eye<double>(40));
        var b = random.Normal<double>([40, 3]);
        var options = new GradientCheckOptions { MaxCoordinates = 3 };
        GradientCheck.Assert<double>(x => x[0].Solve(x[1]), [a, b], options);
        GradientCheck.Assert<double>(x => x[0].Cholesky(), [a], options);
        GradientCheck.Assert<double>(x => x[0].QR().R, [a], options);
    }

    [Fact]
    public void A_matrix_of_a_batch_has_the_bits_that_it_has_alone_and_threads_do_not_change_them()
    {
        var batch = new RandomStream(3).Normal<double>([64, 9, 9]);
        Func<Tensor<double>, Tensor<double>>[] functions =
        [
            static x => (x.MatMul(x, transposeRight: true) + Tensor.Eye<double>(9)).Cholesky(), static x => x.Inverse(), static x => x.Determinant(), static x => x.QR().Q,
            static x => x.SymmetricEigen().Vectors, static x => x.Svd().U, static x => x.MatrixExp(),
        ];
        foreach (var function in functions)
        {
            var together = function(batch);
            var threads = AutoGradOptions.MaxThreads;
            AutoGradOptions.MaxThreads = 1;
            Assert.True(Bits.Same(together.ToArray(), function(batch).ToArray()));
            AutoGradOptions.MaxThreads = threads;
            Assert.True(Bits.Same(together.Select(0, 17).ToArray(), function(batch.Select(0, 17)).ToArray()));
        }
    }

    [Fact]
    public void A_singular_matrix_of_a_batch_is_named_with_its_pivot()
    {
        var matrices = Ops.Stack([Tensor.Eye<double>(3), Tensor.Create(new double[,] { { 1, 2, 3 }, { 2, 4, 6 }, { 1, 0, 1 } })]);
        var error = Assert.Throws<MatrixException>(() => matrices.Inverse());
        Assert.Contains("matrix [1] of the batch is singular: pivot 2 ", error.Message, StringComparison.Ordinal);
        var indefinite = Ops.Stack([Tensor.Eye<double>(2), Tensor.Eye<double>(2), Tensor.Create(new double[,] { { 1, 2 }, { 2, 1 } })]).Unsqueeze(0);
        error = Assert.Throws<MatrixException>(() => indefinite.Cholesky());
        Assert.Contains("matrix [0, 2] of the batch is not positive definite: pivot 1 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_eigenvalues_have_a_gradient_where_the_choice_of_vectors_does_not_count()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(new double[,] { { 2, 0, 0 }, { 0, 2, 0 }, { 0, 0, 5 } }));
        var weight = Tensor.Create(new double[,] { { 1, 4, 2 }, { 0, 3, 5 }, { 1, 1, 7 } });
        var (values, vectors) = x.SymmetricEigen();

        // The projection onto the plane of the two: the same whatever its vectors are. Only directions that mix the plane with the third axis move it, by 1 / (2 - 5).
        var plane = vectors.Narrow(1, 0, 2);
        var gradient = tape.Gradients((plane.MatMul(plane, transposeRight: true) * weight).Sum(), of: [x])[x].ToArray();
        Assert.Equal([0, 0, -0.5, 0, 0, -1, -0.5, -1, 0], gradient.Select(static e => Math.Round(e, 12)));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], tape.Gradients(values.Sum(), of: [x])[x].ToArray());
        var matrix = x.Detach();
        var error = Assert.Throws<MatrixException>(() => Differentiate.Gradient<double>(a => (a.SymmetricEigen().Vectors * weight).Sum())(matrix));
        Assert.Equal("AG654", error.Code);
        Assert.Contains("values 0 and 1 are both 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_orthogonal_factor_of_a_multiple_of_the_identity_has_its_gradient()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(2 * Tensor.Eye<double>(2));
        var (u, s, v) = x.Svd();
        var weight = Tensor.Create(new double[,] { { 1, 2 }, { 3, 5 } });

        // U Vᵀ is the polar factor; at c times the identity its derivative is the antisymmetric part over c.
        var gradient = tape.Gradients((u.MatMul(v, transposeRight: true) * weight).Sum(), of: [x])[x].ToArray();
        Assert.Equal([0, -0.25, 0.25, 0], gradient.Select(static e => Math.Round(e, 12)));
        Assert.Equal([1, 0, 0, 1], tape.Gradients(s.Sum(), of: [x])[x].ToArray());
        var matrix = x.Detach();
        Assert.Equal("AG654", Assert.Throws<MatrixException>(() => Differentiate.Gradient<double>(a => (a.Svd().U * weight).Sum())(matrix)).Code);
    }

    [Fact]
    public void A_matrix_without_full_rank_has_singular_vectors_and_values_but_no_gradient_of_the_free_vector()
    {
        var x = Tensor.Create(new double[,] { { 1, 0 }, { 0, 0 }, { 0, 0 } });
        var (u, s, _) = x.Svd();
        Assert.Equal([1, 0, 0, 1], u.MatMul(u, transposeLeft: true).ToArray());
        Assert.Equal([1, 0], s.ToArray());
        Assert.Equal("AG655", Assert.Throws<MatrixException>(() => Differentiate.Gradient<double>(static a => (a.Svd().U * Tensor.Arange<double>(6).Reshape(3, 2)).Sum())(x)).Code);
        Assert.Equal("AG656", Assert.Throws<MatrixException>(() => Differentiate.Gradient<double>(static a => a.QR().Q.Sum())(x)).Code);
        Assert.Equal("AG656", Assert.Throws<MatrixException>(() => x.LeastSquares(Tensor.Ones<double>(3))).Code);
    }

    [Fact]
    public void The_second_derivative_of_a_determinant_at_a_singular_matrix_is_refused()
    {
        var singular = Tensor.Create(new double[,] { { 1, 2 }, { 2, 4 } });
        Assert.Equal("AG657", Assert.Throws<MatrixException>(() => Differentiate.Hessian<double>(static x => x.Determinant())(singular)).Code);
    }

    [Fact]
    public void Scales_near_the_ends_of_the_range_neither_overflow_nor_vanish()
    {
        var a = new RandomStream(5).Normal<double>([4, 4]);
        foreach (var scale in new[] { 1e300, 1e-300 })
        {
            Near(a.Svd().S, (a * scale).Svd().S / scale, 1e-13);
            Near(a.SymmetricEigen().Values, (a * scale).SymmetricEigen().Values / scale, 1e-13);
            Near(a.QR().R, (a * scale).QR().R / scale, 1e-13);
        }
    }

    [Fact]
    public void A_NaN_goes_on_into_the_result_and_raises_no_false_error()
    {
        var a = Tensor.Create(new double[,] { { double.NaN, 1 }, { 1, 2 } });
        Assert.True(double.IsNaN(a.Cholesky().ToArray()[0]));
        Assert.True(double.IsNaN(a.Determinant().Item()));
        Assert.All(a.Inverse().ToArray(), static e => Assert.True(double.IsNaN(e)));
        Assert.All(a.MatrixExp().ToArray(), static e => Assert.True(double.IsNaN(e)));
        Assert.All(a.Svd().U.ToArray(), static e => Assert.True(double.IsNaN(e)));
    }

    private static void Near(Tensor<double> expected, Tensor<double> actual, double tolerance) =>
        Assert.True((expected - actual).Abs().Max().Item() <= tolerance * Math.Max(1e-300, expected.Abs().Max().Item()), $"off by {(expected - actual).Abs().Max().Item()}");
}
