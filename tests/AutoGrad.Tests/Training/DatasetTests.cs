namespace AutoGrad.Tests;

public sealed class DatasetTests
{
    [Fact]
    public void A_pass_visits_every_example_once_and_the_last_batch_holds_what_is_left()
    {
        var data = Numbered(10);
        var seen = new List<float>();
        var sizes = new List<int>();
        foreach (var batch in data.Batches(4, new RandomStream(1)))
        {
            sizes.Add(batch.Count);
            for (var row = 0; row < batch.Count; row++)
            {
                seen.Add(batch.Inputs.AsSpan()[2 * row]);
                Assert.Equal(batch.Inputs.AsSpan()[2 * row] % 3, batch.Labels[row]);
            }
        }

        Assert.Equal([4, 4, 2], sizes);
        Assert.NotEqual(seen.Order(), seen);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (float)i), seen.Order());
    }

    [Fact]
    public void The_order_is_drawn_from_the_seed_and_differs_from_pass_to_pass()
    {
        var data = Numbered(20);
        var random = new RandomStream(2);
        var first = Order(data, random);
        var second = Order(data, random);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Order(data, new RandomStream(2)));
        Assert.Equal(data.Labels.ToArray(), data.Batches(6).SelectMany(static batch => batch.Labels.ToArray()));
    }

    [Fact]
    public void A_batch_is_valid_until_the_next_one_unless_it_is_kept()
    {
        Tensor<float>? stale = null, kept = null;
        var index = 0;
        foreach (var batch in Numbered(6).Batches(2))
        {
            switch (index++)
            {
                case 0:
                    stale = batch.Inputs;
                    break;
                case 1:
                    Assert.Equal("AG202", Assert.Throws<ScopeEndedException>(() => stale!.ToArray()).Code);
                    kept = batch.Inputs.Keep();
                    break;
                default:
                    Assert.Equal([2f, 20, 3, 30], kept!.ToArray());
                    break;
            }
        }
    }

    [Fact]
    public void Passes_use_the_same_memory_for_every_batch()
    {
        var data = new Dataset<float>(Tensor.Zeros<float>(4096, 64), Tensor.Zeros<float>(4096, 1));
        Pass();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The whole is 1 MB; one batch is 16 KB, the order another 16 KB, and each batch has some small objects.
        Assert.True(allocated < 120_000, $"A pass allocates {allocated} bytes.");

        void Pass()
        {
            foreach (var batch in data.Batches(64))
            {
                Assert.Equal(64, batch.Count);
            }
        }
    }

    [Fact]
    public void A_stratified_split_keeps_the_mixture_of_classes()
    {
        var labels = Enumerable.Range(0, 100).Select(static i => i < 70 ? 0 : i < 95 ? 1 : 2).ToArray();
        var data = new Dataset<float>(Tensor.Arange<float>(100).Reshape(100, 1), Indices.Create(labels));
        var (first, second) = data.Split(0.8, new RandomStream(3), stratified: true);
        Assert.Equal([56, 20, 4], Histogram(first));
        Assert.Equal([14, 5, 1], Histogram(second));
        Assert.Equal(100, first.Inputs.ToArray().Concat(second.Inputs.ToArray()).Distinct().Count());
        var (plain, rest) = data.Split(0.25, new RandomStream(3));
        Assert.Equal((25, 75), (plain.Count, rest.Count));
    }

    [Fact]
    public void Scaling_is_measured_on_one_set_and_applied_to_others()
    {
        var data = new Dataset<double>(Tensor.Create(new[,] { { 1.0, 7 }, { 3, 7 }, { 5, 7 } }), Tensor.Zeros<double>(3));
        var scaling = FeatureScaling<double>.Standardize(data);
        var scaled = scaling.Apply(data).Inputs;
        Assert.Equal(0, scaled.Mean().Item(), 12);
        Assert.Equal(1, scaled.Variance([0], correction: 0).ToArray()[0], 12);
        Assert.Equal([0.0, 0, 0], scaled.Transpose().ToArray()[3..]);
        Assert.Equal([2.0, 1], FeatureScaling<double>.ToUnitRange(data).Apply(Tensor.Create(9.0, 8)).ToArray());
        Assert.Equal([0.5, 3.5, 1.5, 3.5, 2.5, 3.5], data.Scale(0.5).Inputs.ToArray());
    }

    [Fact]
    [FileCases("I11")]
    public void Misuse_is_named()
    {
        Assert.Equal("AG194", Assert.Throws<ShapeException>(() => new Dataset<float>(Tensor.Ones<float>(3, 2), [0, 1])).Code);
        Assert.Equal("AG191", Assert.Throws<ValueException>(() => new Dataset<float>(Tensor.Ones<float>(0, 2), Tensor.Ones<float>(0))).Code);
        Assert.Equal("AG121", Assert.Throws<IndexException>(() => new Dataset<float>(Tensor.Ones<float>(2, 2), [0, -1])).Code);
        var data = new Dataset<float>(Tensor.Ones<float>(3, 2), Tensor.Ones<float>(3));
        Assert.Equal("AG195", Assert.Throws<ValueException>(() => data.Labels).Code);
        Assert.Equal("AG197", Assert.Throws<ValueException>(() => data.Batches(0)).Code);
        Assert.Equal("AG197", Assert.Throws<ValueException>(() => data.Split(1, new RandomStream(1))).Code);
        Assert.Equal("AG197", Assert.Throws<ValueException>(() => data.Split(0.01, new RandomStream(1))).Code);
        Assert.Equal("AG195", Assert.Throws<ValueException>(() => data.Split(0.5, new RandomStream(1), stratified: true)).Code);
    }

    private static Dataset<float> Numbered(int count)
    {
        float[] values = [.. Enumerable.Range(0, count).SelectMany(static i => new[] { i, 10f * i })];
        return new Dataset<float>(Tensor.Create<float>(values, [count, 2]), Indices.Create([.. Enumerable.Range(0, count).Select(static i => i % 3)]));
    }

    private static float[] Order(Dataset<float> data, RandomStream random) => [.. data.Batches(6, random).SelectMany(static batch => batch.Inputs.ToArray())];

    private static int[] Histogram(Dataset<float> data) => [.. data.Labels.ToArray().GroupBy(static label => label).OrderBy(static group => group.Key).Select(static group => group.Count())];
}
