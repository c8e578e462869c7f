namespace AutoGrad;

/// <summary>The evals with Jacobians, against their formulas and finite differences of them.</summary>
public sealed class GradBenchJacobianEvalTests
{
    // One process for all: it ends with its input, which ends with this process.
    private static readonly ToolProcess tool = new();

    private readonly Random random = new(31337);

    [Theory]
    [InlineData(1, 1, 1, 0.3)]
    [InlineData(2, 3, 5, 0.01)]
    [InlineData(3, 4, 40, 2.0)]
    [InlineData(2, 2, 4, 0.0)]
    public void Bundle_adjustment_agrees_with_its_formula_and_finite_differences(int n, int m, int p, double angle)
    {
        double[] cam = [angle, -angle / 2, angle / 3, .. random.Normal(3), 1.5, 0.1, -0.2, 0.01, 0.001];
        double[] x = [.. random.Uniform(2), 5];
        double[] w = [0.75];
        var feat = random.Uniform(2);
        var input = new { n, m, p, cam, x, w = w[0], feat };
        var objective = tool.Evaluate("ba", "objective", input);
        Numeric.Near(Formulas.Reprojection(cam, x, w[0], feat), ToolProcess.Numbers(objective["reproj_error"]!["elements"]!));
        Numeric.Near(1 - (w[0] * w[0]), objective["w_err"]!["element"]!.GetValue<double>());
        Assert.Equal((p, p), (objective["reproj_error"]!["repeated"]!.GetValue<int>(), objective["w_err"]!["repeated"]!.GetValue<int>()));

        // Observation by observation, then the weights; the first thirty entries and the last.
        var columns = new List<double>();
        var values = new List<double>();
        for (var i = 0; i < p; i++)
        {
            for (var row = 0; row < 2; row++)
            {
                double Error() => Formulas.Reprojection(cam, x, w[0], feat)[row];
                columns.AddRange(Enumerable.Range(11 * (i % n), 11).Concat(Enumerable.Range((11 * n) + (3 * (i % m)), 3)).Append((11 * n) + (3 * m) + i).Select(static column => (double)column));

                // Where the camera does not turn, finite differences would see the other branch, which differs in second order only.
                values.AddRange([.. Numeric.Gradient(Error, cam, angle == 0 ? 0.01 : 0.001 + (angle / 100)), .. Numeric.Gradient(Error, x), .. Numeric.Gradient(Error, w)]);
            }
        }

        var rows = Enumerable.Range(0, (2 * p) + 1).Select(static row => 15.0 * row).Concat(Enumerable.Range(1, p).Select(i => (30.0 * p) + i));
        columns.AddRange(Enumerable.Range(0, p).Select(i => (double)((11 * n) + (3 * m) + i)));
        values.AddRange(Enumerable.Repeat(-2 * w[0], p));
        var jacobian = tool.Evaluate("ba", "jacobian", input);
        Assert.Equal(Sent([.. rows]), ToolProcess.Numbers(jacobian["rows"]!));
        Assert.Equal(Sent(columns), ToolProcess.Numbers(jacobian["cols"]!));
        Numeric.Near(Sent(values), ToolProcess.Numbers(jacobian["vals"]!));

        static double[] Sent(IReadOnlyList<double> all) => [.. all.Take(30), all[^1]];
    }

    [Theory]
    [InlineData(1, 25, false, false, 1)]
    [InlineData(4, 30, false, true, 1)]
    [InlineData(3, 40, true, false, 1)]
    [InlineData(6, 30, true, true, 1)]
    [InlineData(2, 20, true, false, 0)]
    public void Hand_tracking_agrees_with_its_formula_and_finite_differences(int count, int vertices, bool onTriangles, bool is_mirrored, double turn)
    {
        const int Bones = 22;
        const int Triangles = 15;
        var theta = random.Normal(26);
        for (var index = 0; index < 3; index++)
        {
            theta[index] *= turn;
        }

        int[] parents = [-1, 0, .. Enumerable.Range(0, 5).SelectMany(static finger => new[] { 1, (3 * finger) + 2, (3 * finger) + 3 }), 0, 0, 3, 5, 1];
        double[][][] Matrices() => [.. Enumerable.Range(0, Bones).Select(_ => new double[][] { random.Normal(4), random.Normal(4), random.Normal(4), [0, 0, 0, 1] })];
        var model = new
        {
            bone_count = Bones,
            bone_names = Enumerable.Repeat("bone", Bones),
            parents,
            base_relatives = Matrices(),
            inverse_base_absolutes = Matrices(),
            base_positions = random.Normal(vertices, 3).Select(static row => (double[])[.. row, 1]).ToArray(),
            weights = random.Uniform(vertices, Bones),
            triangles = Enumerable.Range(0, Triangles).Select(_ => new[] { random.Next(vertices), random.Next(vertices), random.Next(vertices) }).ToArray(),
            is_mirrored,
        };
        var us = onTriangles ? random.Uniform(count, 2) : [];
        var correspondences = Enumerable.Range(0, count).Select(_ => random.Next(onTriangles ? Triangles : vertices)).ToArray();
        var points = random.Normal(count, 3);
        var input = new { theta, us, data = new { correspondences, points, model } };
        var hand = new Formulas.Hand(
            parents, model.base_relatives, model.inverse_base_absolutes, model.base_positions, model.weights, model.triangles, is_mirrored, correspondences, points);
        Numeric.Near(hand.Errors(theta, us), tool.Numbers("ht", "objective", input));

        var jacobian = tool.Rows("ht", "jacobian", input);
        Assert.Equal(3 * count, jacobian.Length);
        for (var row = 0; row < jacobian.Length; row++)
        {
            double Error() => hand.Errors(theta, us)[row];

            // Without a turn the finite differences would see the other branch; its columns are left out.
            double[] expected = [.. onTriangles ? Numeric.Gradient(Error, us[row / 3]) : [], .. Numeric.Gradient(Error, theta, 0.01)];
            var skipped = turn == 0 ? new Range(onTriangles ? 2 : 0, onTriangles ? 5 : 3) : default;
            jacobian[row].AsSpan()[skipped].CopyTo(expected.AsSpan()[skipped]);
            Numeric.Near(expected, jacobian[row]);
            Assert.All(jacobian[row][skipped], static value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData("rr")]
    [InlineData("rf")]
    [InlineData("fr")]
    [InlineData("ff")]
    public void Nested_descents_find_the_constants_of_the_evals_in_all_four_ways(string way)
    {
        Numeric.Near(0.2071918746, tool.Number("particle", way, new { w = 0.0 }), "particle");
        var saddle = tool.Numbers("saddle", way, new { start = new[] { 1.0, 1.0 } });
        Assert.Equal(4, saddle.Length);
        Assert.All(saddle, static value => Assert.Equal(8.246324826e-06, value, 1e-15));
    }
}
