using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Transforms, implicit functions and differential equations.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Transformed =>
    [
        Refuses<TapeException>("Recompute", "a recomputed function that gives another shape", Taped((tape, x) => { var calls = 0; var y = Differentiate.Recompute<double>(z => calls++ == 0 ? z * 2 : z.Sum())(x); tape.Gradients(y, seed: vector); })),
        Refuses<TapeException>("Recompute", "a recomputed function that uses another parameter", Taped((tape, x) => { Parameter<double> a = new(vector, "a"), b = new(vector, "b"); var first = true; var y = Differentiate.Recompute<double>(z => { var p = first ? a : b; first = false; return z * p; })(x); tape.Gradients(y.Sum()); })),
        Refuses<TapeException>("Recompute", "a recomputed function whose buffer was written since", Taped((tape, _) => { var norm = new BatchNorm1D<double>(3); norm.Evaluate(); var y = Differentiate.Recompute<double>(norm.Forward)(tape.Watch(matrix)).Sum(); norm.RunningMean.Assign(vector); tape.Gradients(y); })),
        Refuses<ValueException>("Recompute", "a recomputed function that returns null", Taped((_, x) => Differentiate.Recompute<double>(_ => null!)(x))),
        Refuses<ShapeException>("Vectorize", "a function mapped over a number", () => Differentiate.Vectorize<double>(static row => row)(number)),
        Refuses<ShapeException>("Vectorize", "a function mapped over no rows", () => Differentiate.Vectorize<double>(static row => row)(empty)),
        Refuses<ShapeException>("Vectorize", "a function mapped over different numbers of rows", () => Differentiate.Vectorize<double>(static (x, y) => x * y)(matrix, vector)),
        Refuses<ScopeEndedException>("Multiply", "a row that outlives its function", () => { var kept = vector; Differentiate.Vectorize<double>(row => kept = row * 2)(matrix); _ = kept + 1; }),
        Refuses<ValueException>("PerExampleGradients", "gradients of no examples", () => Differentiate.PerExampleGradients(static _ => number, 0)),
        Refuses<TapeException>("Differentiate", "a loss of an example that is no number", () => Differentiate.PerExampleGradients(static _ => vector, 2)),
        Refuses<ShapeException>("SparseJacobian", "a pattern of another size", () => Differentiate.SparseJacobian<double>(static x => x.Exp(), SparsityPattern.Create(2, 3, []))(vector)),
        Refuses<ShapeException>("SparseHessian", "a pattern that is not square", () => Differentiate.SparseHessian<double>(static x => x.Exp().Sum(), SparsityPattern.Create(2, 3, []))(vector)),
        Refuses<IndexException>("SparsityPattern", "a place outside the pattern", () => SparsityPattern.Create(2, 3, [(0, 3)])),
        Refuses<ShapeException>("SparsityPattern.Union", "patterns of different sizes", () => SparsityPattern.Create(2, 3, []).Union(SparsityPattern.Create(3, 2, []))),
        Refuses<ValueException>("Root", "an equation without a root", () => Implicit.Root<double>(static y => y.Exp(), vector)),
        Refuses<ShapeException>("Root", "fewer equations than unknowns", () => Implicit.Root<double>(static y => y.Sum(), vector)),
        Refuses<ShapeException>("Solution", "fewer equations than unknowns of a solution on a tape", Taped((_, x) => Implicit.Solution(y => (y * x).Sum(), static () => vector))),
        Refuses<ValueException>("FixedPoint", "a map that does not contract", () => Implicit.FixedPoint<double>(static y => y * 2 + 1, vector, maximumIterations: 20)),
        Refuses<ValueException>("LinearSolve", "a matrix of the wrong sign", () => Implicit.LinearSolve<double>(static y => -y, vector)),
        Refuses<ValueException>("RungeKutta4", "times that turn back", () => Ode.RungeKutta4(static (_, y) => y, vector, [0.0, 1.0, 0.5])),
        Refuses<ValueException>("DormandPrince", "no times", () => Ode.DormandPrince(static (_, y) => y, vector, [])),
        Refuses<ValueException>("DormandPrince", "a solution that ends before the last time", () => Ode.DormandPrince(static (_, y) => y.Square(), Tensor.Ones<double>(1), [0.0, 2.0], maximumSteps: 500)),
        Refuses<ValueException>("DormandPrince", "a relative tolerance of NaN", () => Ode.DormandPrince(static (_, y) => y, vector, [0.0, 1.0], relativeTolerance: double.NaN)),
        Refuses<ValueException>("DormandPrince", "an absolute tolerance of 0", () => Ode.DormandPrince(static (_, y) => y, vector, [0.0, 1.0], absoluteTolerance: 0)),
        Refuses<ValueException>("Root", "a negative tolerance", () => Implicit.Root(static y => y, vector, tolerance: -1e-6)),
        Refuses<ValueException>("RungeKutta4", "no steps between the times", () => Ode.RungeKutta4(static (_, y) => y, vector, [0.0, 1.0], steps: 0)),
        Refuses<ArgumentNullException>("Value", "no observer of a cotangent", () => vector.OnCotangent(null!)),
        Refuses<ShapeException>("MaxWithIndices", "the largest of an empty axis with its place", () => Tensor.Zeros<double>(2, 0).MaxWithIndices()),
        Refuses<AxisException>("MinWithIndices", "the smallest along an axis that does not exist", () => vector.MinWithIndices(1)),
    ];
}
