namespace AutoGrad.GradBench;

/// <summary>Inputs as GradBench makes them, from our own random numbers.</summary>
internal static class Cases
{
    public static Case Hello => new("hello", "", "square", "double", 3.0);

    public static Case Llsq(int n, int m) => new("llsq", $"n={n},m={m}", "primal", "gradient", new Llsq.Input(Uniform(m), n));

    public static Case Lse(int n) => new("lse", $"n={n}", "primal", "gradient", new Lse.Input(Uniform(n)));

    public static Case Gmm(int d, int k, int n) => new("gmm", $"{d}_{k}_{n}", "objective", "jacobian", new Gmm.Input(
        d, k, n, 0, 1, Normal(n, d), Normal(1, k)[0], Uniform(k, d), Normal(k, d), Normal(k, d * (d - 1) / 2)));

    public static Case Ode(int n, int s) => new("ode", $"n={n},s={s}", "primal", "gradient", new Ode.Input(Uniform(n), s));

    public static Case Lstm(int layers, int characters)
    {
        const int Bits = 14;
        double[][] text = [.. Uniform(characters, Bits).Select(static row => Array.ConvertAll(row, Math.Round))];
        return new("lstm", $"l={layers},c={characters}", "objective", "jacobian", new Lstm.Input(Uniform(2 * layers, 4 * Bits), Uniform(3, Bits), Uniform(2 * layers, Bits), text));
    }

    public static Case BundleAdjustment(string name, int n, int m, int p) => new("ba", $"{name}_n{n}_m{m}_p{p}", "objective", "jacobian", new BundleAdjustment.Input(
        n, m, p, [0.01, 0.02, -0.03, 0.1, -0.2, 0.3, 500, 10, 12, 0.01, 0.001], [0.3, -0.2, 4], 0.4, [3, 5]));

    public static Case HandTracking(int count, int vertices, bool onTriangles)
    {
        const int Bones = 22;
        const int Triangles = 1084;
        var random = new RandomStream(31337);
        int[] parents = [-1, 0, .. Enumerable.Range(0, 5).SelectMany(static finger => new[] { 1, (3 * finger) + 2, (3 * finger) + 3 }), 0, 0, 0, 0, 0];
        double[][][] Matrices() => [.. Enumerable.Range(0, Bones).Select(static bone => (double[][])[.. Normal(3, 4, (ulong)bone), [0, 0, 0, 1]])];
        var model = new HandTracking.Input.Model(
            Bones,
            parents,
            Matrices(),
            Matrices(),
            [.. Normal(vertices, 3).Select(static row => (double[])[.. row, 1])],
            Uniform(vertices, Bones),
            [.. Enumerable.Range(0, Triangles).Select(_ => new[] { random.NextInteger(vertices), random.NextInteger(vertices), random.NextInteger(vertices) })],
            false);
        int[] targets = [.. Enumerable.Range(0, count).Select(_ => random.NextInteger(onTriangles ? Triangles : vertices))];
        return new("ht", $"{(onTriangles ? "complicated" : "simple")}_{(vertices < 1000 ? "small" : "big")}_c{count}", "objective", "jacobian", new HandTracking.Input(
            Normal(1, 26)[0], onTriangles ? Uniform(count, 2) : [], new HandTracking.Input.Problem(targets, Normal(count, 3), model)));
    }

    public static Case KMeans(int k, int n, int d)
    {
        var points = Uniform(n, d);
        return new("kmeans", $"k={k},n={n},d={d}", "cost", "dir", new KMeans.Input(points, points[^k..]));
    }

    public static Case Determinant(int ell) => new("det", $"{ell}", "primal", "gradient", new Determinant.Input(Uniform(ell * ell), ell));

    public static Case Particle(string way) => new("particle", way, "", way, new Particle.Input(0));

    public static Case Saddle(string way) => new("saddle", way, "", way, new Saddle.Input([1, 1]));

    private static double[] Uniform(int count) => new RandomStream(31337).Uniform<double>([count]).ToArray();

    private static double[][] Uniform(int rows, int columns) => Rows(Uniform(rows * columns), columns, rows);

    private static double[][] Normal(int rows, int columns, ulong seed = 31337) => Rows(new RandomStream(seed).Normal<double>([rows, columns]).ToArray(), columns, rows);

    private static double[][] Rows(double[] values, int width, int height) => [.. Enumerable.Range(0, height).Select(row => values[(row * width)..((row + 1) * width)])];
}
