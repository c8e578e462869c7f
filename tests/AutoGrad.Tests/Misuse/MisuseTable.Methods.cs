using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Optimizers of parts, schedules, full-batch methods and the losses with more than two arguments.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Methods =>
    [
        Refuses<ParameterException>("Muon", "a bias", () => new Muon<double>(NewDense().Parameters)),
        Refuses<ParameterException>("OptimizerGroups", "a parameter in two groups", () => { var w = new Parameter<double>(vector, "w"); return new OptimizerGroups<double>([new Sgd<double>([w]), new Adam<double>([w])]); }),
        Refuses<ValueException>("OptimizerGroups", "no groups", () => new OptimizerGroups<double>([])),
        Refuses<ParameterException>("Adam.StateOf", "a parameter that it does not train", () => new Adam<double>([new Parameter<double>(vector, "w")]).StateOf(new Parameter<double>(vector, "v"))),
        Refuses<ValueException>("Rprop", "a growth that shrinks", () => new Rprop<double>([new Parameter<double>(vector, "w")]) { Growth = 0.9 }),
        Refuses<ValueException>("Schedule.Constant", "a negative rate", () => Schedule.Constant(-0.1)),
        Refuses<ValueException>("Schedule.Cosine", "no steps", () => Schedule.Cosine(0.1, 0)),
        Refuses<ValueException>("Schedule.OneCycle", "a climb of all steps", () => Schedule.OneCycle(0.1, 100, rise: 1)),
        Refuses<ValueException>("Schedule.Sequence", "no parts", () => Schedule.Sequence()),
        Refuses<ValueException>("Schedule.At", "a negative step", () => Schedule.Constant(0.1).At(-1)),
        Refuses<ValueException>("ReduceOnPlateau", "a factor that does not reduce", () => new ReduceOnPlateau { Factor = 1 }),
        Refuses<ValueException>("Loss.CrossEntropy", "labels that are all ignored", () => Loss.CrossEntropy(matrix, [9, 9, 9, 9], ignoredLabel: 9)),
        Refuses<ShapeException>("Loss.CrossEntropy", "probabilities of another shape", () => Loss.CrossEntropy(matrix, square)),
        Refuses<ShapeException>("Loss.CosineEmbedding", "targets with an axis too many", () => Loss.CosineEmbedding(matrix, matrix, Tensor.Ones<double>(4, 1))),
        Refuses<ShapeException>("Loss.Ctc", "a length beyond the steps", () => Loss.Ctc(matrix.Unsqueeze(1), Indices.Create([1], Shape.Create(1, 1)), [5], [1])),
        Refuses<IndexException>("Loss.Ctc", "a blank that is no class", () => Loss.Ctc(matrix.Unsqueeze(1), Indices.Create([1], Shape.Create(1, 1)), [4], [1], blank: 3)),
        Refuses<ValueException>("Loss.Quantile", "a percentage", () => Loss.Quantile(vector, vector, 90)),
        Refuses<ValueException>("Loss.Focal", "a weight above 1", () => Loss.Focal(vector, vector, alpha: 2)),
        Refuses<ValueException>("Loss.SmoothL1", "a negative distance", () => Loss.SmoothL1(vector, vector, -1)),
        Refuses<ValueException>("Loss.Contrastive", "a temperature of zero", () => Loss.Contrastive(matrix, matrix, 0)),
        Refuses<ValueException>("Loss.GaussianNegativeLogLikelihood", "a smallest variance of zero", () => Loss.GaussianNegativeLogLikelihood(vector, vector, vector, epsilon: 0)),
        Refuses<ValueException>("LBfgs", "no history", () => new LBfgs { History = 0 }),
        Refuses<ValueException>("NewtonCg", "a negative tolerance", () => new NewtonCg { GradientTolerance = -1 }),
        Refuses<NonFiniteException>("LBfgs", "a start outside the domain", () => new LBfgs().Minimize<double>(x => x.Log().Sum(), -vector)),
        Refuses<TapeException>("Differentiate", "a function with several values", () => new LBfgs().Minimize<double>(x => x, vector)),
        Refuses<ShapeException>("LevenbergMarquardt", "fewer residuals than unknowns", () => new LevenbergMarquardt().Fit<double>(x => x.Sum(), vector)),
        Refuses<ValueException>("GradientAccumulator", "a weight of zero", AddWithoutWeight),
        Refuses<ValueException>("GradientAccumulator", "nothing to take", () => new GradientAccumulator<double>().Take()),
        Refuses<ValueException>("WeightAverage", "a decay of 1", () => new WeightAverage<double>([new Parameter<double>(vector, "w")]) { Decay = 1 }),
        Refuses<ValueException>("Initializer.Sparse", "a percentage", () => Initializer.Sparse(10)),
        Refuses<ValueException>("Initializer.Identity", "a vector", () => Initializer.Identity().Create<double>([3], new RandomStream(1))),
        Refuses<ValueException>("Initializer.TruncatedNormal", "a bound that leaves next to nothing", () => Initializer.TruncatedNormal(bound: 0.01)),
        Refuses<ValueException>("Initializer.VarianceScaling", "a scale of zero", () => Initializer.VarianceScaling(0)),
    ];

    private static void AddWithoutWeight()
    {
        var w = new Parameter<double>(vector, "w");
        using var tape = new Tape<double>();
        new GradientAccumulator<double>().Add(tape.Gradients(w.Sum()), 0);
    }
}
