using AutoGrad.Tests;
using Xunit.Abstractions;

namespace AutoGrad.Edges;

/// <summary>Every op at every special number: the texts beside this file were searched for every NaN and infinity that the op's conventions do not explain, and nothing in them may change unseen.</summary>
public class EdgeMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public void Ops_of_one_number_at_twenty_four_special_ones() => Check("unary.txt", EdgeMatrix.Unary(), cells: Count(1) * 2 * 2 * 24, atLeast: 7000);

    [Fact]
    public void Ops_of_several_numbers_at_all_combinations_of_special_ones() =>
        Check("several.txt", EdgeMatrix.Several(), cells: (Count(2) * 3 * 64) + (Count(3) * 4 * 64), atLeast: 6000);

    [Fact]
    public void Other_ops_with_one_special_number_among_their_elements() =>
        Check("shaped.txt", ShapedEdges.Text(), cells: OpTable.Rows.Where(static row => !row.IsElementwise).Sum(static row => row.Arity) * 2 * 24, atLeast: 15000);

    private static int Count(int arity) => OpTable.Rows.Count(row => row.IsElementwise && row.Arity == arity);

    private void Check(string file, string text, int cells, int atLeast)
    {
        output.WriteLine($"{file}: {cells} values and gradients, at least {atLeast}");
        Assert.True(cells >= atLeast, $"{file}: only {cells} values and gradients");
        new GoldenText($"tests/AutoGrad.Tests/Edges/{file}").Check(text, separator: "\n\n");
    }
}
