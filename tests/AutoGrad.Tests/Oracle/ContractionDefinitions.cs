namespace AutoGrad.Oracle;

/// <summary>What the table's rows of products compute, by their names: sums over the letters of an index notation, and convolutions, one product at a time.</summary>
internal static class ContractionDefinitions<N>
    where N : struct, IReal<N>
{
    private static readonly Dictionary<string, string> equations = new()
    {
        ["MatMul(matrices)"] = "mk,kn->mn",
        ["MatMul(vectors)"] = "k,k->",
        ["MatMul(row)"] = "k,kn->n",
        ["MatMul(column)"] = "mk,k->m",
        ["MatMul(batch)"] = "bmk,bkn->bmn",
        ["MatMul(batch by matrix)"] = "bmk,kn->bmn",
        ["MatMul(matrix by batch)"] = "mk,bkn->bmn",
        ["MatMul(batch by vector)"] = "bmk,k->bm",
        ["MatMul(vector by batch)"] = "k,bkn->bn",
        ["MatMul(two batch axes)"] = "abmk,abkn->abmn",
        ["MatMul(ranks differ)"] = "abmk,bkn->abmn",
        ["MatMul(left transposed)"] = "bkm,bkn->bmn",
        ["MatMul(right transposed)"] = "bmk,bnk->bmn",
        ["MatMul(both transposed)"] = "bkm,bnk->bmn",
        ["Affine"] = "nk,km->nm",
        ["Affine(weight transposed)"] = "nk,mk->nm",
        ["Affine(vector)"] = "k,km->m",
        ["Affine(leading axes)"] = "pnk,km->pnm",
        ["Dot"] = "i,i->",
        ["Outer"] = "i,j->ij",
        ["Einsum(ij,kj->ki)"] = "ij,kj->ki",
        ["Einsum(ibj,bjk->kib)"] = "ibj,bjk->kib",
        ["Einsum(ijkl,lkm->mij)"] = "ijkl,lkm->mij",
        ["Einsum(ij,jk->i)"] = "ij,jk->i",
        ["Einsum(ij,i->ij)"] = "ij,i->ij",
        ["Einsum(bi,oij,bj->bo)"] = "bi,oij,bj->bo",
        ["Einsum(ij,jk,ki->)"] = "ij,jk,ki->",
        ["Einsum(i,j,k->kji)"] = "i,j,k->kji",
        ["Einsum(ellipsis)"] = "abij,bjk->abik",
        ["Einsum(ellipsis, summed)"] = "ai,aj->ji",
        ["TensorDot"] = "ijk,jkl->il",
        ["TensorDot(pairs)"] = "ijk,kil->jl",
        ["TensorDot(no axes)"] = "ij,k->ijk",
        ["Bilinear"] = "ni,nj,oij->no",
        ["Bilinear(bias)"] = "ni,nj,oij->no",
        ["Bilinear(vectors)"] = "i,j,oij->o",
    };

    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new[] { Letters(), Others() }.SelectMany(static family => family).ToDictionary(static pair => pair.Name, static pair => pair.Function);

    /// <summary>One loop over all letters; what is left of the operands is added. An axis of size 1 broadcasts.</summary>
    public static Grid<N> Contract(string equation, params Grid<N>[] operands)
    {
        var (left, right) = (equation.Split("->")[0].Split(','), equation.Split("->")[1]);
        var letters = left.SelectMany(static term => term).Distinct().ToArray();
        int Size(char letter) => left.Select((term, at) => term.Contains(letter) ? operands[at].Shape[term.IndexOf(letter)] : 1).Aggregate(static (x, y) => x == 1 ? y : x);
        var sizes = Array.ConvertAll(letters, Size);
        int[][] axes = [.. left.Select(term => term.Select(letter => Array.IndexOf(letters, letter)).ToArray())];
        int[] shape = [.. right.Select(Size)];
        var target = right.Select(letter => Array.IndexOf(letters, letter)).ToArray();
        var sums = Grid<N>.From(shape, static _ => default);
        foreach (var places in Dense.Indices(sizes))
        {
            var product = operands[0].At(Array.ConvertAll(axes[0], axis => places[axis]));
            for (var at = 1; at < axes.Length; at++)
            {
                product *= operands[at].At(Array.ConvertAll(axes[at], axis => places[axis]));
            }

            var flat = target.Aggregate(0, (flat, axis) => (flat * sizes[axis]) + places[axis]);
            sums.Values[flat] += product;
        }

        return operands.Length > left.Length ? Grid<N>.Zip(static e => e[0] + e[1], sums, operands[^1]) : sums;
    }

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Letters() =>
        equations.Select(static pair => (pair.Key, (Func<Grid<N>[], Grid<N>>)(x => Contract(pair.Value, x))));

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Others() =>
    [
        ("Affine(by itself)", static x => Contract("nk,km->nm", x[0], x[0], Grid<N>.From([x[0].Shape[1]], at => x[0][0, at[0]]))),
        .. Activated("Relu", static z => Functions<N>.IsPositive(z) ? z : default),
        .. Activated("Tanh", Functions<N>.Tanh),
        .. Activated("Sigmoid", Functions<N>.Sigmoid),
        ("MatMul(by itself)", static x => Contract("mk,kn->mn", x[0], x[0])),
        ("Kronecker(matrices)", static x => Kronecker(x[0], x[1])),
        ("Kronecker(ranks differ)", static x => Kronecker(x[0], x[1])),
        ("Cross", static x => Cross(x[0], x[1], -1)),
        ("Cross(axis 0)", static x => Cross(x[0], x[1], 0)),
        ("Conv2D", static x => Convolve(x)),
        ("Conv2D(stride, padding)", static x => Convolve(x, 2, 1)),
        ("Conv2D(wide padding)", static x => Convolve(x, 1, 3)),
        ("Conv2D(dilation)", static x => Convolve(x, 3, 2, 2)),
        ("Conv2D(groups)", static x => Convolve(x, 1, 1, 1, 2)),
        ("Conv2D(wide)", static x => Convolve(x, 1, 1)),
        ("Conv2D(many images)", static x => Convolve(x, 1, 1)),
        ("Conv2D(bias)", static x => Convolve(x)),
        ("Conv2D(bias, groups)", static x => Convolve(x, 2, 1, 1, 3)),
        ("Conv1D", static x => Convolve(x)),
        ("Conv1D(stride, padding, dilation, groups)", static x => Convolve(x, 2, 1, 2, 2)),
        ("Conv1D(bias)", static x => Convolve(x)),
        ("ConvTranspose2D", static x => TransposedConvolve(x)),
        ("ConvTranspose2D(all settings)", static x => TransposedConvolve(x, 3, 1, 2, 2, 2)),
        ("ConvTranspose2D(bias)", static x => TransposedConvolve(x, 2)),
        ("ConvTranspose1D", static x => TransposedConvolve(x, 2, 1, 1)),
        ("ConvTranspose1D(bias)", static x => TransposedConvolve(x)),
    ];

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Activated(string name, Func<N, N> map) =>
        from form in new[] { "", "(vector)", "(leading axes)" }
        let equation = equations[$"Affine{form}"]
        select ($"Affine{name}{form}", (Func<Grid<N>[], Grid<N>>)(x => Grid<N>.Zip(z => map(z[0]), Contract(equation, x))));

    private static Grid<N> Kronecker(Grid<N> x, Grid<N> y)
    {
        var rank = Math.Max(x.Rank, y.Rank);
        var left = x.Reshape([.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape]);
        var right = y.Reshape([.. Enumerable.Repeat(1, rank - y.Rank), .. y.Shape]);
        return Grid<N>.From(
            [.. left.Shape.Zip(right.Shape, static (a, b) => a * b)],
            i => left[[.. i.Zip(right.Shape, static (at, size) => at / size)]] * right[[.. i.Zip(right.Shape, static (at, size) => at % size)]]);
    }

    private static Grid<N> Cross(Grid<N> x, Grid<N> y, int axis)
    {
        var shape = Dense.Broadcast(x.Shape, y.Shape);
        var place = axis < 0 ? axis + shape.Length : axis;
        int[] Ahead(int[] index, int step) => [.. index.Select((i, at) => at == place ? (i + step) % 3 : i)];
        return Grid<N>.From(shape, i => (x.At(Ahead(i, 1)) * y.At(Ahead(i, 2))) - (x.At(Ahead(i, 2)) * y.At(Ahead(i, 1))));
    }

    /// <summary>Images or lines, filters, and perhaps a number for each channel: all products that meet in a place, added.</summary>
    private static Grid<N> Convolve(Grid<N>[] operands, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        var (x, w) = (operands[0], operands[1]);
        int[] places = [.. Enumerable.Range(2, x.Rank - 2).Select(axis => ((x.Shape[axis] + (2 * padding) - (dilation * (w.Shape[axis] - 1)) - 1) / stride) + 1)];
        return Grid<N>.From([x.Shape[0], w.Shape[0], .. places], place =>
        {
            var sum = operands.Length > 2 ? operands[2][place[1]] : default;
            foreach (var tap in Dense.Indices(w.Shape[1..]))
            {
                int[] at = [.. tap.Skip(1).Select((step, axis) => (place[axis + 2] * stride) - padding + (step * dilation))];
                if (Inside(at, x.Shape))
                {
                    sum += w[[place[1], .. tap]] * x[[place[0], (place[1] / (w.Shape[0] / groups) * w.Shape[1]) + tap[0], .. at]];
                }
            }

            return sum;
        });
    }

    /// <summary>Every product is added to its place.</summary>
    private static Grid<N> TransposedConvolve(Grid<N>[] operands, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
    {
        var (x, w) = (operands[0], operands[1]);
        int[] sizes = [.. Enumerable.Range(2, x.Rank - 2).Select(axis => ((x.Shape[axis] - 1) * stride) - (2 * padding) + (dilation * (w.Shape[axis] - 1)) + 1 + outputPadding)];
        int[] shape = [x.Shape[0], w.Shape[1] * groups, .. sizes];
        var result = Grid<N>.From(shape, place => operands.Length > 2 ? operands[2][place[1]] : default);
        foreach (var i in Dense.Indices(x.Shape))
        {
            foreach (var tap in Dense.Indices(w.Shape[1..]))
            {
                int[] at = [.. tap.Skip(1).Select((step, axis) => (i[axis + 2] * stride) - padding + (step * dilation))];
                if (Inside(at, shape))
                {
                    int[] place = [i[0], (i[1] / (x.Shape[1] / groups) * w.Shape[1]) + tap[0], .. at];
                    result.Values[place.Select(static (index, axis) => (index, axis)).Aggregate(0, (flat, step) => (flat * shape[step.axis]) + step.index)] += x[i] * w[[i[1], .. tap]];
                }
            }
        }

        return result;
    }

    private static bool Inside(int[] at, int[] shape) => at.Select((index, axis) => index >= 0 && index < shape[axis + 2]).All(static inside => inside);
}
