using System.Numerics;

namespace AutoGrad;

/// <summary>Results that an equation gives instead of a formula, with derivatives by the implicit function theorem: whatever the search did, one linear system in the backward.</summary>
/// <remarks>
/// The functions capture what they depend on, tracked tensors and parameters alike; all of it gets its gradient, of every order and in both directions. The start of
/// a search does not: the solution does not move with it.
/// </remarks>
public static class Implicit
{
    /// <summary>A solution of residual(y) = 0 that any method at all may find: a bisection, a table, another program.</summary>
    /// <remarks>The backward forms the Jacobian of the residual by y and factors it: for up to some hundreds of unknowns.</remarks>
    /// <param name="residual">As many equations as unknowns.</param>
    /// <param name="find">Finds the solution, unrecorded.</param>
    /// <exception cref="ShapeException">There are not as many equations as unknowns.</exception>
    public static Tensor<T> Solution<T>(Func<Tensor<T>, Tensor<T>> residual, Func<Tensor<T>> find)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residual);
        ArgumentNullException.ThrowIfNull(find);
        return ImplicitFunction<T>.Run("Solution", find, residual, ImplicitFunction<T>.ByFactors(residual));
    }

    /// <summary>A root of residual(y) = 0, by Newton's method with steps that are halved while they lead up.</summary>
    /// <param name="residual">As many equations as unknowns.</param>
    /// <param name="start">Where the search begins; it decides which root is found.</param>
    /// <param name="tolerance">The last step, relative to 1 + |y|, at which the search ends; 0 for what the element type allows.</param>
    /// <param name="maximumIterations">The most steps.</param>
    /// <exception cref="ValueException">The tolerance is out of range, or the search does not converge.</exception>
    /// <exception cref="MatrixException">The Jacobian is singular on the way.</exception>
    public static Tensor<T> Root<T>(Func<Tensor<T>, Tensor<T>> residual, Tensor<T> start, double tolerance = 0, int maximumIterations = 50)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residual);
        ArgumentNullException.ThrowIfNull(start);
        var (solver, limit) = (ImplicitFunction<T>.ByFactors(residual), Limit<T>("Root", tolerance));
        return ImplicitFunction<T>.Run("Root", () => Newton(residual, solver, start.Detach(), limit, maximumIterations), residual, solver);
    }

    /// <summary>A fixed point y = map(y), by repetition: equilibrium models, self-consistent fields.</summary>
    /// <param name="map">A map that contracts near the fixed point.</param>
    /// <param name="start">Where the search begins.</param>
    /// <param name="tolerance">The last change, relative to 1 + |y|, at which the search ends; 0 for what the element type allows.</param>
    /// <param name="maximumIterations">The most repetitions.</param>
    /// <exception cref="ValueException">The tolerance is out of range, or the search does not converge.</exception>
    public static Tensor<T> FixedPoint<T>(Func<Tensor<T>, Tensor<T>> map, Tensor<T> start, double tolerance = 0, int maximumIterations = 10_000)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(start);
        var limit = Limit<T>("FixedPoint", tolerance);
        return Solution(y => y - map(y), () =>
        {
            var y = start.Detach();
            for (var iteration = 0; iteration < maximumIterations; iteration++)
            {
                var next = map(y);
                var change = Size(next - y);
                y = next;
                if (change <= limit * (1 + Size(y)))
                {
                    return y;
                }
            }

            throw Errors.NotConverged("FixedPoint", maximumIterations, Size(map(y) - y));
        });
    }

    /// <summary>The solution of A y = b for a symmetric positive definite A that is only given as a function, by conjugate gradients; the backward takes one more such solve.</summary>
    /// <remarks>Nothing of the size of A is formed: for many unknowns. Source: Hestenes and Stiefel, Methods of conjugate gradients for solving linear systems, 1952.</remarks>
    /// <param name="apply">y -> A y, which must be linear, symmetric and positive definite.</param>
    /// <param name="right">The right side b, of the shape of y.</param>
    /// <param name="tolerance">The norm of b - A y, relative to that of b, at which the search ends; 0 for what the element type allows.</param>
    /// <param name="maximumIterations">The most steps; 0 for ten times the number of unknowns.</param>
    /// <exception cref="ValueException">The tolerance is out of range, or the search does not converge, or meets a direction p with p' A p ≤ 0.</exception>
    public static Tensor<T> LinearSolve<T>(Func<Tensor<T>, Tensor<T>> apply, Tensor<T> right, double tolerance = 0, int maximumIterations = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(apply);
        ArgumentNullException.ThrowIfNull(right);
        var limit = Limit<T>("LinearSolve", tolerance);
        var most = maximumIterations > 0 ? maximumIterations : 10 * Math.Max(right.Length, 1);
        return ImplicitFunction<T>.Run(
            "LinearSolve",
            () => ConjugateGradients(apply, right.Detach(), limit, most),
            y => apply(y) - right,
            (_, b, _) => LinearSolve(apply, b, tolerance, maximumIterations));
    }

    private static Tensor<T> Newton<T>(Func<Tensor<T>, Tensor<T>> residual, ImplicitFunction<T>.LinearSolver solver, Tensor<T> y, double limit, int maximumIterations)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var equation = residual(y);
        for (var iteration = 0; iteration < maximumIterations; iteration++)
        {
            if (equation.Length != y.Length)
            {
                throw Errors.ResidualShape("Root", y.Shape, equation.Shape);
            }

            var step = solver(y, equation.ReshapeTo(y.Shape), transposed: false);
            var (next, size) = (y - step, Size(equation));
            equation = residual(next);

            // The comparison fails for NaN too. Near the root rounding may lead up a little, and the small step ends the search.
            for (var halving = 0; halving < 30 && !(Size(equation) <= size) && Size(step) > limit * (1 + Size(y)); halving++)
            {
                step *= 0.5;
                next = y - step;
                equation = residual(next);
            }

            y = next;
            if (Size(step) <= limit * (1 + Size(y)) && double.IsFinite(Size(equation)))
            {
                return y;
            }
        }

        throw Errors.NotConverged("Root", maximumIterations, Size(equation));
    }

    private static Tensor<T> ConjugateGradients<T>(Func<Tensor<T>, Tensor<T>> apply, Tensor<T> right, double limit, int maximumIterations)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (y, rest, direction) = (Tensor.Zeros<T>(right.Shape), right, right);
        var square = Dot(rest, rest);
        var goal = limit * limit * square;
        for (var iteration = 0; !(square <= goal); iteration++)
        {
            if (iteration == maximumIterations)
            {
                throw Errors.NotConverged("LinearSolve", maximumIterations, Math.Sqrt(square));
            }

            var image = apply(direction);
            var curvature = Dot(direction, image);
            var step = curvature > 0 ? square / curvature : throw Errors.NotPositiveDefinite(curvature);
            y += step * direction;
            rest -= step * image;
            var next = Dot(rest, rest);
            direction = rest + (next / square * direction);
            square = next;
        }

        return y;
    }

    private static double Dot<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => double.CreateTruncating((x * y).Sum().Item());

    private static double Size<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Length == 0 ? 0 : double.CreateTruncating(x.Abs().Max().Item());

    /// <summary>A thousand units in the last place where none is given: what rounding leaves of a step in a few hundred unknowns.</summary>
    private static double Limit<T>(string method, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T> => tolerance switch
        {
            0 => 1000 * double.CreateTruncating(T.BitIncrement(T.One) - T.One),
            > 0 and < double.PositiveInfinity => tolerance,
            _ => throw Errors.SolverSetting(method, "tolerance", tolerance, "It must be positive and finite, or 0 for what the element type allows."),
        };
}
