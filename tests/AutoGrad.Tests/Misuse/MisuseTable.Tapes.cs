using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Tapes, scopes and sweeps against their rules.</content>
internal static partial class MisuseTable
{
    private delegate void OnTape(Tape<double> tape, Tensor<double> x);

    private static MisuseCase[] Tapes =>
    [
        Refuses<ScopeEndedException>("Square", "a result read after its tape ended", () => Ended().AsSpan().ToArray()),
        Refuses<ScopeEndedException>("Square", "an op on a result whose tape ended", () => Ended() + 1),
        Refuses<ScopeEndedException>("Square", "a result kept too late", () => Ended().Keep()),
        Refuses<ScopeEndedException>("Zeros", "a tensor read after its scope ended", () => { Tensor<double> x; using (new Scope<double>()) { x = Tensor.Zeros<double>(2); } x.ToArray(); }),
        Refuses<TapeException>("Add", "a tensor of another thread's live tape", () => WithTensorOfOtherThread(static x => _ = x + 1)),
        Refuses<TapeException>("Multiply", "a tensor of another thread's live tape beside one of this thread's", () => WithTensorOfOtherThread(static other => Taped((tape, x) => _ = x * other)())),
        Refuses<TapeException>("Multiply", "a tensor of another thread's live tape beside what was not recorded", () => WithTensorOfOtherThread(static other => Taped((tape, x) => InScope(x * 2, other))())),
        Refuses<TapeException>("Watch", "a tensor of another thread's live tape", () => WithTensorOfOtherThread(static other => Taped((tape, _) => tape.Watch(other))())),
        Refuses<TapeException>("Gradients", "a tape that has ended", () => { var tape = new Tape<double>(); var y = tape.Watch(vector).Sum(); tape.Dispose(); tape.Gradients(y); }),
        Refuses<TapeException>("Watch", "a tape that has ended", () => { var tape = new Tape<double>(); tape.Dispose(); tape.Watch(vector); }),
        Refuses<TapeException>("Watch", "a tape that was never opened", () => default(Tape<double>).Watch(vector)),
        Refuses<TapeException>("Tape.Dispose", "an inner scope left open", () => { var tape = new Tape<double>(); var scope = new Scope<double>(); try { tape.Dispose(); } finally { scope.Dispose(); tape.Dispose(); } }),
        Refuses<TapeException>("Multiply", "an unrecorded gradient in a tracked expression", Taped((tape, x) => _ = x * tape.Gradients(x.Square().Sum())[x])),
        Refuses<TapeException>("Add", "a result of a Scope in a tracked expression", Taped((tape, x) => { Tensor<double> mean; using (new Scope<double>()) { mean = x.Mean(); } _ = x + mean; })),
        Refuses<TapeException>("Affine", "an unrecorded gradient as a bias", Taped((tape, x) => _ = x.Reshape(1, 3).Affine(Tensor.Zeros<double>(3, 3), tape.Gradients(x.Sum())[x]))),
        Refuses<TapeException>("To", "a tracked tensor", Taped((_, x) => x.Square().To<float>())),
        Refuses<NonFiniteException>("Log", "a negative number on a checking tape", () => { using var tape = new Tape<double>(check: true); tape.Watch(Tensor.Create([1.0, -2.0])).Log(); }),
        Refuses<NonFiniteException>("Multiply", "NaN data on a checking tape", () => { using var tape = new Tape<double>(check: true); _ = tape.Watch(Tensor.Create([double.NaN, 1.0])) * 2; }),
        Refuses<ArgumentNullException>("Value", "nothing to watch", Taped((tape, _) => tape.Watch(null!))),
    ];

    private static MisuseCase[] Sweeps =>
    [
        Refuses<TapeException>("Gradients", "a target of many elements without a seed", Taped((tape, x) => tape.Gradients(x * 2))),
        Refuses<ShapeException>("Gradients", "a seed of another shape", Taped((tape, x) => tape.Gradients(x * 2, seed: square))),
        Refuses<ValueException>("Gradients", "two targets and one seed", Taped((tape, x) => tape.Gradients([x * 2, x * 3], [vector]))),
        Refuses<ArgumentNullException>("Value", "null among the seeds", Taped((tape, x) => tape.Gradients([x * 2], [null!]))),
        Refuses<ArgumentNullException>("Value", "null among the targets", Taped((tape, x) => tape.Gradients([null!], []))),
        Refuses<ArgumentNullException>("Value", "null among the tensors asked for", Taped((tape, x) => tape.Gradients(x.Sum(), of: [null!]))),
        Refuses<TapeException>("Gradients", "a target computed from nothing that was watched", Taped((tape, _) => tape.Gradients(vector.Sum()))),
        Refuses<TapeException>("Gradients", "indexed by the unwatched original", Taped((tape, x) => _ = tape.Gradients(x.Sum())[vector])),
        Refuses<TapeException>("Gradients", "an intermediate that was not asked for", Taped((tape, x) => { var h = x * 2; _ = tape.Gradients(h.Sum())[h]; })),
        Refuses<TapeException>("Gradients", "asked for an unwatched tensor", Taped((tape, x) => tape.Gradients(x.Sum(), of: [vector]))),
        Refuses<TapeException>("Gradients", "a leaf that was not reached", Taped((tape, x) => { var z = tape.Watch(number); _ = tape.Gradients(x.Sum())[z]; })),
        Refuses<TapeException>("Gradients", "asked for a leaf that was not reached", Taped((tape, x) => { var z = tape.Watch(number); tape.Gradients(x.Sum(), of: [z]); })),
        Refuses<TapeException>("Gradients", "a leaf behind Detach", Taped((tape, x) => _ = tape.Gradients((x.Detach() * tape.Watch(number)).Sum())[x])),
        Refuses<ScopeEndedException>("Exp", "a result read after a last sweep", Taped((tape, x) => { var y = x.Exp(); tape.Gradients(y.Sum(), last: true); y.ToArray(); })),
        Refuses<TapeException>("Gradients", "a sweep after the last", Taped((tape, x) => { var y = x.Square().Sum(); tape.Gradients(y, last: true); tape.Gradients(y); })),
        Refuses<ParameterException>("Gradients", "a parameter changed between recording and sweep", Taped((tape, x) => { var w = new Parameter<double>(vector, "w"); var y = (w * x).Sum(); w.Assign(w.Detach() * 2); tape.Gradients(y); })),
        Refuses<ShapeException>("Halve", "a rule that gives another shape", Taped((tape, x) => tape.Gradients(CustomOp.Apply("Halve", x, static x => (x * 0.5, static g => g.Sum())).Sum()))),
        Refuses<ValueException>("Both", "a rule that gives too few cotangents", Taped((tape, x) => tape.Gradients(CustomOp.Apply("Both", [x, x], static x => (x[0] + x[1], static g => [g])).Sum()))),
        Refuses<TapeException>("Differentiate", "the gradient of a function of many values", () => Differentiate.Gradient<double>(static x => x * 2)(vector)),
        Refuses<ShapeException>("Vjp", "a cotangent of another shape", () => Differentiate.Vjp<double>(static x => x * 2)(vector, square)),
        Refuses<ShapeException>("Jvp", "a tangent of another shape", () => Differentiate.Jvp<double>(static x => x * 2)(vector, square)),
        Refuses<ShapeException>("BatchedJacobian", "a function that sums over the rows", () => Differentiate.BatchedJacobian<double>(static x => x.Sum())(square)),
        Refuses<ShapeException>("HessianVectorProduct", "a vector of another shape", () => Differentiate.HessianVectorProduct<double>(static x => x.Square().Sum())(vector, square)),
        Refuses<GradientCheckException>("GradientCheck", "a point that is NaN", () => GradientCheck.Assert<double>(static x => x.Square().Sum(), Tensor.Create([1.0, double.NaN]))),
        Refuses<ValueException>("GradientCheck", "an order that is not checked", () => GradientCheck.Check<double>(static x => x.Sum(), vector, new GradientCheckOptions { Order = 3 })),
        Refuses<ValueException>("GradientCheck", "no coordinates to compare", () => GradientCheck.Check<double>(static x => x.Sum(), vector, new GradientCheckOptions { MaxCoordinates = 0 })),
        Refuses<ValueException>("Gradients.Sum", "no workers", () => Gradients.Sum<double>([])),
        Refuses<ValueException>("AutoGradOptions.MaxThreads", "no thread at all", () => AutoGradOptions.MaxThreads = 0),
        Refuses<ValueException>("AutoGradOptions.MaxPooledBytes", "a negative bound", () => AutoGradOptions.MaxPooledBytes = -1),
    ];

    private static Action Taped(OnTape use) => () =>
    {
        using var tape = new Tape<double>();
        use(tape, tape.Watch(vector));
    };

    private static Tensor<double> Ended()
    {
        using var tape = new Tape<double>();
        return tape.Watch(vector).Square();
    }

    /// <summary>Computes with the first where nothing is recorded, and with both.</summary>
    private static void InScope(Tensor<double> x, Tensor<double> y)
    {
        using var scope = new Scope<double>();
        _ = -x * y;
    }

    /// <summary>Uses a tensor here while the tape that tracks it is alive on another thread.</summary>
    private static void WithTensorOfOtherThread(Action<Tensor<double>> use)
    {
        using var used = new ManualResetEventSlim();
        var tracked = new TaskCompletionSource<Tensor<double>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            using var tape = new Tape<double>();
            tracked.SetResult(tape.Watch(vector).Exp());
            used.Wait();
        });
        thread.Start();
        try
        {
            use(tracked.Task.GetAwaiter().GetResult());
        }
        finally
        {
            used.Set();
            thread.Join();
        }
    }
}
