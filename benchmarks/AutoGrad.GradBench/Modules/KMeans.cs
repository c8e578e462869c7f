namespace AutoGrad.GradBench;

/// <summary>The sum of squared distances to the nearest centroid, and the step of Newton's method for it.</summary>
internal static class KMeans
{
    public sealed record Input(double[][] Points, double[][] Centroids) : Repeated;

    public static Module Module { get; } = new Module<Input>("kmeans")
    {
        ["cost"] = static input =>
        {
            var (points, centroids) = Read(input);
            return Timed.Value(() => Cost(points, centroids));
        },
        ["dir"] = static input =>
        {
            var (points, centroids) = Read(input);
            return () => Direction(points, centroids);
        },
    };

    private static (Tensor<double> Points, Tensor<double> Centroids) Read(Input input)
    {
        var dimensions = input.Points is [{ Length: > 0 } first, ..] ? first.Length : throw new InputException("there must be points with coordinates");
        return (Arrays.Matrix(input.Points, input.Points.Length, dimensions), Arrays.Matrix(input.Centroids, Arrays.AtLeast(1, input.Centroids.Length), dimensions));
    }

    /// <summary>The sum over the points of min |p - c|^2 = |p|^2 + min (|c|^2 - 2 p c): one product for all pairs.</summary>
    private static Tensor<double> Cost(Tensor<double> points, Tensor<double> centroids)
    {
        var pairs = points.Affine(-2 * centroids, centroids.SumOfSquares(1), transposeWeight: true);
        return points.SumOfSquares() + pairs.Min(1).Sum();
    }

    /// <summary>The gradient over the Hessian's diagonal. The Hessian is diagonal almost everywhere, so its product with ones is that diagonal.</summary>
    private static Tensor<double> Direction(Tensor<double> points, Tensor<double> start)
    {
        using var tape = new Tape<double>();
        var centroids = tape.Watch(start);
        var gradient = tape.Gradients(Cost(points, centroids), createGraph: true)[centroids];
        var diagonal = tape.Gradients(gradient.Sum())[centroids];
        return (gradient.Detach() / diagonal).Keep();
    }
}
