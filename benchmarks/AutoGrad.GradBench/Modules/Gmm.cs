namespace AutoGrad.GradBench;

/// <summary>The log posterior of a mixture of Gaussians with a Wishart prior.</summary>
internal static class Gmm
{
    public sealed record Input(
        int D, int K, int N, int M, double Gamma, double[][] X, double[] Alpha, double[][] Mu, double[][] Q, double[][] L) : Repeated;

    /// <summary>The derivatives by the mixture's weights, means, and inverse covariances' factors.</summary>
    public sealed record Jacobian(Tensor<double> Alpha, Tensor<double> Mu, Tensor<double> Q, Tensor<double> L);

    public static Module Module { get; } = new Module<Input>("gmm")
    {
        ["objective"] = static input =>
        {
            var (posterior, parameters) = Read(input);
            return Timed.Value(() => posterior.LogDensity(parameters));
        },
        ["jacobian"] = static input =>
        {
            var (posterior, parameters) = Read(input);
            var gradients = Differentiate.ValueAndGradients<double>(posterior.LogDensity);
            return () => gradients(parameters).Gradients is [var alpha, var mu, var q, var l] ? new Jacobian(alpha, mu, q, l) : null!;
        },
    };

    private static (Posterior Posterior, Tensor<double>[] Parameters) Read(Input input)
    {
        var (d, k, n) = (Arrays.AtLeast(1, input.D), Arrays.AtLeast(1, input.K), Arrays.AtLeast(1, input.N));
        var posterior = new Posterior(Arrays.Matrix(input.X, n, d), k, input.Gamma, Arrays.AtLeast(0, input.M));
        return (posterior, [
            Arrays.Vector(input.Alpha, k), Arrays.Matrix(input.Mu, k, d), Arrays.Matrix(input.Q, k, d), Arrays.Matrix(input.L, k, d * (d - 1) / 2)]);
    }

    /// <summary>What does not change: the points, and the prior's two numbers.</summary>
    private sealed class Posterior(Tensor<double> x, int k, double gamma, int m)
    {
        private readonly int n = x.Shape[0];
        private readonly int d = x.Shape[1];
        private readonly Indices places = LowerTriangle(x.Shape[1]);

        public Tensor<double> LogDensity(Tensor<double>[] parameters)
        {
            var (alpha, mu, q, l) = (parameters[0], parameters[1], parameters[2], parameters[3]);
            var diagonal = q.Exp();
            var factors = Tensor.Zeros<double>(k, d * d).IndexAdd(1, places, Ops.Concat([diagonal, l], axis: 1)).Reshape(k, d, d);

            // Q (x - mu) = Q x - Q mu, of all points and components in one product.
            var shifts = factors.MatMul(mu.Reshape(k, d, 1)).Reshape(k * d);
            var scaled = x.Affine(factors.Reshape(k * d, d), -shifts, transposeWeight: true).Reshape(n, k, d);
            var logDeterminants = q.Sum(1);
            var components = alpha + logDeterminants - (0.5 * scaled.SumOfSquares(2));
            var likelihood = components.LogSumExp(1).Sum() - (n * ((0.5 * d * Math.Log(2 * Math.PI)) + alpha.LogSumExp()));
            var prior = (m * logDeterminants.Sum()) - (0.5 * gamma * gamma * (diagonal.SumOfSquares() + l.SumOfSquares()));
            return likelihood + prior + (k * LogWishart());
        }

        /// <summary>The logarithm of the Wishart density's constant, for one component.</summary>
        private double LogWishart()
        {
            var nu = d + m + 1;
            var logGammas = ((0.5 * nu) + (0.5 * (1 - (Tensor.Arange<double>(d) + 1)))).Lgamma().Sum().Item();
            return (nu * d * Math.Log(gamma / Math.Sqrt(2))) - ((d * (d - 1) / 4.0 * Math.Log(Math.PI)) + logGammas);
        }

        /// <summary>Where the numbers of a component lie in its d x d matrix: first the diagonal's, then the strictly lower part's, column by column.</summary>
        private static Indices LowerTriangle(int d)
        {
            var diagonal = Enumerable.Range(0, d).Select(i => i * (d + 1));
            var below = Enumerable.Range(0, d).SelectMany(column => Enumerable.Range(column + 1, d - column - 1).Select(row => (row * d) + column));
            return Indices.Create([.. diagonal, .. below]);
        }
    }
}
