namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> LinearFamily()
    {
        yield return Shaped2("MatMul(matrices)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("mk,kn->mn"), ([2, 3], [3, 4]), ([1, 1], [1, 1]), ([0, 3], [3, 2]), ([2, 0], [0, 2]), ([2, 3], [3, 0]), ([1, 5], [5, 1]), ([17, 19], [19, 18]));
        yield return Shaped2("MatMul(vectors)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("k,k->"), ([3], [3]), ([1], [1]), ([0], [0]));
        yield return Shaped2("MatMul(row)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("k,kn->n"), ([3], [3, 2]), ([1], [1, 1]), ([0], [0, 2]), ([2], [2, 0]));
        yield return Shaped2("MatMul(column)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("mk,k->m"), ([2, 3], [3]), ([1, 1], [1]), ([2, 0], [0]), ([0, 2], [2]));
        yield return Shaped2("MatMul(batch)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("bmk,bkn->bmn"), ([2, 2, 3], [2, 3, 2]), ([1, 2, 3], [2, 3, 2]), ([2, 2, 3], [1, 3, 2]), ([0, 2, 3], [1, 3, 2]), ([3, 1, 1], [3, 1, 1]), ([1, 2, 0], [2, 0, 3]), ([1, 2, 3], [4, 3, 0]));
        yield return Shaped2("MatMul(batch by matrix)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("bmk,kn->bmn"), ([3, 2, 3], [3, 2]), ([1, 2, 3], [3, 2]), ([0, 2, 3], [3, 2]), ([2, 0, 3], [3, 2]), ([2, 2, 0], [0, 3]));
        yield return Shaped2("MatMul(matrix by batch)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("mk,bkn->bmn"), ([2, 3], [3, 3, 2]), ([2, 3], [1, 3, 2]), ([2, 3], [0, 3, 2]));
        yield return Shaped2("MatMul(batch by vector)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("bmk,k->bm"), ([2, 2, 3], [3]), ([0, 2, 3], [3]));
        yield return Shaped2("MatMul(vector by batch)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("k,bkn->bn"), ([3], [2, 3, 2]), ([3], [0, 3, 2]));
        yield return Shaped2("MatMul(two batch axes)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("abmk,abkn->abmn"), ([2, 1, 2, 3], [1, 2, 3, 2]), ([1, 2, 2, 2], [2, 1, 2, 2]), ([2, 2, 1, 2], [2, 2, 2, 1]));
        yield return Shaped2("MatMul(ranks differ)", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Letters("abmk,bkn->abmn"), ([2, 2, 2, 3], [2, 3, 2]), ([2, 2, 2, 2], [1, 2, 2]), ([2, 1, 2, 2], [2, 2, 2]));
        yield return Shaped2("MatMul(left transposed)", (x, y) => x.MatMul(y, transposeLeft: true), (x, y) => x.MatMul(y, transposeLeft: true), Letters("bkm,bkn->bmn"), ([2, 3, 2], [2, 3, 2]), ([1, 3, 2], [2, 3, 4]), ([2, 3, 2], [1, 3, 2]), ([2, 0, 2], [1, 0, 3]));
        yield return Shaped2("MatMul(right transposed)", (x, y) => x.MatMul(y, transposeRight: true), (x, y) => x.MatMul(y, transposeRight: true), Letters("bmk,bnk->bmn"), ([2, 2, 3], [2, 4, 3]), ([1, 2, 3], [2, 4, 3]), ([2, 2, 3], [1, 2, 3]), ([2, 0, 3], [1, 2, 3]));
        yield return Shaped2("MatMul(both transposed)", (x, y) => x.MatMul(y, true, true), (x, y) => x.MatMul(y, true, true), Letters("bkm,bnk->bmn"), ([2, 3, 2], [2, 4, 3]), ([1, 3, 2], [2, 4, 3]), ([2, 3, 2], [1, 2, 3]));
        yield return Shaped("MatMul(by itself)", x => x.MatMul(x), x => x.MatMul(x), x => Letters("mk,kn->mn")(x, x), [3, 3], [1, 1], [0, 0]);

        yield return Shaped3("Affine", (x, w, b) => x.Affine(w, b), (x, w, b) => x.Affine(w, b), Affine("nk,km->nm"), ([2, 3], [3, 2], [2]), ([1, 1], [1, 1], [1]), ([0, 3], [3, 2], [2]), ([2, 0], [0, 2], [2]), ([2, 3], [3, 0], [0]), ([17, 5], [5, 19], [19]));
        yield return Shaped3("Affine(weight transposed)", (x, w, b) => x.Affine(w, b, transposeWeight: true), (x, w, b) => x.Affine(w, b, transposeWeight: true), Affine("nk,mk->nm"), ([2, 3], [2, 3], [2]), ([2, 0], [2, 0], [2]), ([2, 3], [0, 3], [0]));
        yield return Shaped3("Affine(vector)", (x, w, b) => x.Affine(w, b), (x, w, b) => x.Affine(w, b), Affine("k,km->m"), ([3], [3, 2], [2]), ([0], [0, 2], [2]));
        yield return Shaped3("Affine(leading axes)", (x, w, b) => x.Affine(w, b), (x, w, b) => x.Affine(w, b), Affine("pnk,km->pnm"), ([2, 2, 3], [3, 2], [2]), ([2, 0, 3], [3, 2], [2]));

        yield return Shaped("Affine(by itself)", x => x.Affine(x, x.Select(0, 0)), x => x.Affine(x, x.Select(0, 0)), x => Affine("nk,km->nm")(x, x, Dense.From([x.Shape[1]], at => x[0, at[0]])), [3, 3], [1, 1]);
        foreach (var (name, inDouble, inSingle, map) in new (string, Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>>, Func<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>>, Func<double, double>)[]
        {
            ("AffineRelu", Ops.AffineRelu, Ops.AffineRelu, static z => Math.Max(z, 0)),
            ("AffineTanh", Ops.AffineTanh, Ops.AffineTanh, Math.Tanh),
            ("AffineSigmoid", Ops.AffineSigmoid, Ops.AffineSigmoid, static z => 1 / (1 + Math.Exp(-z))),
        })
        {
            yield return Shaped3(name, inDouble, inSingle, Mapped("nk,km->nm"), ([2, 3], [3, 2], [2]), ([1, 1], [1, 1], [1]), ([0, 3], [3, 2], [2]), ([2, 0], [0, 2], [2]), ([2, 3], [3, 0], [0]), ([17, 5], [5, 19], [19]));
            yield return Shaped3($"{name}(vector)", inDouble, inSingle, Mapped("k,km->m"), ([3], [3, 2], [2]));
            yield return Shaped3($"{name}(leading axes)", inDouble, inSingle, Mapped("pnk,km->pnm"), ([2, 2, 3], [3, 2], [2]));
            Func<Dense, Dense, Dense, Dense> Mapped(string equation) => (x, w, b) => Dense.Zip(terms => map(terms[0]), Affine(equation)(x, w, b));
        }

        // A sum of 70 products is rounded 70 times, and its terms partly cancel.
        yield return Shaped2("Dot", (x, y) => x.Dot(y), (x, y) => x.Dot(y), Letters("i,i->"), ([3], [3]), ([1], [1]), ([0], [0]), ([70], [70])).Ulp(32);
        yield return Shaped2("Outer", (x, y) => x.Outer(y), (x, y) => x.Outer(y), Letters("i,j->ij"), ([3], [2]), ([1], [1]), ([0], [2]), ([2], [0]), ([1], [5])).Ulp(1);

        yield return Einsum("ij->ji", [[2, 3]], [[2, 0]]).Linear();
        yield return Einsum("ijj->i", [[2, 3, 3]], [[2, 0, 0]]).Linear();
        yield return Einsum("ijij->ji", [[2, 3, 2, 3]], [[1, 2, 1, 2]]).Linear();
        yield return Einsum("ij,kj->ki", [[2, 3], [4, 3]], [[1, 1], [1, 1]], [[2, 0], [3, 0]]);
        yield return Einsum("ibj,bjk->kib", [[2, 2, 3], [2, 3, 2]], [[2, 0, 3], [0, 3, 2]]);
        yield return Einsum("ijkl,lkm->mij", [[2, 2, 3, 2], [2, 3, 2]]);
        yield return Einsum("ij,jk->i", [[2, 3], [3, 2]], [[2, 3], [3, 0]]);
        yield return Einsum("ij,i->ij", [[2, 3], [2]], [[1, 3], [1]]);
        yield return Einsum("bi,oij,bj->bo", [[2, 2], [2, 2, 3], [2, 3]], [[0, 2], [2, 2, 3], [0, 3]]);
        yield return Einsum("ij,jk,ki->", [[2, 3], [3, 2], [2, 2]], [[0, 3], [3, 2], [2, 0]]);
        yield return Einsum("i,j,k->kji", [[2], [3], [2]]);
        yield return Shaped("Einsum(implicit)", x => Ops.Einsum("Ba", x), x => Ops.Einsum("Ba", x), Map("Ba->Ba"), [2, 3], [0, 2]).Linear();
        yield return Shaped("Einsum(implicit, sorted)", x => Ops.Einsum("ba", x), x => Ops.Einsum("ba", x), Map("ba->ab"), [2, 3], [0, 2]).Linear();
        yield return Shaped2("Einsum(ellipsis)", (x, y) => Ops.Einsum("...ij, ...jk", x, y), (x, y) => Ops.Einsum("...ij, ...jk", x, y), Letters("abij,bjk->abik"), ([2, 1, 2, 3], [2, 3, 2]), ([2, 2, 2, 2], [1, 2, 2]));
        yield return Shaped2("Einsum(ellipsis, summed)", (x, y) => Ops.Einsum("...i,...j->ji", x, y), (x, y) => Ops.Einsum("...i,...j->ji", x, y), Letters("ai,aj->ji"), ([3, 2], [1, 3]), ([1, 2], [3, 3]));

        yield return Shaped2("TensorDot", (x, y) => x.TensorDot(y), (x, y) => x.TensorDot(y), Letters("ijk,jkl->il"), ([2, 3, 2], [3, 2, 2]), ([2, 0, 2], [0, 2, 3]));
        yield return Shaped2("TensorDot(pairs)", (x, y) => x.TensorDot(y, [0, -1], [1, 0]), (x, y) => x.TensorDot(y, [0, -1], [1, 0]), Letters("ijk,kil->jl"), ([2, 3, 2], [2, 2, 2]), ([2, 0, 2], [2, 2, 3]));
        yield return Shaped2("TensorDot(no axes)", (x, y) => x.TensorDot(y, 0), (x, y) => x.TensorDot(y, 0), Letters("ij,k->ijk"), ([2, 3], [2]), ([1, 0], [2]));

        yield return Shaped2("Kronecker(matrices)", (x, y) => x.Kronecker(y), (x, y) => x.Kronecker(y), Kronecker, ([2, 3], [2, 2]), ([1, 2], [3, 1]), ([2, 0], [2, 2]), ([1, 1], [1, 1]));
        yield return Shaped2("Kronecker(ranks differ)", (x, y) => x.Kronecker(y), (x, y) => x.Kronecker(y), Kronecker, ([], []), ([], [3]), ([2], [2, 2]), ([2, 1, 2], [3]));

        yield return Shaped2("Cross", (x, y) => x.Cross(y), (x, y) => x.Cross(y), (x, y) => Cross(x, y, -1), ([3], [3]), ([2, 3], [3]), ([1, 3], [2, 3]), ([0, 3], [1, 3]))
            .Edge([Dense.Vector(1, 2, 3), Dense.Vector(2, 4, 6)], Dense.Vector(0, 0, 0));
        yield return Shaped2("Cross(axis 0)", (x, y) => x.Cross(y, 0), (x, y) => x.Cross(y, 0), (x, y) => Cross(x, y, 0), ([3, 2], [3, 2]), ([3, 1], [3, 4]), ([3, 0], [3, 1]));

        yield return Shaped3("Bilinear", (x, y, w) => x.Bilinear(y, w), (x, y, w) => x.Bilinear(y, w), (x, y, w) => Contract("ni,nj,oij->no", x, y, w), ([2, 2], [2, 3], [2, 2, 3]), ([1, 1], [1, 1], [1, 1, 1]), ([0, 2], [0, 3], [2, 2, 3]), ([2, 0], [2, 3], [2, 0, 3]));
        yield return Shaped3("Bilinear(vectors)", (x, y, w) => x.Bilinear(y, w), (x, y, w) => x.Bilinear(y, w), (x, y, w) => Contract("i,j,oij->o", x, y, w), ([2], [3], [2, 2, 3]));
        yield return ShapedMany(
            "Bilinear(bias)",
            x => x[0].Bilinear(x[1], x[2], x[3]),
            x => x[0].Bilinear(x[1], x[2], x[3]),
            x => Dense.Zip(static terms => terms[0] + terms[1], Contract("ni,nj,oij->no", x[..3]), x[3]),
            [[2, 2], [2, 3], [2, 2, 3], [2]]);
    }

    private static OpRow Einsum(string equation, params int[][][] shapes) =>
        ShapedMany($"Einsum({equation})", x => Ops.Einsum(equation, x), x => Ops.Einsum(equation, x), x => Contract(equation, x), shapes);

    private static Func<Dense, Dense> Map(string equation) => x => Contract(equation, x);

    private static Func<Dense, Dense, Dense> Letters(string equation) => (x, y) => Contract(equation, x, y);

    private static Func<Dense, Dense, Dense, Dense> Affine(string equation) => (x, w, b) => Dense.Zip(static terms => terms[0] + terms[1], Contract(equation, x, w), b);

    /// <summary>Index notation by its definition: one loop over all letters. An axis of size 1 broadcasts.</summary>
    private static Dense Contract(string equation, params Dense[] operands)
    {
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        var letters = terms.SelectMany(static term => term).Distinct().ToArray();
        var sizes = Array.ConvertAll(letters, letter => terms.Select((term, index) => term.Contains(letter) ? operands[index].Shape[term.IndexOf(letter)] : 1).Aggregate(static (x, y) => x == 1 ? y : x));
        int[] shape = [.. sides[1].Select(letter => sizes[Array.IndexOf(letters, letter)])];
        var sums = Dense.From(shape, static _ => 0);
        foreach (var places in Dense.Indices(sizes))
        {
            var product = terms.Select((term, index) => operands[index].At([.. term.Select(letter => places[Array.IndexOf(letters, letter)])])).Aggregate(static (x, y) => x * y);
            sums.Values[sides[1].Aggregate(0, (flat, letter) => (flat * sizes[Array.IndexOf(letters, letter)]) + places[Array.IndexOf(letters, letter)])] += product;
        }

        return sums;
    }

    private static Dense Kronecker(Dense x, Dense y)
    {
        var rank = Math.Max(x.Rank, y.Rank);
        int[] left = [.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape];
        int[] right = [.. Enumerable.Repeat(1, rank - y.Rank), .. y.Shape];
        return Dense.From(
            [.. left.Zip(right, static (a, b) => a * b)],
            index => x.Reshape(left)[[.. index.Zip(right, static (i, size) => i / size)]] * y.Reshape(right)[[.. index.Zip(right, static (i, size) => i % size)]]);
    }

    private static Dense Cross(Dense x, Dense y, int axis)
    {
        var shape = Dense.Broadcast(x.Shape, y.Shape);
        var place = axis < 0 ? axis + shape.Length : axis;
        return Dense.From(shape, index => (At(x, index, 1) * At(y, index, 2)) - (At(x, index, 2) * At(y, index, 1)));

        double At(Dense operand, int[] index, int step) => operand.At([.. index.Select((i, at) => at == place ? (i + step) % 3 : i)]);
    }
}
