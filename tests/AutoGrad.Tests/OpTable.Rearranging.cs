namespace AutoGrad;

/// <content>Ops that move elements and change none: every row is exact to the bit.</content>
internal static partial class OpTable
{
    private static OpRow Exact(this OpRow row) => row.Linear().Ulp(0).DoubleUlp(0);

    private static int Clamp(int place, int size) => Math.Clamp(place, 0, size - 1);

    private static int Modulo(int place, int size) => ((place % size) + size) % size;

    /// <summary>Walks back and forth between both ends.</summary>
    private static int Bounce(int place, int size)
    {
        while (place < 0 || place >= size)
        {
            place = place < 0 ? -place : (2 * (size - 1)) - place;
        }

        return place;
    }

    private static IEnumerable<OpRow> AxisFamily()
    {
        yield return Shaped("Flatten", x => x.Flatten(), x => x.Flatten(), x => x.Reshape(x.Length), [], [1], [2, 3], [2, 0, 3]).Exact();
        yield return Shaped("Flatten(axes 1 to 2)", x => x.Flatten(1, 2), x => x.Flatten(1, 2), x => x.Reshape([x.Shape[0], x.Shape[1] * x.Shape[2], .. x.Shape[3..]]), [2, 3, 2], [0, 1, 4], [2, 2, 1, 3]).Exact();
        yield return Shaped("Squeeze", x => x.Squeeze(), x => x.Squeeze(), x => x.Reshape([.. x.Shape.Where(static size => size != 1)]), [], [1], [1, 3, 1], [2, 3], [1, 0]).Exact();
        yield return Shaped("Squeeze(axis -2)", x => x.Squeeze(-2), x => x.Squeeze(-2), x => x.Reshape([.. x.Shape[..^2], x.Shape[^1]]), [1, 3], [1, 1], [2, 1, 0]).Exact();
        yield return Shaped("Unsqueeze(axes 0 and -1)", x => x.Unsqueeze(0, -1), x => x.Unsqueeze(0, -1), x => x.Reshape([1, .. x.Shape, 1]), [], [3], [2, 0]).Exact();
        yield return Shaped("Transpose", x => x.Transpose(), x => x.Transpose(), x => Dense.From([.. x.Shape[..^2], x.Shape[^1], x.Shape[^2]], i => x[[.. i[..^2], i[^1], i[^2]]]), [2, 3], [1, 4], [3, 1], [0, 2], [2, 3, 2], [17, 19]).Exact();
        yield return Shaped("Transpose(axes 0 and -1)", x => x.Transpose(0, -1), x => x.Transpose(0, -1), x => Dense.From([x.Shape[2], x.Shape[1], x.Shape[0]], i => x[i[2], i[1], i[0]]), [2, 3, 4], [1, 3, 2], [2, 0, 3]).Exact();
        yield return Shaped("Permute(2, 0, 1)", x => x.Permute(2, 0, 1), x => x.Permute(2, 0, 1), x => Dense.From([x.Shape[2], x.Shape[0], x.Shape[1]], i => x[i[1], i[2], i[0]]), [2, 3, 4], [2, 3, 1], [1, 1, 1], [0, 2, 3]).Exact();
        yield return Shaped("Permute(eight axes)", x => x.Permute(7, 1, 2, 5, 4, 3, 6, 0), x => x.Permute(7, 1, 2, 5, 4, 3, 6, 0), x => Dense.From([.. new[] { 7, 1, 2, 5, 4, 3, 6, 0 }.Select(a => x.Shape[a])], i => x[i[7], i[1], i[2], i[5], i[4], i[3], i[6], i[0]]), [2, 1, 2, 3, 1, 2, 1, 3]).Exact();
        yield return Shaped("MoveAxis(0 to -1)", x => x.MoveAxis(0, -1), x => x.MoveAxis(0, -1), x => Dense.From([x.Shape[1], x.Shape[2], x.Shape[0]], i => x[i[2], i[0], i[1]]), [2, 3, 4], [1, 3, 2], [2, 0, 3]).Exact();
        yield return Shaped("MoveAxis(2 to 0)", x => x.MoveAxis(2, 0), x => x.MoveAxis(2, 0), x => Dense.From([x.Shape[2], x.Shape[0], x.Shape[1]], i => x[i[1], i[2], i[0]]), [2, 3, 4], [2, 3, 1]).Exact();
        yield return Shaped("Flip", x => x.Flip(), x => x.Flip(), x => new Dense(x.Shape, [.. x.Values.Reverse()]), [], [1], [5], [2, 3], [0, 3]).Exact();
        yield return Shaped("Flip(axis -1)", x => x.Flip(-1), x => x.Flip(-1), x => x.Along(-1, static line => [.. line.Reverse()]), [1], [5], [2, 3], [2, 0]).Exact();
        yield return Shaped("Roll(2, axis 1)", x => x.Roll(2, 1), x => x.Roll(2, 1), x => x.Along(1, static line => [.. line.Select((_, i) => line[Modulo(i - 2, line.Length)])]), [2, 5], [2, 1], [2, 2, 3], [0, 3], [3, 0]).Exact();
        yield return Shaped("Roll(-7, axis 0)", x => x.Roll(-7, 0), x => x.Roll(-7, 0), x => x.Along(0, static line => [.. line.Select((_, i) => line[Modulo(i + 7, line.Length)])]), [5], [3, 2]).Exact();
    }

    private static IEnumerable<OpRow> RepeatingFamily()
    {
        yield return Shaped("Repeat(3, axis 1)", x => x.Repeat(3, 1), x => x.Repeat(3, 1), x => x.Along(1, static line => [.. line.SelectMany(static e => new[] { e, e, e })]), [2, 3], [2, 1, 2], [2, 0], [0, 2]).Exact();
        yield return Shaped("Repeat(0, axis 0)", x => x.Repeat(0, 0), x => x.Repeat(0, 0), x => new Dense([0, .. x.Shape[1..]], []), [3], [2, 3]).Exact();
        yield return Shaped("Tile(2, 3)", x => x.Tile(2, 3), x => x.Tile(2, 3), x => x.Along(0, static line => [.. line, .. line]).Along(1, static line => [.. line, .. line, .. line]), [2, 2], [1, 3], [2, 0]).Exact();
        yield return Shaped("Tile(2, 1, 3)", x => x.Tile(2, 1, 3), x => x.Tile(2, 1, 3), x => Dense.From([2, x.Rank == 2 ? x.Shape[0] : 1, 3 * (x.Rank == 0 ? 1 : x.Shape[^1])], i => x.At([i[1], x.Rank == 0 ? 0 : i[2] % x.Shape[^1]])), [], [2], [3, 2]).Exact();
        yield return Shaped("Pad(constant)", x => x.Pad([(1, 2)]), x => x.Pad([(1, 2)]), x => x.Along(-1, static line => [0, .. line, 0, 0]), [3], [1], [0], [2, 3], [0, 2]).Exact();
        yield return Shaped("Pad(constant, two axes)", x => x.Pad([(0, 1), (2, 0)]), x => x.Pad([(0, 1), (2, 0)]), x => x.Along(-1, static line => [0, 0, .. line]).Along(-2, static line => [.. line, 0]), [2, 3], [2, 0], [2, 1, 2]).Exact();

        // Padding with another number is not linear but affine.
        yield return Shaped("Pad(1.5)", x => x.Pad([(1, 1)], 1.5), x => x.Pad([(1, 1)], 1.5), x => x.Along(-1, static line => [1.5, .. line, 1.5]), [3], [0], [2, 2]).Ulp(0).DoubleUlp(0);
        yield return Shaped("Pad(reflect)", x => x.Pad([(2, 3)], PaddingMode.Reflect), x => x.Pad([(2, 3)], PaddingMode.Reflect), x => x.Along(-1, static line => [.. Enumerable.Range(-2, line.Length + 5).Select(i => line[Bounce(i, line.Length)])]), [4], [2], [2, 3], [0, 3]).Linear();
        yield return Shaped("Pad(replicate)", x => x.Pad([(2, 1), (0, 3)], PaddingMode.Replicate), x => x.Pad([(2, 1), (0, 3)], PaddingMode.Replicate), x => x.Along(0, static line => [.. Enumerable.Range(-2, line.Length + 3).Select(i => line[Clamp(i, line.Length)])]).Along(1, static line => [.. line, line[^1], line[^1], line[^1]]), [2, 3], [1, 1]).Linear();
        yield return Shaped("Pad(circular)", x => x.Pad([(4, 2)], PaddingMode.Circular), x => x.Pad([(4, 2)], PaddingMode.Circular), x => x.Along(-1, static line => [.. Enumerable.Range(-4, line.Length + 6).Select(i => line[Modulo(i, line.Length)])]), [3], [1], [2, 5]).Linear();
    }

    private static IEnumerable<OpRow> CuttingFamily()
    {
        yield return Shaped("Slice(1..3, ^1)", x => x.Slice(1..3, ^1), x => x.Slice(1..3, ^1), x => Dense.From([2, .. x.Shape[2..]], i => x[[i[0] + 1, x.Shape[1] - 1, .. i[1..]]]), [3, 2], [4, 1], [3, 2, 2], [3, 1, 0]).Exact();
        yield return Shaped("Slice(steps)", x => x.Slice((..).By(2), (..).By(-1)), x => x.Slice((..).By(2), (..).By(-1)), x => Dense.From([(x.Shape[0] + 1) / 2, x.Shape[1]], i => x[2 * i[0], x.Shape[1] - 1 - i[1]]), [5, 3], [4, 1], [1, 2], [0, 2]).Exact();
        yield return Shaped("Slice(empty)", x => x.Slice(1..1), x => x.Slice(1..1), x => new Dense([0, .. x.Shape[1..]], []), [1], [3, 2]).Exact();
        yield return Shaped("Part", x => x[^2, (1..).By(2)], x => x[^2, (1..).By(2)], x => Dense.From([x.Shape[1] / 2], i => x[x.Shape[0] - 2, (2 * i[0]) + 1]), [2, 5], [3, 2], [2, 1]).Exact();
        yield return Shaped("Narrow(axis -1, from 1, 2)", x => x.Narrow(-1, 1, 2), x => x.Narrow(-1, 1, 2), x => x.Along(-1, static line => line[1..3]), [3], [2, 4], [0, 3]).Exact();
        yield return Shaped("Select(axis 1, 2)", x => x.Select(1, 2), x => x.Select(1, 2), x => Dense.From([x.Shape[0], .. x.Shape[2..]], i => x[[i[0], 2, .. i[1..]]]), [2, 3], [1, 4, 2], [0, 3]).Exact();
        yield return Shaped("Select(axis 0, last)", x => x.Select(0, ^1), x => x.Select(0, ^1), x => Dense.From(x.Shape[1..], i => x[[x.Shape[0] - 1, .. i]]), [3], [1], [2, 3], [1, 0]).Exact();
        yield return Shaped("Split(1, 0, 2)", x => x.Split([1, 0, 2], -1)[2], x => x.Split([1, 0, 2], -1)[2], x => x.Along(-1, static line => line[1..]), [3], [2, 3], [0, 3]).Exact();
        yield return Shaped("Split(recombined)", x => Scaled(x.Split([1, 2])), x => Scaled(x.Split([1, 2])), x => x.Along(0, static line => [2 * line[1], 2 * line[2], line[0]]), [3], [3, 2], [3, 0]).Exact();
        yield return Shaped("Chunk(3)", x => Scaled(x.Chunk(3)), x => Scaled(x.Chunk(3)), x => x.Along(0, static line => Parts(line, 3)), [7], [2], [3, 2], [0]).Exact();
        yield return Shaped("Unbind(axis 1)", x => Scaled([.. x.Unbind(1).Select(static y => y.Unsqueeze(1))], 1), x => Scaled([.. x.Unbind(1).Select(static y => y.Unsqueeze(1))], 1), x => x.Along(1, static line => [.. line.Select(static (e, i) => e * (i + 1)).Reverse()]), [2, 3], [2, 1], [0, 2]).Exact();
        yield return Shaped("Diagonal", x => x.Diagonal(), x => x.Diagonal(), x => Dense.From([.. x.Shape[..^2], Math.Min(x.Shape[^2], x.Shape[^1])], i => x[[.. i[..^1], i[^1], i[^1]]]), [3, 3], [2, 4], [4, 2], [1, 1], [0, 2], [2, 3, 3]).Exact();
        yield return Shaped("Diagonal(1)", x => x.Diagonal(1), x => x.Diagonal(1), x => Dense.From([Math.Max(Math.Min(x.Shape[0], x.Shape[1] - 1), 0)], i => x[i[0], i[0] + 1]), [3, 3], [2, 4], [3, 1]).Exact();
        yield return Shaped("Diagonal(-1, axes 2 and 0)", x => x.Diagonal(-1, 2, 0), x => x.Diagonal(-1, 2, 0), x => Dense.From([x.Shape[1], Math.Min(x.Shape[2] - 1, x.Shape[0])], i => x[i[1], i[0], i[1] + 1]), [2, 3, 4], [3, 1, 2]).Exact();
        yield return Shaped("DiagonalMatrix", x => x.DiagonalMatrix(), x => x.DiagonalMatrix(), x => Dense.From([.. x.Shape, x.Shape[^1]], i => i[^1] == i[^2] ? x[i[..^1]] : 0), [3], [1], [0], [2, 2]).Exact();
        yield return Shaped("DiagonalMatrix(-2)", x => x.DiagonalMatrix(-2), x => x.DiagonalMatrix(-2), x => Dense.From([.. x.Shape[..^1], x.Shape[^1] + 2, x.Shape[^1] + 2], i => i[^2] == i[^1] + 2 ? x[[.. i[..^2], i[^1]]] : 0), [3], [0], [2, 2]).Exact();
        yield return Shaped("Trace", x => x.Trace(), x => x.Trace(), x => Dense.From(x.Shape[..^2], i => Enumerable.Range(0, Math.Min(x.Shape[^2], x.Shape[^1])).Sum(k => x[[.. i, k, k]])), [3, 3], [2, 3], [0, 0], [2, 3, 3]).Linear();
        yield return Shaped("LowerTriangle", x => x.LowerTriangle(), x => x.LowerTriangle(), x => Dense.From(x.Shape, i => i[^1] <= i[^2] ? x[i] : 0), [3, 3], [2, 4], [4, 2], [2, 0], [2, 3, 2]).Exact()
            .Edge([Dense.Matrix(new[,] { { 1, double.NaN }, { double.PositiveInfinity, 2 } })], Dense.Matrix(new[,] { { 1, 0 }, { double.PositiveInfinity, 2 } }), [Dense.Matrix(new double[,] { { 1, 0 }, { 1, 1 } })]);
        yield return Shaped("LowerTriangle(1)", x => x.LowerTriangle(1), x => x.LowerTriangle(1), x => Dense.From(x.Shape, i => i[^1] <= i[^2] + 1 ? x[i] : 0), [3, 3], [2, 4]).Exact();
        yield return Shaped("UpperTriangle", x => x.UpperTriangle(), x => x.UpperTriangle(), x => Dense.From(x.Shape, i => i[^1] >= i[^2] ? x[i] : 0), [3, 3], [2, 4], [4, 2], [0, 2], [2, 3, 2]).Exact();
        yield return Shaped("UpperTriangle(-1)", x => x.UpperTriangle(-1), x => x.UpperTriangle(-1), x => Dense.From(x.Shape, i => i[^1] >= i[^2] - 1 ? x[i] : 0), [3, 3], [4, 2]).Exact();
    }

    private static IEnumerable<OpRow> JoiningFamily()
    {
        yield return ShapedMany("Concat", x => Ops.Concat(x), x => Ops.Concat(x), x => new Dense([x.Sum(static y => y.Shape[0]), .. x[0].Shape[1..]], [.. x.SelectMany(static y => y.Values)]), [[2], [1], [3]], [[2, 3], [0, 3], [1, 3]], [[0], [0], [0]]).Exact();
        yield return Shaped2("Concat(axis 1)", (x, y) => Ops.Concat([x, y], 1), (x, y) => Ops.Concat([x, y], 1), (x, y) => Dense.From([x.Shape[0], x.Shape[1] + y.Shape[1], .. x.Shape[2..]], i => i[1] < x.Shape[1] ? x[i] : y[[i[0], i[1] - x.Shape[1], .. i[2..]]]), ([2, 3], [2, 1]), ([2, 1, 2], [2, 2, 2]), ([2, 0], [2, 3]), ([0, 1], [0, 2])).Exact();
        yield return ShapedMany("Concat(one)", x => Ops.Concat(x), x => Ops.Concat(x), x => x[0], [[3]], [[2, 2]]).Exact();
        yield return Shaped("Concat(itself twice)", x => Ops.Concat([x, x]), x => Ops.Concat([x, x]), x => x.Along(0, static line => [.. line, .. line]), [3], [2, 2], [0]).Exact();
        yield return ShapedMany("Stack", x => Ops.Stack(x), x => Ops.Stack(x), x => new Dense([x.Length, .. x[0].Shape], [.. x.SelectMany(static y => y.Values)]), [[], [], []], [[2], [2], [2]], [[2, 0], [2, 0], [2, 0]]).Exact();
        yield return Shaped2("Stack(axis -1)", (x, y) => Ops.Stack([x, y], -1), (x, y) => Ops.Stack([x, y], -1), (x, y) => Dense.From([.. x.Shape, 2], i => (i[^1] == 0 ? x : y)[i[..^1]]), ([], []), ([3], [3]), ([2, 3], [2, 3])).Exact();
        yield return Shaped2("SliceUpdate(1..3)", (x, y) => x.SliceUpdate([1..3], y), (x, y) => x.SliceUpdate([1..3], y), (x, y) => Dense.From(x.Shape, i => i[0] is 1 or 2 ? y.At([i[0] - 1, .. i[1..]]) : x[i]), ([4], [2]), ([3], []), ([3, 2], [2, 2]), ([4, 2], [2]), ([3, 0], [1])).Exact();
        yield return Shaped2("SliceUpdate(steps)", (x, y) => x.SliceUpdate([^1, (..).By(-2)], y), (x, y) => x.SliceUpdate([^1, (..).By(-2)], y), (x, y) => Dense.From(x.Shape, i => i[0] == x.Shape[0] - 1 && (x.Shape[1] - 1 - i[1]) % 2 == 0 ? y.At([(x.Shape[1] - 1 - i[1]) / 2]) : x[i]), ([2, 4], [2]), ([3, 5], [3]), ([2, 3], [])).Exact();
        yield return Shaped2("SliceUpdate(everything)", (x, y) => x.SliceUpdate([], y), (x, y) => x.SliceUpdate([], y), (x, y) => Dense.From(x.Shape, i => y.At(i)), ([3], [3]), ([2, 3], [3]), ([], []), ([0], [0])).Exact();
        yield return Shaped2("SelectUpdate(axis 1, 1)", (x, y) => x.SelectUpdate(1, 1, y), (x, y) => x.SelectUpdate(1, 1, y), (x, y) => Dense.From(x.Shape, i => i[1] == 1 ? y.At([i[0], .. i[2..]]) : x[i]), ([3, 2], [3]), ([2, 3], []), ([2, 2, 2], [2, 2]), ([0, 2], [0])).Exact();
        yield return Shaped2("SelectUpdate(axis 0, last)", (x, y) => x.SelectUpdate(0, ^1, y), (x, y) => x.SelectUpdate(0, ^1, y), (x, y) => Dense.From(x.Shape, i => i[0] == x.Shape[0] - 1 ? y.At(i[1..]) : x[i]), ([3], []), ([2, 3], [3])).Exact();
    }

    /// <summary>The pieces in reverse order, each times its number, so that no exchange goes unnoticed.</summary>
    private static Tensor<T> Scaled<T>(Tensor<T>[] pieces, int axis = 0)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => Ops.Concat<T>([.. pieces.Select(static (piece, index) => piece * (index + 1.0)).Reverse()], axis);

    /// <summary>The same for a line cut into a number of parts that differ by at most one in length.</summary>
    private static double[] Parts(double[] line, int count)
    {
        var pieces = Enumerable.Range(0, count).Select(piece => line.Where((_, i) => PieceOf(i, line.Length, count) == piece).Select(e => e * (piece + 1)));
        return [.. pieces.Reverse().SelectMany(static piece => piece)];
    }

    private static int PieceOf(int place, int length, int count)
    {
        var piece = 0;
        for (var end = 0; ; piece++)
        {
            end += (length / count) + (piece < length % count ? 1 : 0);
            if (place < end)
            {
                return piece;
            }
        }
    }
}
