namespace AutoGrad;

/// <summary>What the rows of the table cannot say of the products: their errors, and that no path shows in the bits.</summary>
public class ProductTests
{
    public static TheoryData<string, string, int[][]> WrongEquations => new()
    {
        { "ij,jk->ik", "AG175", [[2, 3]] },
        { "i1", "AG175", [[2, 3]] },
        { "i..", "AG175", [[2, 3]] },
        { "i......", "AG175", [[2, 3]] },
        { "ij->ijk", "AG175", [[2, 3]] },
        { "ij->ii", "AG175", [[2, 3]] },
        { "ij->i->j", "AG175", [[2, 3]] },
        { "ij->i,j", "AG175", [[2, 3]] },
        { "ij,jk", "AG176", [[2, 3], [2, 3]] },
        { "ii", "AG176", [[2, 3]] },
        { "i,i", "AG176", [[1], [3]] },
        { "...i,...i", "AG176", [[2, 3], [3, 3]] },
        { "ijk", "AG177", [[2, 3]] },
        { "i", "AG177", [[2, 3]] },
        { "i...jk", "AG177", [[2, 3]] },
    };

    [Theory]
    [MemberData(nameof(WrongEquations))]
    public void A_wrong_equation_is_refused_by_its_rule(string equation, string code, int[][] shapes)
    {
        var operands = Array.ConvertAll(shapes, static shape => Tensor.Ones<double>(shape));
        Assert.Equal(code, Assert.ThrowsAny<AutoGradException>(() => Ops.Einsum<double>(equation, operands)).Code);
    }

    [Fact]
    public void A_letter_of_two_sizes_is_named_with_its_sizes_and_shapes()
    {
        var error = Assert.Throws<ShapeException>(static () => Ops.Einsum("ij,jk->ik", Tensor.Ones<float>(2, 3), Tensor.Ones<float>(4, 5)));
        Assert.Contains("the letter 'j'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the size 3 in tensor 0 of shape [2, 3], but 4 in tensor 1 of shape [4, 5]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_their_rule()
    {
        Refuses("AG170", static () => Tensor.Scalar(1.0).MatMul(Ones(2)));
        Refuses("AG171", static () => Ones(2, 3).MatMul(Ones(2, 3)));
        Refuses("AG171", static () => Ones(2, 3).MatMul(Ones(2, 3), true, true));
        Refuses("AG172", static () => Ones(2, 2, 3).MatMul(Ones(3, 3, 2)));
        Refuses("AG173", static () => Ones(2, 3).Affine(Ones(2, 3), Ones(2)));
        Refuses("AG173", static () => Ones(2, 3).Affine(Ones(3, 2), Ones(3)));
        Refuses("AG174", static () => Ones(3).Dot(Ones(2)));
        Refuses("AG174", static () => Ones(3, 1).Outer(Ones(2)));
        Refuses("AG174", static () => Ones(1).Cross(Ones(3)));
        Refuses("AG174", static () => Ones(3, 3).Cross(Ones(3), 0));
        Refuses("AG111", static () => Ones(3).Cross(Ones(3), 1));
        Refuses("AG178", static () => Ones(2, 3).TensorDot(Ones(2, 3), 3));
        Refuses("AG178", static () => Ones(2, 3).TensorDot(Ones(2, 3), [0], [1]));
        Refuses("AG178", static () => Ones(2, 3).TensorDot(Ones(2, 3), [0], [0, 1]));
        Refuses("AG112", static () => Ones(2, 2).TensorDot(Ones(2, 2), [0, 0], [0, 1]));
        Refuses("AG179", static () => Ones(2, 3).Bilinear(Ones(2, 3), Ones(3, 3)));
        Refuses("AG101", static () => Ones(2, 2, 2, 2, 2).Kronecker(Ones(2, 2, 2, 2, 2)));
    }

    [Theory]
    [InlineData(100, 20, 25, 30)]
    [InlineData(5, 130, 90, 120)]
    [InlineData(3, 20, 30, 400)]
    [InlineData(2000, 4, 4, 4)]
    public void A_batch_has_the_bits_of_its_products_one_by_one_and_of_transposed_operands(int batch, int m, int n, int k)
    {
        var x = Draw(1, batch, m, k);
        var y = Draw(2, batch, k, n);
        var product = x.MatMul(y);
        Same(product, Ops.Stack(Enumerable.Range(0, batch).Select(index => x.Select(0, index).MatMul(y.Select(0, index))).ToArray()));
        Same(product, x.Transpose().MatMul(y.Transpose(), true, true));
        Same(product, Ops.Einsum("bik,bkj->bij", x, y));

        var shared = y.Narrow(0, 0, 1);
        Same(x.MatMul(shared), x.MatMul(shared.BroadcastTo([batch, k, n])));
        Same(x.Affine(shared.Reshape(k, n), Draw(3, n)), x.MatMul(shared) + Draw(3, n));
    }

    [Fact]
    public void The_cross_product_is_exact_where_differences_cancel()
    {
        // 1 + 2e - (1 + 2e + e^2) with e = 2^-30 would round to 0.
        var e = Math.ScaleB(1, -30);
        var z = Tensor.Create(1 + (2 * e), 1 + e, 0).Cross(Tensor.Create(1 + e, 1, 0));
        Assert.Equal(-e * e, z.ToArray()[2]);
        Assert.Equal([1, double.NegativeInfinity, double.PositiveInfinity], Tensor.Create(double.PositiveInfinity, 1, 1).Cross(Tensor.Create(1.0, 2, 3)).ToArray());
    }

    private static Tensor<double> Ones(params int[] shape) => Tensor.Ones<double>(shape);

    private static void Refuses(string code, Func<Tensor<double>> product) => Assert.Equal(code, Assert.ThrowsAny<AutoGradException>(product).Code);

    private static Tensor<float> Draw(int seed, params int[] shape) => Operands.Direction(shape, seed).To<float>();

    private static void Same(Tensor<float> expected, Tensor<float> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True(expected.AsSpan().SequenceEqual(actual.AsSpan()));
    }
}
