namespace AutoGrad.Tests.Tensors;

public sealed class RandomStreamTests
{
    [Fact]
    public void Equal_seeds_give_equal_numbers_and_a_saved_position_continues()
    {
        var random = new RandomStream(5);
        _ = random.Normal<double>([3]);
        var position = random.Position;
        var expected = random.Normal<double>([4]).ToArray();
        var other = new RandomStream(5) { Position = position };
        Assert.Equal(expected, other.Normal<double>([4]).ToArray());
    }

    [Fact]
    public void Drawing_at_once_or_in_parts_gives_the_same_numbers()
    {
        var whole = new RandomStream(9).Uniform<double>([10]).ToArray();
        var parts = new RandomStream(9);
        Assert.Equal<double[]>(whole, [.. parts.Uniform<double>([3]).ToArray(), .. parts.Uniform<double>([7]).ToArray()]);
    }

    [Fact]
    public void Splits_differ_from_their_parent_from_each_other_and_from_their_own_splits()
    {
        var random = new RandomStream(1);
        var first = random.Split();
        var second = random.Split();
        var nested = first.Split();
        var draws = new[] { random, first, second, nested }.Select(stream => stream.NextDouble()).ToArray();
        Assert.Equal(4, draws.Distinct().Count());
    }

    [Fact]
    public void Permutations_hold_every_number_once_and_all_orders_occur()
    {
        var random = new RandomStream(3);
        Assert.Equal(Enumerable.Range(0, 100), random.Permutation(100).Order());
        var orders = Enumerable.Range(0, 600).Select(_ => string.Join(' ', random.Permutation(3))).CountBy(order => order).ToArray();
        Assert.Equal(6, orders.Length);
        Assert.All(orders, order => Assert.InRange(order.Value, 60, 140));
    }

    [Fact]
    public void Moments_are_as_asked()
    {
        var normal = new RandomStream(2).Normal<double>([100_000], mean: 3, standardDeviation: 2);
        Assert.Equal(3, normal.Mean().Item(), 0.03);
        Assert.Equal(2, normal.StandardDeviation().Item(), 0.03);
        var uniform = new RandomStream(2).Uniform<float>([100_000], -1, 3).ToArray();
        Assert.All(uniform, value => Assert.InRange(value, -1f, 3f));
        Assert.Equal(1, uniform.Average(), 0.02);
    }
}
