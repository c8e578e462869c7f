using Xunit.Abstractions;

namespace AutoGrad.Tests.Transforms;

/// <summary>Every row of the op table over rows of a batch, all at once, beside a loop over them.</summary>
public sealed class VectorizeEveryOpTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_op_gives_each_row_the_bits_that_it_gives_the_row_alone()
    {
        var (atOnce, checks) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var row in OpTable.Rows.Where(static row => row.Arity <= 2))
        {
            foreach (var shapes in row.Shapes)
            {
                foreach (var which in row.Arity == 1 ? [1] : new[] { 1, 2, 3 })
                {
                    checks += CompareRows(row, shapes, which, atOnce);
                }
            }
        }

        output.WriteLine($"vectorize: {checks} cases; at once in {atOnce.Count} rows of the table; not in {string.Join(", ", OpTable.Rows.Where(row => row.Arity <= 2 && !atOnce.Contains(row.Name)).Select(static row => row.Name))}");
        Assert.True(checks >= 3000, $"only {checks} cases");
        Assert.True(atOnce.Count >= 370, $"at once in {atOnce.Count} rows only: {string.Join(", ", atOnce)}");
    }

    /// <summary>An op over three rows of the operands named by the bits of which, the others shared: values and gradients equal, bit for bit, those of a loop. Counts 1 where the op takes such rows.</summary>
    private static int CompareRows(OpRow row, int[][] shapes, int which, SortedSet<string> atOnce)
    {
        var draws = Enumerable.Range(0, 3).Select(seed => Operands.Tensors<double>(Operands.Draw(row, shapes, seed))).ToArray();
        if (Enumerable.Range(0, row.Arity).Any(i => (which >> i & 1) == 1 && shapes[i].Length == 8))
        {
            return 0;
        }

        var stacked = Enumerable.Range(0, row.Arity).Select(i => (which >> i & 1) == 1 ? Ops.Stack<double>([.. draws.Select(draw => draw[i])]) : draws[0][i]).ToArray();
        Tensor<double>[] RowOf(int index) => [.. Enumerable.Range(0, row.Arity).Select(i => (which >> i & 1) == 1 ? draws[index][i] : draws[0][i])];
        try
        {
            var calls = 0;
            Tensor<double> Call(Tensor<double>[] operands)
            {
                calls++;
                return row.Double(operands);
            }

            var result = Mapped(Call, stacked, which);
            if (calls == 1)
            {
                atOnce.Add(row.Name);
            }

            for (var index = 0; index < 3; index++)
            {
                Assert.Equal(Bits(row.Double(RowOf(index))), Bits(result[index]));
            }

            if (row.Arity == 1 && row.TakesGradient(0))
            {
                var gradient = Differentiate.Gradient<double>(x => row.Double([x]).Sum(), Unreached.Zero);
                var gradients = Differentiate.Vectorize(gradient)(stacked[0]);
                for (var index = 0; index < 3; index++)
                {
                    Assert.Equal(Bits(gradient(draws[index][0])), Bits(gradients[index]));
                }
            }

            return 1;
        }
        catch (AutoGradException)
        {
            // What the op refuses for a row alone, such as a singular matrix, it refuses here.
            return 0;
        }
    }

    private static Tensor<double> Mapped(Func<Tensor<double>[], Tensor<double>> call, Tensor<double>[] stacked, int which) => which switch
    {
        1 when stacked.Length == 1 => Differentiate.Vectorize<double>(x => call([x]))(stacked[0]),
        1 => Differentiate.Vectorize<double>(x => call([x, stacked[1]]))(stacked[0]),
        2 => Differentiate.Vectorize<double>(y => call([stacked[0], y]))(stacked[1]),
        _ => Differentiate.Vectorize<double>((x, y) => call([x, y]))(stacked[0], stacked[1]),
    };

    private static long[] Bits(Tensor<double> x) => Array.ConvertAll(x.ToArray(), BitConverter.DoubleToInt64Bits);
}
