using System.Numerics;

namespace AutoGrad;

/// <summary>Random operands of a row, from a seed: always the same for the same row and case.</summary>
internal static class Operands
{
    /// <summary>One array for each operand, inside the row's domain. The elements are representable as float, so that both element types see the same numbers.</summary>
    public static Dense[] Draw(OpRow row, int[][] shapes, int seed = 0)
    {
        var random = new Random(HashCodeOf(row.Name) ^ (seed * 7919));
        if (row.IsDistinct)
        {
            return Apart(row, shapes, random);
        }

        return [.. shapes.Select((shape, operand) => Dense.From(shape, _ => (float)row.Domains[operand].Draw(random)))];
    }

    /// <summary>A cotangent or direction with elements of both signs between a half and one and a half.</summary>
    public static Dense Direction(int[] shape, int seed)
    {
        var random = new Random(seed);
        return Dense.From(shape, _ => (float)((random.Next(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble())));
    }

    public static Tensor<T>[] Tensors<T>(Dense[] operands)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(operands, static operand => operand.To<T>());

    /// <summary>All elements of all operands on a shuffled, jittered grid, so that no two come close.</summary>
    private static Dense[] Apart(OpRow row, int[][] shapes, Random random)
    {
        var total = shapes.Sum(static shape => shape.Aggregate(1, static (product, size) => product * size));
        var places = Enumerable.Range(0, total).ToArray();
        random.Shuffle(places);
        var next = 0;
        return [.. shapes.Select((shape, operand) => Dense.From(shape, _ =>
        {
            var domain = row.Domains[operand];
            var place = places[next++];
            for (var attempt = 0; ; attempt++)
            {
                // The grid's cells are used in their middle third.
                var x = domain.Low + ((domain.High - domain.Low) * (place + 1.0 / 3 + (random.NextDouble() / 3)) / total);
                if (domain.Allows(x) || attempt > 100)
                {
                    return (float)x;
                }
            }
        }))];
    }

    /// <summary>A hash that is the same in every process, unlike that of string.</summary>
    private static int HashCodeOf(string text) => text.Aggregate(17, static (hash, letter) => unchecked((hash * 31) + letter));
}
