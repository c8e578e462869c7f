namespace AutoGrad;

/// <content>Errors of results that an equation gives.</content>
internal static partial class Errors
{
    public static ValueException NotConverged(string method, int iterations, double left, string of = "the equation") =>
        new("AG728", method, FormattableString.Invariant($"after {iterations} steps the search has not converged; {left:g3} is left of {of}. Start nearer, allow more steps or a larger tolerance, or see whether there is a solution at all."));

    public static ValueException NotPositiveDefinite(double curvature) =>
        new("AG729", "LinearSolve", FormattableString.Invariant($"a direction p has p' A p = {curvature:g3}. Conjugate gradients need a symmetric positive definite A: check its sign, or use Solve with a matrix, or Implicit.Root."));

    public static ValueException OdeTimes(string method, string given) =>
        new("AG730", method, $"{given}. The times must all be finite and ascend, or all descend, and the first is that of the start. Sort them, and drop equal ones.");

    public static ValueException SolverSetting(string method, string setting, double value, string rule) =>
        new("AG731", method, FormattableString.Invariant($"{setting} is {value}. {rule}"));

    public static ShapeException ResidualShape(string op, Shape unknowns, Shape equations) =>
        new("AG732", op, $"the unknowns have shape {unknowns} and the equations {equations}. There must be as many equations as unknowns: give the equations themselves, not their sum or norm.");
}
