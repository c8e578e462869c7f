using System.Text.Json.Serialization;

namespace AutoGrad.GradBench;

/// <summary>The determinant by expansion along the first row, of the minors likewise: about e l! products, no minor shared.</summary>
internal static class Determinant
{
    public sealed record Input([property: JsonPropertyName("A")] double[] A, int Ell) : Repeated;

    public static Module Module { get; } = new Module<Input>("det")
    {
        ["primal"] = static input =>
        {
            var (a, expansion) = Read(input);
            return Timed.Value(() => expansion.Of(a));
        },
        ["gradient"] = static input =>
        {
            var (a, expansion) = Read(input);
            return () => Differentiate.Gradient<double>(expansion.Of)(a);
        },
    };

    private static (Tensor<double> A, Expansion Expansion) Read(Input input)
    {
        var size = Arrays.AtLeast(1, input.Ell);
        return size <= 12 ? (Arrays.Vector(input.A, size * size), new Expansion(size)) : throw new InputException($"ell is {size}: its factorial does not fit into an array");
    }

    /// <summary>
    /// The expansion level by level. On level r there is one minor for each ordered choice of columns for the rows above: it lacks these rows and columns. Its parts, one for each column
    /// that it still has, lie side by side on level r + 1.
    /// </summary>
    private sealed class Expansion
    {
        private readonly Indices[] columns;
        private readonly Tensor<double>[] signs;

        public Expansion(int size)
        {
            columns = new Indices[size];
            signs = new Tensor<double>[size];
            int[] left = [.. Enumerable.Range(0, size)];
            for (var (row, width) = (0, size); row < size; row++, width--)
            {
                columns[row] = Indices.Create(left);
                signs[row] = Tensor.Create([.. Enumerable.Range(0, width).Select(static j => j % 2 == 0 ? 1.0 : -1.0)]);
                left = Without(left, width);
            }
        }

        public Tensor<double> Of(Tensor<double> a)
        {
            var size = columns.Length;
            var rows = a.Reshape(size, size).Unbind();
            var minors = rows[^1].IndexSelect(0, columns[^1]);
            for (var row = size - 2; row >= 0; row--)
            {
                minors = (rows[row].IndexSelect(0, columns[row]) * minors).Reshape(-1, size - row).MatMul(signs[row]);
            }

            return minors.Reshape();
        }

        /// <summary>For each list of columns, the shorter lists that lack one of them.</summary>
        private static int[] Without(int[] lists, int width)
        {
            var shorter = new int[lists.Length * (width - 1)];
            var next = 0;
            for (var start = 0; start < lists.Length; start += width)
            {
                for (var gone = 0; gone < width; gone++)
                {
                    for (var kept = 0; kept < width; kept++)
                    {
                        if (kept != gone)
                        {
                            shorter[next++] = lists[start + kept];
                        }
                    }
                }
            }

            return shorter;
        }
    }
}
