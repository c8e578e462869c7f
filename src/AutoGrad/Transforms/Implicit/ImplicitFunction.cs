using System.Numerics;

namespace AutoGrad;

/// <summary>A result that an equation gives, F(y, θ) = 0, as one node whose rule needs F and not the way on which y was found.</summary>
/// <remarks>
/// Differentiating the equation: J dy + F_θ dθ = 0 with J = dF/dy. So the rule solves one linear system, w = -J⁻ᵀ g, and pulls w through F alone; forward mode pushes
/// through F and solves with J. The rule is made of recorded ops on y itself, so it can be differentiated again.
/// Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 15; Blondel et al., Efficient and modular implicit differentiation, NeurIPS 2022.
/// </remarks>
internal sealed class ImplicitFunction<T> : IJointForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Captured<T> captured = new();
    private readonly Func<Tensor<T>, Tensor<T>> residual;
    private readonly LinearSolver solver;
    private readonly Tensor<T> value;

    private ImplicitFunction(string op, Recording<T> recording, Func<Tensor<T>> find, Func<Tensor<T>, Tensor<T>> residual, LinearSolver solver)
    {
        (this.residual, this.solver) = (residual, solver);
        var found = captured.Run(recording, () =>
        {
            // Evaluated once for what it depends on: the search may have stopped before it, or used something else.
            var y = find().Detach();
            _ = Checked(op, y);
            return y;
        });
        value = Ops.EnterJoint(found.Alias(op, found.Shape), OpKind.General, captured.Arguments, (_, _, _) => Pull);
    }

    /// <summary>Solves J v = b, or J' v = b, for the Jacobian of the residual at y.</summary>
    public delegate Tensor<T> LinearSolver(Tensor<T> y, Tensor<T> b, bool transposed);

    /// <summary>Finds the result, and records it as one node if this thread is recording.</summary>
    public static Tensor<T> Run(string op, Func<Tensor<T>> find, Func<Tensor<T>, Tensor<T>> residual, LinearSolver solver) =>
        Recording<T>.Current is { IsRecording: true } recording ? new ImplicitFunction<T>(op, recording, find, residual, solver).value : find();

    /// <summary>The Jacobian as a matrix, factored: for up to some hundreds of unknowns.</summary>
    public static LinearSolver ByFactors(Func<Tensor<T>, Tensor<T>> residual) => (y, b, transposed) =>
    {
        var jacobian = Differentiate.Jacobian(residual)(y).Reshape(y.Length, y.Length);
        return (transposed ? jacobian.Transpose() : jacobian).Solve(b.Reshape(y.Length)).ReshapeTo(y.Shape);
    };

    /// <inheritdoc/>
    public Tensor<T>? Push(Tensor<T>?[] tangents)
    {
        using var tape = Tape<T>.ForReplay();
        var leaves = captured.AdoptOn(tape, [value, .. tangents]);
        if (Captured<T>.Push(tape, Equation(tape), tangents, leaves) is not { } moved)
        {
            return null;
        }

        var product = solver(value, -moved.ReshapeTo(value.Shape), transposed: false);
        product.MoveOutward();
        return product;
    }

    private Tensor<T>?[] Pull(Tensor<T> cotangent)
    {
        // In a sweep that is not recorded, nothing of the cotangent is lost if it meets what this tape records.
        var g = Recording<T>.Current is { IsRecording: true } ? cotangent : cotangent.Detach();
        using var tape = Tape<T>.ForReplay();
        var leaves = captured.AdoptOn(tape, value, g);
        var weight = solver(value, -g, transposed: true);
        var equation = Equation(tape);
        return Captured<T>.Pull(tape, equation, weight.ReshapeTo(equation.Shape), leaves);
    }

    private Tensor<T> Equation(Tape<T> tape) => captured.Again(tape, () => residual(value));

    private Tensor<T> Checked(string op, Tensor<T> y) =>
        residual(y) is var equation && equation.Length == y.Length ? equation : throw Errors.ResidualShape(op, y.Shape, equation.Shape);
}
