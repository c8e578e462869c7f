namespace AutoGrad.Tests;

/// <summary>Methods that PyTorch 1.13 lacks, against their papers' formulas written out number by number.</summary>
public sealed class PaperFormulaTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Lion_takes_20_steps_of_its_program(double decay)
    {
        double[] p = [0.5, -1.25, 2, -0.75, 0.1, -3];
        var m = new double[6];
        AssertPath(list => new Lion<double>(list) { LearningRate = 0.01, WeightDecay = decay }, p, g =>
        {
            for (var i = 0; i < p.Length; i++)
            {
                p[i] -= 0.01 * (Math.Sign((0.9 * m[i]) + (0.1 * g[i])) + (decay * p[i]));
                m[i] = (0.99 * m[i]) + (0.01 * g[i]);
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Lamb_takes_20_steps_of_its_algorithm(double decay)
    {
        double[] p = [0.5, -1.25, 2, -0.75, 0.1, -3];
        var m = new double[6];
        var v = new double[6];
        var t = 0;
        AssertPath(list => new Lamb<double>(list) { LearningRate = 0.01, WeightDecay = decay }, p, g =>
        {
            t++;
            var u = new double[6];
            for (var i = 0; i < p.Length; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * g[i]);
                v[i] = (0.999 * v[i]) + (0.001 * g[i] * g[i]);
                u[i] = (m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-6)) + (decay * p[i]);
            }

            var ratio = Math.Sqrt(p.Sum(static x => x * x) / u.Sum(static x => x * x));
            for (var i = 0; i < p.Length; i++)
            {
                p[i] -= 0.01 * ratio * u[i];
            }
        });
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.1, true)]
    [InlineData(0, false)]
    public void Muon_takes_20_steps_of_its_iteration(double decay, bool nesterov)
    {
        double[] p = [0.5, -1.25, 2, -0.75, 0.1, -3];
        var b = new double[6];
        AssertPath(list => new Muon<double>(list) { LearningRate = 0.01, WeightDecay = decay, Nesterov = nesterov }, p, g =>
        {
            var u = new double[6];
            for (var i = 0; i < 6; i++)
            {
                b[i] = (0.95 * b[i]) + (0.05 * g[i]);
                u[i] = nesterov ? (0.05 * g[i]) + (0.95 * b[i]) : b[i];
            }

            // The 2 x 3 matrix, 2 inputs and 3 outputs, written as rows a and c: x x' is [[aa, ac], [ac, cc]].
            var size = Math.Sqrt(u.Sum(static x => x * x)) + 1e-7;
            double[] a = [u[0] / size, u[1] / size, u[2] / size], c = [u[3] / size, u[4] / size, u[5] / size];
            for (var step = 0; step < 5; step++)
            {
                double aa = a.Zip(a).Sum(static z => z.First * z.Second), ac = a.Zip(c).Sum(static z => z.First * z.Second), cc = c.Zip(c).Sum(static z => z.First * z.Second);
                var q00 = (-4.775 * aa) + (2.0315 * ((aa * aa) + (ac * ac)));
                var q01 = (-4.775 * ac) + (2.0315 * ((aa * ac) + (ac * cc)));
                var q11 = (-4.775 * cc) + (2.0315 * ((ac * ac) + (cc * cc)));
                (a, c) = (
                    [.. a.Zip(c).Select(z => (3.4445 * z.First) + (q00 * z.First) + (q01 * z.Second))],
                    [.. a.Zip(c).Select(z => (3.4445 * z.Second) + (q01 * z.First) + (q11 * z.Second))]);
            }

            for (var i = 0; i < 6; i++)
            {
                p[i] -= 0.01 * ((decay * p[i]) + (Math.Sqrt(1.5) * (i < 3 ? a[i] : c[i - 3])));
            }
        });
    }

    /// <summary>Twenty steps down log(1 + x^2) + x^2 / 20 + sin x, whose derivative is written out too.</summary>
    private static void AssertPath(Func<ParameterList<double>, Optimizer<double>> make, double[] p, Action<double[]> step)
    {
        var x = new Parameter<double>(Tensor.Create(p, [2, 3]), "x");
        var optimizer = make([x]);
        for (var count = 1; count <= 20; count++)
        {
            step([.. p.Select(static v => (2 * v / (1 + (v * v))) + (v / 10) + Math.Cos(v))]);
            using (var tape = new Tape<double>())
            {
                optimizer.Step(tape.Gradients(((1 + x.Square()).Log() + (x.Square() / 20) + x.Sin()).Sum()));
            }

            var actual = x.ToArray();
            for (var i = 0; i < p.Length; i++)
            {
                Assert.True(Math.Abs(p[i] - actual[i]) < 1e-10 * Math.Max(1, Math.Abs(p[i])), $"step {count}, element {i}: expected {p[i]:R}, actual {actual[i]:R}");
            }
        }
    }
}
