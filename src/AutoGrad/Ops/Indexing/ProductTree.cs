using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The product of each place's x and of the values that name it, multiplied in pairs round by round.</summary>
    /// <remarks>
    /// Every round is a gather and a product, so the derivative needs no division and is exact whatever the number of zeros, in every order. Rounds: the logarithm of the most
    /// values in one place; work: the number of all.
    /// </remarks>
    private static Tensor<T> ScatterProduct<T>(Tensor<T> x, Tensor<T> values, AlongMap map)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (order, counts) = ByPlace(map);
        Tensor<T>[] all = [x.ReshapeTo(Shape.Create(x.Length)), values.ReshapeTo(Shape.Create(values.Length))];
        var factors = Join("ScatterReduce", all, 0).IndexSelect(0, Indices.Own(order, Shape.Create(order.Length)));
        while (counts.Any(static count => count > 1))
        {
            var (left, right, single) = Pairs(counts);
            var products = factors.IndexSelect(0, Indices.Own(left, Shape.Create(left.Length))) * factors.IndexSelect(0, Indices.Own(right, Shape.Create(right.Length)));

            // A place's odd factor follows its products.
            factors = Join("ScatterReduce", [products, factors], 0).IndexSelect(0, Indices.Own(single, Shape.Create(single.Length)));
            counts = Array.ConvertAll(counts, static count => (count + 1) / 2);
        }

        return factors.ReshapeTo(x.Shape);
    }

    /// <summary>The elements of x and, numbered behind them, of the values, place by place, and how many belong to each.</summary>
    private static (int[] Order, int[] Counts) ByPlace(AlongMap map)
    {
        var counts = new int[map.From.ElementCount];
        Array.Fill(counts, 1);
        for (var position = 0; position < map.Indices.Length; position++)
        {
            counts[map.PlaceOf(position)]++;
        }

        var next = new int[counts.Length];
        var order = new int[counts.Length + map.Indices.Length];
        for (var (place, start) = (0, 0); place < counts.Length; start += counts[place++])
        {
            order[start] = place;
            next[place] = start + 1;
        }

        for (var position = 0; position < map.Indices.Length; position++)
        {
            order[next[map.PlaceOf(position)]++] = counts.Length + position;
        }

        return (order, counts);
    }

    /// <summary>One round: which factors are multiplied, and the order of the products (numbered first) and of the factors left over (behind them) that the next one takes.</summary>
    private static (int[] Left, int[] Right, int[] Next) Pairs(int[] counts)
    {
        var (left, right, next) = (new List<int>(), new List<int>(), new List<int>());
        var products = counts.Sum(static count => count / 2);
        var start = 0;
        foreach (var count in counts)
        {
            for (var pair = 0; pair < count / 2; pair++)
            {
                next.Add(left.Count);
                left.Add(start + (2 * pair));
                right.Add(start + (2 * pair) + 1);
            }

            if (count % 2 == 1)
            {
                next.Add(products + start + count - 1);
            }

            start += count;
        }

        return ([.. left], [.. right], [.. next]);
    }
}
