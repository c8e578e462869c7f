using AutoGrad.Oracle;

namespace AutoGrad.Properties;

/// <summary>Moves elements: each of the result is a sum of elements of the operands, most often one, or none at all.</summary>
/// <param name="Call">The library's call.</param>
/// <param name="Form">The call as C#, with {0}, {1} .. for the operands.</param>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Sources">For each element of the result, the places of its terms in the operands, one operand's elements after the other's.</param>
internal sealed record MoveStep(Func<Tensor<double>[], Tensor<double>> Call, string Form, int[] Shape, int[][] Sources) : Step
{
    public override Tensor<double> Build(Tensor<double>[] x) => Call(x);

    public override string Code(string[] x) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Form, x);

    public override Grid<N> Interpret<N>(Grid<N>[] x)
    {
        N[] all = x.Length == 1 ? x[0].Values : [.. x.SelectMany(static operand => operand.Values)];
        return new(Shape, Array.ConvertAll(Sources, terms => terms.Length == 1 ? all[terms[0]] : ShapedDefinitions<N>.Sum(terms.Select(term => all[term]))));
    }

    /// <summary>A random one for an operand of some shape.</summary>
    public static MoveStep? One(Random random, int[] x)
    {
        var rank = x.Length;
        var axis = rank == 0 ? 0 : random.Next(rank);
        var size = rank == 0 ? 1 : x[axis];
        switch (random.Next(17))
        {
            case 0:
                int[] reshaped = random.Next(3) switch { 0 => [Count(x)], 1 => [1, .. x], _ => [.. x.Reverse()] };
                return Moved(t => t.Reshape(AutoGrad.Shape.Create(reshaped)), $"{{0}}.Reshape(Shape.Create({List(reshaped)}))", x, reshaped, i => Split(x, Place(reshaped, i)));
            case 1:
                int[] wider = [.. Enumerable.Repeat(0, random.Next(0, 2)).Select(_ => random.Next(1, 4)), .. x.Select(length => length == 1 ? random.Next(1, 4) : length)];
                return Moved(t => t.BroadcastTo(AutoGrad.Shape.Create(wider)), $"{{0}}.BroadcastTo(Shape.Create({List(wider)}))", x, wider, i => [.. x.Select((length, at) => length == 1 ? 0 : i[at + wider.Length - rank])]);
            case 2:
                var order = Enumerable.Range(0, rank).ToArray();
                random.Shuffle(order);
                return Moved(t => t.Permute(order), $"{{0}}.Permute({List(order)})", x, [.. order.Select(at => x[at])], i => [.. Enumerable.Range(0, rank).Select(at => i[Array.IndexOf(order, at)])]);
            case 3 when rank >= 2:
                return Moved(static t => t.Transpose(), "{0}.Transpose()", x, [.. x[..^2], x[^1], x[^2]], static i => [.. i[..^2], i[^1], i[^2]]);
            case 4 when rank > 0:
                return Moved(t => t.Flip(axis), $"{{0}}.Flip({axis})", x, x, i => With(i, axis, size - 1 - i[axis]));
            case 5 when rank > 0 && size > 0:
                var shift = random.Next(-3, 4);
                return Moved(t => t.Roll(shift, axis), $"{{0}}.Roll({shift}, {axis})", x, x, i => With(i, axis, (((i[axis] - shift) % size) + size) % size));
            case 6 when rank > 0 && size > 1:
                var (start, length) = (random.Next(size), 0);
                length = random.Next(1, size - start + 1);
                return Moved(t => t.Narrow(axis, start, length), $"{{0}}.Narrow({axis}, {start}, {length})", x, With(x, axis, length), i => With(i, axis, i[axis] + start));
            case 7 when rank > 0 && size > 0:
                var chosen = random.Next(size);
                return Moved(t => t.Select(axis, chosen), $"{{0}}.Select({axis}, {chosen})", x, [.. x[..axis], .. x[(axis + 1)..]], i => [.. i[..axis], chosen, .. i[axis..]]);
            case 8 when rank == 1 && size > 1:
                return Moved(static t => t.Slice((..).By(-2)), "{0}.Slice((..).By(-2))", x, [(size + 1) / 2], i => [size - 1 - (2 * i[0])]);
            case 9 when rank > 0:
                return Moved(t => t.Repeat(2, axis), $"{{0}}.Repeat(2, {axis})", x, With(x, axis, 2 * size), i => With(i, axis, i[axis] / 2));
            case 10 when rank == 1:
                return Moved(static t => t.Tile(2), "{0}.Tile(2)", x, [2 * size], i => [i[0] % Math.Max(size, 1)]);
            case 11 when rank > 0:
                var (before, after) = (random.Next(3), random.Next(2));
                return Moved(t => t.Pad([(before, after)]), $"{{0}}.Pad([({before}, {after})])", x, With(x, rank - 1, x[^1] + before + after), i => i[^1] - before is var at && at >= 0 && at < x[^1] ? With(i, rank - 1, at) : null);
            case 12 when rank > 0 && size > 0:
                int[] picks = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(size))];
                return Moved(t => t.IndexSelect(axis, Indices.Create(picks)), $"{{0}}.IndexSelect({axis}, Indices.Create({List(picks)}))", x, With(x, axis, picks.Length), i => With(i, axis, picks[i[axis]]));
            case 13 when rank == 2 && x[0] > 0 && x[1] > 0:
                int[] places = [.. Enumerable.Range(0, 2 * x[0]).Select(_ => random.Next(x[1]))];
                return Moved(t => t.Gather(1, Indices.Create(places, [x[0], 2])), $"{{0}}.Gather(1, Indices.Create([{List(places)}], [{x[0]}, 2]))", x, [x[0], 2], i => [i[0], places[(2 * i[0]) + i[1]]]);
            case 14 when rank == 2:
                return Moved(static t => t.Diagonal(), "{0}.Diagonal()", x, [Math.Min(x[0], x[1])], static i => [i[0], i[0]]);
            case 15 when rank >= 2:
                return Moved(static t => t.LowerTriangle(), "{0}.LowerTriangle()", x, x, static i => i[^1] <= i[^2] ? i : null);
            case 16:
                var place = random.Next(rank + 1);
                return Moved(t => t.Unsqueeze(place), $"{{0}}.Unsqueeze({place})", x, [.. x[..place], 1, .. x[place..]], i => [.. i[..place], .. i[(place + 1)..]]);
            default:
                return null;
        }
    }

    /// <summary>A random one for two operands of some shapes: joined along an axis, or one added to rows of the other.</summary>
    public static MoveStep? Two(Random random, int[] x, int[] y)
    {
        if (x.Length == 0 || x.Length != y.Length)
        {
            return null;
        }

        var axis = random.Next(x.Length);
        if (!With(x, axis, 0).AsSpan().SequenceEqual(With(y, axis, 0)))
        {
            return null;
        }

        if (x[axis] > 0 && random.Next(2) == 0)
        {
            int[] rows = [.. Enumerable.Range(0, y[axis]).Select(_ => random.Next(x[axis]))];
            return new(
                t => t[0].IndexAdd(axis, Indices.Create(rows), t[1]),
                $"{{0}}.IndexAdd({axis}, Indices.Create({List(rows)}), {{1}})",
                x,
                [.. Dense.Indices(x).Select(i => (int[])[Place(x, i), .. Enumerable.Range(0, rows.Length).Where(row => rows[row] == i[axis]).Select(row => Count(x) + Place(y, With(i, axis, row)))])]);
        }

        var joined = With(x, axis, x[axis] + y[axis]);
        return new(
            t => Ops.Concat([t[0], t[1]], axis),
            $"Ops.Concat([{{0}}, {{1}}], {axis})",
            joined,
            [.. Dense.Indices(joined).Select(i => (int[])[i[axis] < x[axis] ? Place(x, i) : Count(x) + Place(y, With(i, axis, i[axis] - x[axis]))])]);
    }

    private static MoveStep Moved(Func<Tensor<double>, Tensor<double>> call, string form, int[] from, int[] to, Func<int[], int[]?> source) =>
        new(t => call(t[0]), form, to, [.. Dense.Indices(to).Select(i => source(i) is { } index ? (int[])[Place(from, index)] : [])]);

    private static int[] With(int[] index, int axis, int value) => [.. index.Select((i, at) => at == axis ? value : i)];

    private static int Place(int[] shape, int[] index)
    {
        var flat = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            flat = (flat * shape[axis]) + index[axis];
        }

        return flat;
    }

    private static int[] Split(int[] shape, int flat) => Dense.Unflatten(shape, flat);
}
