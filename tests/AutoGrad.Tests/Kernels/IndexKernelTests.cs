namespace AutoGrad.Tests;

public sealed class IndexKernelTests
{
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 1, 5, 4, 3 }, { 1, 10, 30, 1 }, { 2, 3, 7, 20 }, { 3, 4, 0, 5 }, { 0, 4, 2, 5 }, { 2, 4, 3, 0 }, { 1, 100, 50, 64 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_are_gathered_and_added_back_by_number(int outer, int size, int count, int inner)
    {
        float[] x = Naive.Numbers(outer * size * inner, 1);
        float[] g = Naive.Numbers(outer * count * inner, 2);
        int[] indices = Indices(count, size);
        float[] gathered = new float[g.Length];
        float[] added = [.. x];
        float[] expectedAdded = [.. x];
        GatherRows.Run<float>(x, indices, outer, size, inner, gathered);
        ScatterAddRows.Run<float>(g, indices, outer, size, inner, added);
        for (int i = 0; i < g.Length; i++)
        {
            int[] at = Naive.Coordinates(i, [outer, count, inner]);
            int position = (((at[0] * size) + indices[at[1]]) * inner) + at[2];
            Assert.Equal(x[position], gathered[i]);
            expectedAdded[position] += g[i];
        }

        Assert.Equal(expectedAdded, added);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Elements_are_taken_along_an_axis_and_added_back(int outer, int size, int count, int inner)
    {
        double[] x = Naive.Doubles(outer * size * inner, 1);
        double[] g = Naive.Doubles(outer * count * inner, 2);
        int[] indices = Indices(outer * count * inner, size);
        double[] taken = new double[g.Length];
        double[] added = [.. x];
        double[] expectedAdded = [.. x];
        GatherAlongAxis.Run<double>(x, indices, outer, size, count, inner, taken);
        ScatterAddAlongAxis.Run<double>(g, indices, outer, size, count, inner, added);
        for (int i = 0; i < g.Length; i++)
        {
            int[] at = Naive.Coordinates(i, [outer, count, inner]);
            int position = (((at[0] * size) + indices[i]) * inner) + at[2];
            Assert.Equal(x[position], taken[i]);
            expectedAdded[position] += g[i];
        }

        Assert.Equal(expectedAdded, added);
    }

    [Fact]
    public void One_hot_rows_are_one_at_their_index_and_zero_elsewhere()
    {
        float[] rows = [9, 9, 9, 9, 9, 9];
        OneHot.Run<float>([2, 0], 3, rows);
        Assert.Equal([0, 0, 1, 1, 0, 0], rows);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(0x4000_0000)] // times 4 it would wrap around to 0
    public void An_index_out_of_range_throws(int index)
    {
        float[] x = new float[12];
        float[] y = new float[4];
        Assert.Throws<ArgumentOutOfRangeException>(() => GatherRows.Run<float>(x, [index], 1, 3, 4, y));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScatterAddRows.Run<float>(y, [index], 1, 3, 4, x));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatherAlongAxis.Run<float>(x, [0, 0, index, 0], 1, 3, 1, 4, y));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScatterAddAlongAxis.Run<float>(y, [0, 0, index, 0], 1, 3, 1, 4, x));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Run<float>([index], 3, new float[3]));
    }

    private static int[] Indices(int count, int size)
    {
        var random = new Random(count + size);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(size))];
    }
}
