namespace AutoGrad.Tests;

public sealed class StridedCopyTests
{
    [Fact]
    public void Every_permutation_of_axes_agrees_with_coordinates()
    {
        foreach (int[] shape in Naive.Shapes.Where(shape => shape.Length <= 6))
        {
            int[] strides = Naive.DenseStrides(shape);
            foreach (int[] order in Permutations(shape.Length))
            {
                Check(Naive.Count(shape), 0, [.. order.Select(axis => strides[axis])], [.. order.Select(axis => shape[axis])]);
            }
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(48, 64)]
    [InlineData(100, 130)]
    [InlineData(257, 17)]
    [InlineData(3, 1000)]
    public void A_transpose_agrees_with_coordinates_in_both_element_types(int rows, int columns)
    {
        Check(rows * columns, 0, [1, columns], [columns, rows]);
        double[] x = Naive.Doubles(rows * columns, 1);
        double[] y = new double[x.Length];
        StridedCopy.Run<double>(x, 0, [1, columns], [columns, rows], y);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(x[(i * columns) + j], y[(j * rows) + i]);
            }
        }
    }

    [Fact]
    public void Slices_flips_broadcasts_diagonals_and_windows_are_strides()
    {
        Check(1000, 3, [7], [142]);                                    // every seventh
        Check(1000, 999, [-1], [1000]);                                // flipped
        Check(1000, 998, [-3], [333]);                                 // backwards by three
        Check(35 * 40, 34 * 40, [-40, 1], [35, 40]);                   // rows flipped
        Check(35 * 40, (35 * 40) - 1, [-1, -40], [40, 35]);            // flipped and transposed
        Check(20, 0, [0, 1], [50, 20]);                                // a row repeated
        Check(50, 0, [1, 0], [50, 20]);                                // a column repeated
        Check(1, 0, [0, 0, 0], [5, 6, 7]);                             // a number repeated
        Check(30 * 30, 0, [31], [30]);                                 // a diagonal
        Check(100, 0, [1, 1], [91, 10]);                               // sliding windows
        Check(12 * 14, 5, [14, 1, 14, 1], [8, 7, 5, 3]);               // windows of an image
        Check(24 * 36, 40, [72, 2], [10, 12]);                         // steps on both axes
        Check(6 * 40 * 50, 0, [2000, 1, 50], [6, 50, 40]);             // channels last
        Check(1000, 2, [10, 1], [100, 4]);                             // a few columns
        Check(1000, 9, [10, -2], [100, 4]);                            // a few columns backwards
        Check(1000, 2, [10, 0], [100, 4]);                             // a column repeated a few times
        Check(2 * 34 * 34, 0, [1156, 34, 1, 34, 1], [2, 32, 32, 3, 3]); // patches of a convolution
        Check(6 * 40 * 50, 2000 * 5, [-2000, 1, 100], [6, 50, 20]);    // the same with steps
    }

    [Fact]
    public void Shapes_without_elements_copy_nothing()
    {
        StridedCopy.Run<float>([], 0, [1], [0], []);
        StridedCopy.Run<float>([1, 2], 7, [0, 5, 1], [3, 0, 2], []);
    }

    [Fact]
    public void Integers_are_copied_like_numbers()
    {
        int[] copy = new int[6];
        StridedCopy.Run<int>([1, 2, 3, 4, 5, 6], 0, [1, 3], [3, 2], copy);
        Assert.Equal([1, 4, 2, 5, 3, 6], copy);
    }

    [Theory]
    [InlineData(0, 3, 4)]
    [InlineData(1, 1, 10)]
    [InlineData(-1, 1, 4)]
    [InlineData(2, -1, 4)]
    public void Strides_that_leave_the_source_throw(int offset, int stride, int length)
    {
        float[] x = new float[9];
        float[] y = new float[length];
        Assert.Throws<ArgumentException>(() => StridedCopy.Run<float>(x, offset, [stride], [length], y));
        Assert.Throws<ArgumentException>(() => StridedScatter.Run<float>(y, x, offset, [stride], [length]));
    }

    private static void Check(int sourceLength, int offset, int[] strides, int[] shape)
    {
        float[] x = Naive.Numbers(sourceLength, 11);
        int count = Naive.Count(shape);
        float[] copy = new float[count];
        StridedCopy.Run<float>(x, offset, strides, shape, copy);

        // The adjoint goes the other way along the same strides.
        float[] weights = Naive.Numbers(count, 12);
        float[] scattered = Naive.Numbers(sourceLength, 13);
        float[] expectedScattered = [.. scattered];
        StridedScatter.Run<float>(weights, scattered, offset, strides, shape);
        for (int i = 0; i < count; i++)
        {
            int[] at = Naive.Coordinates(i, shape);
            int position = offset + Naive.Position(at, strides);
            if (x[position] != copy[i])
            {
                Assert.Fail($"shape {Naive.Text(shape)}, strides {Naive.Text(strides)} at {Naive.Text(at)}: expected {x[position]}, got {copy[i]}");
            }

            expectedScattered[position] = weights[i];
        }

        Assert.Equal(expectedScattered, scattered);
    }

    private static IEnumerable<int[]> Permutations(int rank)
    {
        if (rank == 0)
        {
            return [[]];
        }

        return Permutations(rank - 1).SelectMany(rest => Enumerable.Range(0, rank).Select(place => (int[])[.. rest[..place], rank - 1, .. rest[place..]]));
    }
}
