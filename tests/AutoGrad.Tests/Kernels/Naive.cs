namespace AutoGrad.Tests;

/// <summary>Slow, obvious counterparts that the kernels are compared with, and the shapes they are compared on.</summary>
internal static class Naive
{
    /// <summary>Ranks 0 to 8, empty axes, axes of size 1, sizes around the vector widths and block lengths.</summary>
    public static readonly int[][] Shapes =
    [
        [], [0], [1], [7], [16], [63], [64], [65], [1000], [4096], [4097], [9000], [3, 0], [0, 3], [1, 1], [1, 5], [5, 1], [3, 5], [16, 16], [17, 33], [5, 100],
        [200, 3], [130, 70], [2, 3, 4], [4, 1, 6], [20, 17, 19], [3, 40, 5, 6], [2, 1, 3, 1, 4],
        [2, 3, 2, 3, 2, 3], [2, 2, 2, 2, 2, 2, 2, 2], [2, 1, 3, 2, 1, 2, 2, 3],
    ];

    public static int Count(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int size in shape)
        {
            count *= size;
        }

        return count;
    }

    public static int[] DenseStrides(ReadOnlySpan<int> shape)
    {
        int[] strides = new int[shape.Length];
        Strides.Fill(shape, strides);
        return strides;
    }

    /// <summary>The coordinates of a dense position.</summary>
    public static int[] Coordinates(int position, ReadOnlySpan<int> shape)
    {
        int[] coordinates = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (position, coordinates[axis]) = Math.DivRem(position, shape[axis]);
        }

        return coordinates;
    }

    public static int Position(ReadOnlySpan<int> coordinates, ReadOnlySpan<int> strides)
    {
        int position = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            position += coordinates[axis] * strides[axis];
        }

        return position;
    }

    public static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (float)((random.NextDouble() * 4) - 2);
        }

        return numbers;
    }

    public static double[] Doubles(int count, int seed) => Array.ConvertAll(Numbers(count, seed), x => (double)x);

    /// <summary>All subsets of the axes, as flags.</summary>
    public static IEnumerable<bool[]> AxisSets(int rank)
    {
        for (int set = 0; set < 1 << rank; set++)
        {
            bool[] flags = new bool[rank];
            for (int axis = 0; axis < rank; axis++)
            {
                flags[axis] = (set >> axis & 1) != 0;
            }

            yield return flags;
        }
    }

    public static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
