namespace AutoGrad;

/// <summary>A method that goes along one direction after another, each until a line search is content.</summary>
public abstract class DescentMethod : Minimizer
{
    private protected DescentMethod()
    {
    }

    /// <summary>How flat a line search must leave the slope, as a share of the one it began with.</summary>
    private protected abstract double Flatness { get; }

    private protected sealed override (Trial Last, int Iterations, MinimizationStop Stop) Search(Objective objective, Trial start, CancellationToken cancellation)
    {
        var method = Begin(objective);
        var here = start;
        Trial? before = null;
        var iteration = 0;
        var hasRestarted = false;
        while (true)
        {
            if (Vectors.Largest(here.Gradient) <= GradientTolerance)
            {
                return (here, iteration, MinimizationStop.SmallGradient);
            }

            if (iteration == MaximumIterations || cancellation.IsCancellationRequested)
            {
                return (here, iteration, iteration == MaximumIterations ? MinimizationStop.IterationLimit : MinimizationStop.Cancelled);
            }

            var (direction, step) = method.Next(before, here);
            var slope = Vectors.Dot(direction, here.Gradient);
            if (!(slope < 0))
            {
                method.Forget();
                (direction, step) = method.Next(null, here);
                slope = Vectors.Dot(direction, here.Gradient);
            }

            var next = slope < 0 ? new LineSearch(objective, here.Point, direction, here with { Step = 0, Slope = slope }, Flatness).Run(step) : null;
            if (next is null)
            {
                // What was learned may be stale; the gradient itself is the last direction to try.
                if (hasRestarted)
                {
                    return (here, iteration, MinimizationStop.NoDecrease);
                }

                hasRestarted = true;
                method.Forget();
                before = null;
                continue;
            }

            // Steps that only shuffle rounding errors, without lowering value or gradient, end the search as well.
            hasRestarted = next.Value >= here.Value && Vectors.Largest(next.Gradient) >= Vectors.Largest(here.Gradient);
            if (hasRestarted)
            {
                return (here, iteration, MinimizationStop.NoDecrease);
            }

            iteration++;
            (before, here) = (here, next);
        }
    }

    private protected abstract IDirections Begin(Objective objective);
}

/// <summary>Where a descent method goes next.</summary>
internal interface IDirections
{
    /// <summary>The direction from here, given where the last line began (null at first), and the first step to try along it.</summary>
    (double[] Direction, double Step) Next(Trial? before, Trial here);

    /// <summary>Forgets what was learned.</summary>
    void Forget();
}
