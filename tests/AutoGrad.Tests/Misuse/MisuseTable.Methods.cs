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
    ];
}
