using System.Numerics;

namespace AutoGrad;

/// <summary>A method that evaluates a whole function again and again, each time where it likes: it takes the function and opens the tapes itself.</summary>
/// <remarks>
/// <code>
/// var minimum = new LBfgs().Minimize&lt;double&gt;(x =&gt; (100 * (x[1] - x[0].Square()).Square()) + (1 - x[0]).Square(), Tensor.Create([-1.2, 1.0]));
/// var fitted = new LBfgs().Minimize(() =&gt; Loss.MeanSquaredError(model.Forward(inputs), targets), model.Parameters);
/// </code>
/// For full batches: the function must give the same number at the same point each time, so no dropout and no drawn batches.
/// </remarks>
public abstract class Minimizer
{
    private protected Minimizer()
    {
    }

    /// <summary>After how many iterations to stop at the latest.</summary>
    /// <exception cref="ValueException">The number is below 1.</exception>
    public int MaximumIterations { get; init => field = value >= 1 ? value : throw Errors.FullBatchSetting(Name, nameof(MaximumIterations), value, "It must be 1 or more."); } = 1000;

    /// <summary>How small the largest element of the gradient is at the end; 0 goes on until rounding lets nothing decrease.</summary>
    /// <exception cref="ValueException">The number is negative or not finite.</exception>
    public double GradientTolerance
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw Errors.FullBatchSetting(Name, nameof(GradientTolerance), value, "It must be zero or more, and finite.");
    } = 1e-8;

    private protected string Name => GetType().Name;

    /// <summary>Minimizes a function of one tensor.</summary>
    /// <param name="function">The function; its value is one number.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellation">Stops between two iterations, at the best point so far.</param>
    /// <exception cref="NonFiniteException">The value or a gradient at the start is not finite.</exception>
    public Minimum<T> Minimize<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> start, CancellationToken cancellation = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        return Run<T>(new FunctionObjective<T>(function, start.Shape), Vectors.ToArray(start), start.Shape, cancellation);
    }

    /// <summary>Minimizes a loss by its parameters, which hold the best point found afterwards, also when this throws.</summary>
    /// <param name="loss">Computes the loss, one number, from the parameters as they are.</param>
    /// <param name="parameters">What may change.</param>
    /// <param name="cancellation">Stops between two iterations, at the best point so far.</param>
    /// <exception cref="NonFiniteException">The value or a gradient at the start is not finite.</exception>
    /// <exception cref="ValueException">There are no parameters.</exception>
    public Minimum<T> Minimize<T>(Func<Tensor<T>> loss, ParameterList<T> parameters, CancellationToken cancellation = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0)
        {
            throw Errors.NoParameters(Name);
        }

        var start = Vectors.ToArray(parameters, static parameter => parameter);
        var best = start;
        try
        {
            var minimum = Run<T>(new ParameterObjective<T>(loss, parameters), start, Shape.Create(start.Length), cancellation);
            best = Vectors.ToArray(minimum.Point);
            return minimum;
        }
        finally
        {
            // What was tried last need not be the best.
            Vectors.Write(best, parameters);
        }
    }

    /// <summary>Goes from a first trial, whose step is 0, to a last one.</summary>
    private protected abstract (Trial Last, int Iterations, MinimizationStop Stop) Search(Objective objective, Trial start, CancellationToken cancellation);

    private Minimum<T> Run<T>(Objective objective, double[] start, Shape shape, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (value, gradient) = objective.Evaluate(start);
        if (!double.IsFinite(value) || !gradient.All(double.IsFinite))
        {
            throw Errors.StartNotFinite(Name, value);
        }

        var (last, iterations, stop) = Search(objective, new Trial(0, value, 0, start, gradient), cancellation);
        using var scope = new Scope<T>();
        return new Minimum<T>(Vectors.ToTensor<T>(last.Point, shape).Keep(), last.Value, Vectors.Largest(last.Gradient), iterations, objective.Evaluations, stop);
    }
}
