namespace AutoGrad.GradBench;

/// <summary>A hand: bones that hang on each other, and a skin whose vertices follow them by weights.</summary>
internal sealed class HandModel
{
    private const int Fingers = 5;

    private readonly int bones;
    private readonly int vertices;
    private readonly Indices angles = Indices.Create([.. Enumerable.Range(0, Fingers).SelectMany(static finger => FingerAngles(2 + (3 * finger)))]);
    private readonly (Indices Bones, Indices? Parents)[] levels;
    private readonly Indices order;
    private readonly Tensor<double> baseTurns;
    private readonly Tensor<double> baseShifts;
    private readonly Tensor<double> inverseBaseAbsolutes;
    private readonly Tensor<double> basePositions;
    private readonly Tensor<double> weights;
    private readonly Tensor<double>? mirror;

    public HandModel(HandTracking.Input.Model model)
    {
        bones = Arrays.AtLeast((3 * Fingers) + 2, model.BoneCount);
        vertices = model.BasePositions.Length;
        var baseRelatives = Matrices(model.BaseRelatives);
        baseTurns = baseRelatives[.., .., ..3];
        baseShifts = baseRelatives[.., .., 3..];
        inverseBaseAbsolutes = Matrices(model.InverseBaseAbsolutes);
        basePositions = Arrays.Matrix(model.BasePositions, vertices, 4);
        weights = Arrays.Matrix(model.Weights, vertices, bones);
        mirror = model.IsMirrored ? Tensor.Create([-1.0, 1, 1], [3, 1]) : null;
        (levels, order) = Levels(model.Parents);
    }

    /// <summary>Numbers of vertices, checked.</summary>
    public Indices Vertices(int[] numbers) => Array.TrueForAll(numbers, number => (uint)number < (uint)vertices) ? Indices.Create(numbers)
        : throw new InputException($"a correspondence or triangle names vertex {numbers.First(number => (uint)number >= (uint)vertices)} of {vertices}");

    /// <summary>A batch of hands: parameters [b, 26] to vertices [b, 3, v].</summary>
    public Tensor<double> Pose(Tensor<double> theta)
    {
        var batch = theta.Shape[0];
        var turns = Euler(Tensor.Zeros<double>(batch, 3 * bones).IndexAdd(1, angles, theta[.., 6..]).Reshape(batch, bones, 3));
        var relatives = Ops.Concat([baseTurns.MatMul(turns), baseShifts.BroadcastTo([batch, bones, 4, 1])], axis: 3);
        var transforms = Absolutes(relatives).MatMul(inverseBaseAbsolutes);

        // vertex = sum over bones of weight * (transform * base position): one product with the weighted positions of all bones side by side.
        var weighted = (weights.Unsqueeze(2) * basePositions.Unsqueeze(1)).Reshape(vertices, 4 * bones);
        var rows = transforms[.., .., ..3].Transpose(1, 2).Reshape(batch * 3, 4 * bones);
        var mesh = rows.MatMul(weighted, transposeRight: true).Reshape(batch, 3, vertices);
        return Rodrigues(theta[.., ..3]).MatMul(mirror is null ? mesh : mesh * mirror) + theta[.., 3..6].Unsqueeze(2);
    }

    /// <summary>absolute = absolute of the parent * relative, for all bones of the same depth at once; the root's is its relative.</summary>
    private Tensor<double> Absolutes(Tensor<double> relatives)
    {
        var byLevel = new Tensor<double>[levels.Length];
        for (var level = 0; level < levels.Length; level++)
        {
            var own = relatives.IndexSelect(1, levels[level].Bones);
            byLevel[level] = levels[level].Parents is { } parents ? byLevel[level - 1].IndexSelect(1, parents).MatMul(own) : own;
        }

        return Ops.Concat(byLevel, axis: 1).IndexSelect(1, order);
    }

    /// <summary>Rz(e1) Ry(e2) Rx(e0) for angles [b, bones, 3].</summary>
    private static Tensor<double> Euler(Tensor<double> e)
    {
        var (cosine, sine) = (e.Cos().MoveAxis(2, 0), e.Sin().MoveAxis(2, 0));
        var (cx, cz, cy) = (cosine[0], cosine[1], cosine[2]);
        var (sx, sz, sy) = (sine[0], sine[1], sine[2]);
        var (sxsy, cxsy) = (sx * sy, cx * sy);
        return Matrix3(
            cy * cz, (sxsy * cz) - (cx * sz), (cxsy * cz) + (sx * sz),
            cy * sz, (sxsy * sz) + (cx * cz), (cxsy * sz) - (sx * cz),
            -sy, sx * cy, cx * cy);
    }

    /// <summary>The rotations about axes [b, 3] by their lengths; of one shorter than 1e-4 the identity.</summary>
    private static Tensor<double> Rodrigues(Tensor<double> r)
    {
        var square = r.SumOfSquares([1], keepAxes: true);
        var turns = square >= 1e-8;
        var angle = Ops.Where(turns, square, Tensor.Scalar(1.0)).Sqrt();
        var axis = r / angle;
        var (x, y, z) = (axis[.., 0], axis[.., 1], axis[.., 2]);
        var none = Tensor.Zeros<double>(x.Shape);
        var cross = Matrix3(none, -z, y, z, none, -x, -y, x, none);
        var rotation = Tensor.Eye<double>(3) + (cross * angle.Sin().Unsqueeze(2)) + (cross.MatMul(cross) * (1 - angle.Cos()).Unsqueeze(2));
        return Ops.Where(turns.Unsqueeze(2), rotation, Tensor.Eye<double>(3));
    }

    /// <summary>3 x 3 matrices from their entries, row by row.</summary>
    private static Tensor<double> Matrix3(params ReadOnlySpan<Tensor<double>> entries) => Ops.Stack(entries, axis: -1).Reshape([.. entries[0].Shape, 3, 3]);

    /// <summary>Finger bones bend: the first about two axes, the others about one. The places of their angles among three a bone.</summary>
    private static int[] FingerAngles(int first) => [3 * first, (3 * first) + 1, 3 * (first + 1), 3 * (first + 2)];

    private Tensor<double> Matrices(double[][][] matrices) => Array.TrueForAll(matrices, static matrix => matrix.Length == 4)
        ? Arrays.Matrix([.. matrices.SelectMany(static matrix => matrix)], 4 * bones, 4).Reshape(bones, 4, 4)
        : throw new InputException("a bone's matrix must have 4 rows");

    /// <summary>The bones of each depth with their parents' places in the depth above, and where each bone comes to lie when the depths are put side by side.</summary>
    private ((Indices Bones, Indices? Parents)[] Levels, Indices Order) Levels(int[] parents)
    {
        if (parents.Length != bones || parents.Where((parent, bone) => parent < -1 || parent >= bone).Any())
        {
            throw new InputException($"parents must name an earlier bone, or -1, for each of {bones} bones");
        }

        var depth = new int[bones];
        for (var bone = 0; bone < bones; bone++)
        {
            depth[bone] = parents[bone] < 0 ? 0 : depth[parents[bone]] + 1;
        }

        int[][] byDepth = [.. Enumerable.Range(0, bones).GroupBy(bone => depth[bone]).OrderBy(static level => level.Key).Select(static level => level.ToArray())];
        int[] sorted = [.. byDepth.SelectMany(static level => level)];
        return (
            [.. byDepth.Select((level, d) => (Indices.Create(level), d == 0 ? null : Indices.Create(Array.ConvertAll(level, bone => Array.IndexOf(byDepth[d - 1], parents[bone])))))],
            Indices.Create([.. Enumerable.Range(0, bones).Select(bone => Array.IndexOf(sorted, bone))]));
    }
}
