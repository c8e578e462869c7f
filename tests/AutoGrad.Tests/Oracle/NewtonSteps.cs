namespace AutoGrad.Oracle;

/// <summary>Equations that a matrix and some unknowns fulfil: what is zero, over numbers of any kind. As many as there are unknowns.</summary>
internal interface IEquations
{
    static abstract M[] Residual<M>(Grid<M> a, M[] unknowns)
        where M : struct, IReal<M>;
}

/// <summary>Unknowns that are defined by equations, such as eigenvectors: found to 32 digits by Newton's method from a start in double.</summary>
/// <remarks>
/// The derivatives come from the method itself: a step from a solution without derivatives gives the first ones, by the theorem on implicit functions, and each further step one order more.
/// Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 15.2 (iterations whose fixed point is differentiated).
/// </remarks>
internal static class NewtonSteps<TEquations>
    where TEquations : IEquations
{
    /// <summary>From eight digits to thirty-two and one to spare.</summary>
    private const int Steps = 3;

    public static N[] Solve<N>(Grid<N> a, double[] start)
        where N : struct, IReal<N>
    {
        var constants = new Grid<DoubleDouble>(a.Shape, Array.ConvertAll(a.Values, static x => DoubleDouble.From(x.Leading)));
        var digits = Array.ConvertAll(start, DoubleDouble.From);
        for (var step = 0; step < Steps; step++)
        {
            digits = Step(constants, digits);
        }

        var solution = Array.ConvertAll(digits, static x => N.From(x.High) + N.From(x.Low));
        for (var order = 0; order < Math.Max(N.Order, 1); order++)
        {
            solution = Step(a, solution);
        }

        return solution;
    }

    private static N[] Step<N>(Grid<N> a, N[] unknowns)
        where N : struct, IReal<N>
    {
        var lifted = a.Lift(static x => new Dual<N>(x, default));
        var columns = unknowns.Select((_, moved) => TEquations.Residual(lifted, [.. unknowns.Select((x, at) => new Dual<N>(x, at == moved ? N.From(1) : default))])).ToArray();
        var slopes = Grid<N>.From([unknowns.Length, unknowns.Length], i => columns[i[1]][i[0]].Tangent);
        var residual = Grid<N>.From([unknowns.Length, 1], i => columns[0][i[0]].Value);
        return [.. unknowns.Zip(MatrixDefinitions<N>.Solved(slopes, residual).Values, static (x, step) => x - step)];
    }
}

/// <summary>S v = λ v and v·v = 1 for the symmetric part S. Unknowns: v, λ.</summary>
internal readonly struct EigenEquations : IEquations
{
    public static M[] Residual<M>(Grid<M> a, M[] unknowns)
        where M : struct, IReal<M>
    {
        var v = unknowns[..^1];
        var image = Enumerable.Range(0, v.Length).Select(row => ShapedDefinitions<M>.Sum(v.Select((x, column) => Functions<M>.Half * (a[row, column] + a[column, row]) * x)) - (unknowns[^1] * v[row]));
        return [.. image, ShapedDefinitions<M>.Sum(v.Select(static x => x * x)) - Functions<M>.One];
    }
}

/// <summary>A v = s u, Aᵀ u = s v and v·v = 1. Unknowns: u, v, s.</summary>
internal readonly struct SingularEquations : IEquations
{
    public static M[] Residual<M>(Grid<M> a, M[] unknowns)
        where M : struct, IReal<M>
    {
        var (u, v, s) = (unknowns[..a.Shape[0]], unknowns[a.Shape[0]..^1], unknowns[^1]);
        var image = Enumerable.Range(0, u.Length).Select(row => ShapedDefinitions<M>.Sum(v.Select((x, column) => a[row, column] * x)) - (s * u[row]));
        var back = Enumerable.Range(0, v.Length).Select(column => ShapedDefinitions<M>.Sum(u.Select((x, row) => a[row, column] * x)) - (s * v[column]));
        return [.. image, .. back, ShapedDefinitions<M>.Sum(v.Select(static x => x * x)) - Functions<M>.One];
    }
}
