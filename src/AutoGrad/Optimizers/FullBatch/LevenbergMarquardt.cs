using System.Numerics;

namespace AutoGrad;

/// <summary>Least squares of nonlinear residuals: Gauss-Newton steps, held back by a damping that follows how well the linear model foretold them.</summary>
/// <remarks>
/// <code>
/// var fit = new LevenbergMarquardt().Fit&lt;double&gt;(b =&gt; (b[0] * (1 - (-b[1] * x).Exp())) - y, Tensor.Create([250.0, 0.0005]));
/// </code>
/// Formula: d minimizes |J d + r|^2 + damping |D d|^2, D the largest length so far of each column of J; a step is taken when the sum of squares falls, and the damping then
/// follows the ratio of the fall to the one foretold. Solved by Householder's reflections of [J; sqrt(damping) D], so that no digit is lost to J'J.
/// Where the fall is below the rounding of the sum of squares the length of the Gauss-Newton step decides instead: fits come out to the last digits that the residuals have.
/// Source: More, The Levenberg-Marquardt algorithm: implementation and theory, 1978 (scaling); Nielsen, Damping parameter in Marquardt's method, 1999 (damping).
/// </remarks>
public sealed class LevenbergMarquardt
{
    /// <summary>After how many iterations to stop at the latest.</summary>
    /// <exception cref="ValueException">The number is below 1.</exception>
    public int MaximumIterations
    {
        get;
        init => field = value >= 1 ? value : throw Errors.FullBatchSetting("LevenbergMarquardt", nameof(MaximumIterations), value, "It must be 1 or more.");
    } = 1000;

    /// <summary>How strongly the first step is held back: small near the solution, 1 or more far from it.</summary>
    /// <exception cref="ValueException">The number is not positive, or not finite.</exception>
    public double InitialDamping
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw Errors.FullBatchSetting("LevenbergMarquardt", nameof(InitialDamping), value, "It must be positive and finite.");
    } = 1e-3;

    /// <summary>Fits the numbers of one tensor.</summary>
    /// <param name="residuals">The differences between model and data: a tensor of any shape with no fewer elements than there are unknowns.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellation">Stops between two iterations, at the best point so far.</param>
    /// <exception cref="NonFiniteException">A residual or a derivative at the start is not finite.</exception>
    /// <exception cref="ShapeException">There are fewer residuals than unknowns.</exception>
    public LeastSquaresFit<T> Fit<T>(Func<Tensor<T>, Tensor<T>> residuals, Tensor<T> start, CancellationToken cancellation = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(start);
        return Run<T>(new FunctionResiduals<T>(residuals, start.Shape), Vectors.ToArray(start), start.Shape, cancellation);
    }

    /// <summary>Fits parameters, which hold the best point found afterwards.</summary>
    /// <param name="residuals">Computes the differences between model and data from the parameters as they are.</param>
    /// <param name="parameters">What may change.</param>
    /// <param name="cancellation">Stops between two iterations, at the best point so far.</param>
    /// <exception cref="NonFiniteException">A residual or a derivative at the start is not finite.</exception>
    /// <exception cref="ShapeException">There are fewer residuals than unknowns.</exception>
    public LeastSquaresFit<T> Fit<T>(Func<Tensor<T>> residuals, ParameterList<T> parameters, CancellationToken cancellation = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(parameters);
        var start = Vectors.ToArray(parameters, static parameter => parameter);
        var best = start;
        try
        {
            var fit = Run<T>(new ParameterResiduals<T>(residuals, parameters), start, Shape.Create(start.Length), cancellation);
            best = Vectors.ToArray(fit.Point);
            return fit;
        }
        finally
        {
            Vectors.Write(best, parameters);
        }
    }

    private LeastSquaresFit<T> Run<T>(ResidualModel model, double[] start, Shape shape, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var here = new Place(start, model.Linearize(start));
        if (start.Length == 0 || here.Residuals.Length < start.Length)
        {
            throw Errors.Residuals(Shape.Create(here.Residuals.Length), start.Length);
        }

        if (!here.IsFinite)
        {
            throw Errors.StartNotFinite("LevenbergMarquardt", here.Value);
        }

        var (damping, growth) = (InitialDamping, 2.0);
        var scales = new double[start.Length];
        var iteration = 0;
        var isNear = false;
        Place? best = null;
        var (shortest, failures) = (0.0, 0);
        var stop = MinimizationStop.IterationLimit;
        while (iteration < MaximumIterations)
        {
            if (cancellation.IsCancellationRequested)
            {
                stop = MinimizationStop.Cancelled;
                break;
            }

            for (var index = 0; index < scales.Length; index++)
            {
                scales[index] = Math.Max(scales[index], Vectors.Norm(here.Columns[index]));
            }

            var step = Step(here, scales, isNear ? 0 : damping);
            var point = Vectors.Add(here.Point, 1, step);
            var change = Change(here, step);
            if (here.Value == 0 || Enumerable.SequenceEqual(point, here.Point))
            {
                (best, stop) = (here, MinimizationStop.NoDecrease);
                break;
            }

            if (!point.All(double.IsFinite))
            {
                stop = MinimizationStop.NoDecrease;
                break;
            }

            iteration++;
            if (isNear)
            {
                // No damping any more: each pure Gauss-Newton step gains digits, until three in a row are no shorter, which is the rounding of the residuals.
                // A short step from where the sum of squares is larger was taken on flat ground far away.
                var length = Vectors.Norm(change);
                if (best is null || (length < shortest && here.Value <= best.Value * (1 + 1e-9)))
                {
                    (best, shortest, failures) = (here, length, 0);
                }
                else if (++failures == 3)
                {
                    stop = MinimizationStop.NoDecrease;
                    break;
                }

                here = new Place(point, model.Linearize(point));
                if (!here.IsFinite)
                {
                    stop = MinimizationStop.NoDecrease;
                    break;
                }

                continue;
            }

            // |r|^2 - |r + J d|^2: by how much the sum of squares of the linear model falls.
            var foretold = -((2 * Vectors.Dot(here.Residuals, change)) + Vectors.Dot(change, change));
            if (foretold <= 1e-13 * here.Value)
            {
                isNear = true;
                continue;
            }

            var residuals = model.Evaluate(point);
            var value = Vectors.Dot(residuals, residuals);
            var ratio = (here.Value - value) / foretold;
            if (ratio > 1e-4)
            {
                var there = new Place(point, model.Linearize(point));
                if (there.IsFinite)
                {
                    damping *= Math.Max(1.0 / 3, 1 - Math.Pow((2 * ratio) - 1, 3));
                    (here, growth) = (there, 2);
                    continue;
                }
            }

            damping *= growth;
            growth *= 2;
        }

        here = best ?? here;
        using var scope = new Scope<T>();
        return new LeastSquaresFit<T>(Vectors.ToTensor<T>(here.Point, shape).Keep(), here.Value, here.StandardErrors(), iteration, model.Evaluations, stop);
    }

    private static double[] Step(Place here, double[] scales, double damping)
    {
        var rows = here.Residuals.Length;
        var columns = new double[scales.Length][];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = new double[rows + columns.Length];
            here.Columns[column].CopyTo(columns[column], 0);

            // A column that is zero so far changes nothing; any scale keeps its unknown where it is.
            columns[column][rows + column] = Math.Sqrt(damping) * (scales[column] > 0 ? scales[column] : 1);
        }

        var right = new double[rows + columns.Length];
        Vectors.Scale(-1, here.Residuals).CopyTo(right, 0);
        return Triangle.Solve(columns, right);
    }

    /// <summary>What a step changes in the residuals, J d. Its length is the step's, in the one unit that all unknowns share.</summary>
    private static double[] Change(Place here, double[] step)
    {
        var change = new double[here.Residuals.Length];
        for (var column = 0; column < step.Length; column++)
        {
            change = Vectors.Add(change, step[column], here.Columns[column]);
        }

        return change;
    }

    private sealed record Place(double[] Point, double[] Residuals, double[][] Columns)
    {
        public Place(double[] point, (double[] Residuals, double[][] Columns) linear)
            : this(point, linear.Residuals, linear.Columns)
        {
        }

        public double Value { get; } = Vectors.Dot(Residuals, Residuals);

        public bool IsFinite => double.IsFinite(Value) && Columns.All(static column => column.All(double.IsFinite));

        public double[] StandardErrors()
        {
            var variance = Value / (Residuals.Length - Point.Length);
            return Array.ConvertAll(Triangle.InverseDiagonal(Array.ConvertAll(Columns, static column => (double[])column.Clone())), square => Math.Sqrt(variance * square));
        }
    }
}
