namespace AutoGrad.Indexing;

/// <summary>What ops that select by indices promise beside values and gradients, which are rows of the table.</summary>
public class IndexingTests
{
    private static readonly Tensor<double> matrix = Tensor.Arange<double>(12).Reshape(4, 3);

    public static TheoryData<string, Func<object>> Refusals => new()
    {
        { "AG121", () => matrix.IndexSelect(0, [4]) },
        { "AG121", () => matrix.IndexSelect(0, [-1]) },
        { "AG121", () => matrix.IndexAdd(1, [3], matrix) },
        { "AG121", () => matrix.Embedding([4]) },
        { "AG121", () => matrix.Gather(1, Indices.Create([0, 1, 2, 3], [4, 1])) },
        { "AG121", () => matrix.Scatter(0, Indices.Create([0, 1, 4], [1, 3]), matrix) },
        { "AG121", () => matrix.ScatterAdd(0, Indices.Create([0, 1, -4], [1, 3]), matrix) },
        { "AG121", () => Indices.Create([3]).OneHot<float>(3) },
        { "AG168", () => matrix.IndexSelect(0, Indices.Create([0, 1], [1, 2])) },
        { "AG168", () => matrix.Gather(0, [1]) },
        { "AG168", () => matrix.Gather(0, Indices.Create([0, 1], [1, 2])) },
        { "AG108", () => matrix[0].Embedding([0]) },
        { "AG108", () => matrix.IndexAdd(0, [0, 1], Tensor.Zeros<double>(3, 3)) },
        { "AG108", () => matrix.Scatter(0, Indices.Create([0, 1, 2], [1, 3]), Tensor.Zeros<double>(2, 3)) },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_call_against_the_rules_names_the_rule(string code, Func<object> call) => Assert.Equal(code, Assert.ThrowsAny<AutoGradException>(call).Code);

    [Fact]
    public void Of_several_values_for_one_place_the_last_stays_and_takes_the_gradient()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create([1.0, 2, 3]));
        var values = tape.Watch(Tensor.Create([7.0, 8, 9]));
        var y = x.Scatter(0, [1, 1, 0], values);
        Assert.Equal([9, 8, 3], y.ToArray());
        var gradients = tape.Gradients(y, Tensor.Create([10.0, 20, 30]));
        Assert.Equal([0, 0, 30], gradients[x].ToArray());
        Assert.Equal([0, 20, 10], gradients[values].ToArray());
    }

    [Fact]
    public void Values_for_one_place_are_added_in_the_order_of_the_indices()
    {
        // In another order the small numbers would not survive.
        var values = Tensor.Create([1e16, 1.0, -1e16, 1.0]);
        var expected = (((0.0 + 1e16) + 1.0) + -1e16) + 1.0;
        Assert.Equal(expected, Tensor.Zeros<double>(1).IndexAdd(0, [0, 0, 0, 0], values).Item());
        Assert.Equal(expected, Tensor.Zeros<double>(1).ScatterAdd(0, [0, 0, 0, 0], values).Item());
        using var tape = new Tape<double>();
        var table = tape.Watch(Tensor.Zeros<double>(1, 1));
        var gradient = tape.Gradients(table.Embedding([0, 0, 0, 0]), values.Reshape(4, 1))[table];
        Assert.Equal(expected, gradient.Item());
    }

    [Fact]
    public void One_hot_vectors_are_constants_of_either_type()
    {
        Assert.Equal([0, 1, 0, 1, 0, 0], Indices.Create([1, 0]).OneHot<float>(3).ToArray());
        Assert.Equal([2, 2, 3], Ops.OneHot<double>(Indices.Create([0, 1, 2, 0], [2, 2]), 3).Shape);
        Assert.Equal([0, 0], Indices.Create([]).OneHot<double>(0).Shape);
    }
}
