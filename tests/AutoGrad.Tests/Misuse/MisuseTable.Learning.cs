using System.Text;
using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Losses, models, optimizers and data against their rules.</content>
internal static partial class MisuseTable
{
    private static readonly Indices labels = [0, 1, 2, 0];

    private static MisuseCase[] Losses =>
    [
        Refuses<ShapeException>("Loss.MeanSquaredError", "targets that would broadcast", () => Loss.MeanSquaredError(Tensor.Zeros<double>(4, 1), Tensor.Zeros<double>(4))),
        Refuses<ShapeException>("Loss.Huber", "targets of another shape", () => Loss.Huber(matrix, square)),
        Refuses<ShapeException>("Loss.BinaryCrossEntropyWithLogits", "one target for all", () => Loss.BinaryCrossEntropyWithLogits(vector, number)),
        Refuses<ShapeException>("Loss.MeanSquaredError", "an empty batch", () => Loss.MeanSquaredError(empty, empty)),
        Refuses<ShapeException>("Loss.CrossEntropy", "an empty batch", () => Loss.CrossEntropy(empty, Indices.Create([]))),
        Refuses<ShapeException>("Loss.CrossEntropy", "too few labels", () => Loss.CrossEntropy(matrix, [0, 1])),
        Refuses<IndexException>("Loss.CrossEntropy", "a label beyond the classes", () => Loss.CrossEntropy(matrix, [0, 1, 2, 3])),
        Refuses<IndexException>("Loss.CrossEntropy", "a negative label", () => Loss.CrossEntropy(matrix, [0, 1, 2, -1])),
        Refuses<ValueException>("Loss.CrossEntropy", "a label smoothing of 1", () => Loss.CrossEntropy(matrix, labels, labelSmoothing: 1)),
        Refuses<ShapeException>("Loss.CrossEntropy", "a weight too few", () => Loss.CrossEntropy(matrix, labels, classWeights: Tensor.Ones<double>(2))),
        Refuses<ValueException>("Loss.Huber", "a distance of zero", () => Loss.Huber(vector, vector, delta: 0)),
        Refuses<ValueException>("Loss", "a reduction that does not exist", () => Loss.Huber(vector, vector, reduction: (LossReduction)7)),
        Refuses<IndexException>("SoftmaxCrossEntropy", "a label beyond the classes", () => matrix.SoftmaxCrossEntropy([0, 1, 2, 3])),
        Refuses<ArgumentNullException>("Value", "no targets for a loss", () => Loss.MeanSquaredError(vector, null!)),
    ];

    private static MisuseCase[] Models =>
    [
        Refuses<ShapeException>("Affine", "an input of another width for a Dense layer", () => NewDense().Forward(matrix)),
        Refuses<ValueException>("Dropout", "a layer with a rate above 1", () => new Dropout<double>(1.5, new RandomStream(1))),
        Refuses<ShapeException>("BatchNorm1D", "an input with other features", () => new BatchNorm1D<double>(5).Forward(matrix)),
        Refuses<ShapeException>("BatchNorm1D", "a batch of one in training", () => new BatchNorm1D<double>(3).Forward(matrix[..1])),
        Refuses<ValueException>("BatchNorm1D", "a momentum above 1", () => new BatchNorm1D<double>(3, momentum: 10)),
        Refuses<ValueException>("LayerNorm", "a layer with a negative epsilon", () => new LayerNorm<double>(3, -1)),
        Refuses<ShapeException>("Residual", "an inner layer that changes the shape", () => new Residual<double>(NewDense()).Forward(Tensor.Zeros<double>(4, 2))),
        Refuses<IndexException>("Sequential", "a layer beyond the last", () => new Sequential<double>(NewDense())[1]),
        Refuses<IndexException>("Parameters", "a parameter beyond the last", () => NewDense().Parameters[2]),
        Refuses<ParameterException>("Parameters", "a path that does not exist", () => NewDense().Parameters["0.weight"]),
        Refuses<ValueException>("Assembly", "a part with a dot in its name", () => new Assembly().Part("a.b", NewDense())),
        Refuses<ValueException>("Assembly", "two parts of one name", () => new Assembly().Part("a", NewDense()).Part("a", NewDense())),
        Refuses<ValueException>("Assembly", "a part that contains the whole", () => { var whole = new Assembly(); whole.Part("part", new Assembly().Part("whole", whole)); }),
        Refuses<ParameterException>("Dense.CopyFrom", "a module of another structure", () => NewDense().CopyFrom(new Dense<float>(2, 1, new RandomStream(1), bias: false))),
        Refuses<ShapeException>("Dense.CopyFrom", "a module of other sizes", () => NewDense().CopyFrom(new Dense<float>(2, 7, new RandomStream(1)))),
        Refuses<ShapeException>("Parameter.Assign to 'w'", "values of another shape", () => new Parameter<double>(vector, "w").Assign(square)),
        Refuses<ArgumentNullException>("Value", "no function for an activation", () => new Activation<double>(null!)),
        Refuses<ArgumentNullException>("Value", "no input for a chain without layers", () => new Sequential<double>().Forward(null!)),
        Refuses<ValueException>("Initializer.Uniform", "bounds the wrong way round", () => Initializer.Uniform(1, 0)),
        Refuses<ValueException>("Initializer.Normal", "a negative standard deviation", () => Initializer.Normal(0, -1)),
        Refuses<ValueException>("Initializer.Orthogonal", "a vector", () => Initializer.Orthogonal().Create<double>([3], new RandomStream(1))),
    ];

    private static MisuseCase[] Steps =>
    [
        Refuses<ValueException>("Sgd", "no parameters", () => new Sgd<double>([])),
        Refuses<ValueException>("Sgd", "a negative learning rate", () => new Sgd<double>([new Parameter<double>(vector, "w")]) { LearningRate = -0.1 }),
        Refuses<ValueException>("Adam", "a learning rate that is NaN", () => new Adam<double>([new Parameter<double>(vector, "w")]) { LearningRate = double.NaN }),
        Refuses<ValueException>("Adam", "a share above 1", () => new Adam<double>([new Parameter<double>(vector, "w")]) { Beta1 = 1.5 }),
        Refuses<ParameterException>("Sgd.Step", "a parameter that the model does not list", () => Step(static (w, hidden) => (w * hidden).Sum())),
        Refuses<ParameterException>("Sgd.Step", "a parameter that the loss does not reach", () => Step(static (_, _) => null)),
        Refuses<ValueException>("Sgd", "Nesterov's step without momentum", () => Step(static (w, _) => w.Sum(), static w => new Sgd<double>([w]) { Nesterov = true })),
        Refuses<ValueException>("Sgd", "Nesterov's step with dampening", () => Step(static (w, _) => w.Sum(), static w => new Sgd<double>([w]) { Nesterov = true, Momentum = 0.9, Dampening = 0.5 })),
        Refuses<NonFiniteException>("Sgd.Step", "a gradient that is not finite", () => Step(static (w, _) => (w * double.NaN).Sum(), static w => new Sgd<double>([w]) { RequireFiniteGradients = true })),
        Refuses<ScopeEndedException>("Multiply", "a step with gradients whose tape has ended", StepTooLate),
        Refuses<ValueException>("ClipByGlobalNorm", "a negative maximum", Taped((tape, x) => tape.Gradients(x.Sum()).ClipByGlobalNorm(-1))),
        Refuses<ValueException>("ClipByValue", "a limit that is NaN", Taped((tape, x) => tape.Gradients(x.Sum()).ClipByValue(double.NaN))),
        Refuses<ValueException>("Trainer", "batches of nothing", () => Train(matrix, batchSize: 0)),
        Refuses<ValueException>("Trainer", "a maximum norm of zero", () => new Trainer<double>(NewDense(), new Sgd<double>(NewDense().Parameters), static (output, _) => output.Sum()) { MaximumGradientNorm = 0 }),
        Refuses<ValueException>("Trainer", "a maximum norm without a bound", () => new Trainer<double>(NewDense(), new Sgd<double>(NewDense().Parameters), static (output, _) => output.Sum()) { MaximumGradientNorm = double.PositiveInfinity }),
        Refuses<ValueException>("Trainer", "a loss function that returns nothing", () => TrainBy(static (_, _) => null!)),
        Refuses<NonFiniteException>("Trainer", "data with NaN", () => Train(Tensor.Full<double>([4, 2], double.NaN))),
        Refuses<ShapeException>("Trainer", "a loss of many numbers", () => Train(Tensor.Zeros<double>(4, 2), reduction: LossReduction.None)),
    ];

    private static MisuseCase[] Data =>
    [
        Refuses<ShapeException>("Dataset", "fewer labels than inputs", () => new Dataset<double>(matrix, Indices.Create([0, 1]))),
        Refuses<IndexException>("Dataset", "a negative label", () => new Dataset<double>(matrix, Indices.Create([0, 1, -1, 0]))),
        Refuses<ValueException>("Dataset", "no examples", () => new Dataset<double>(empty, empty)),
        Refuses<ValueException>("Dataset.Targets", "targets of a dataset with labels", () => new Dataset<double>(matrix, labels).Targets),
        Refuses<ValueException>("Dataset.Batches", "batches of nothing", () => new Dataset<double>(matrix, labels).Batches(0)),
        Refuses<ValueException>("Dataset.Split", "a fraction above 1", () => new Dataset<double>(matrix, labels).Split(80, new RandomStream(1))),
        Refuses<ScopeEndedException>("Batch", "a batch read after the next one was taken", () => new Dataset<double>(matrix, labels).Batches(2).ToList()[0].Inputs.ToArray()),
        Refuses<ShapeException>("FeatureScaling.Apply", "a single column for three features", () => FeatureScaling<double>.Standardize(new Dataset<double>(matrix, labels)).Apply(Tensor.Zeros<double>(4, 1))),
        Refuses<ShapeException>("Metrics.Accuracy", "more labels than outputs", () => Metrics.Accuracy(square, labels)),
        Refuses<ShapeException>("Metrics.Accuracy", "an empty batch", () => Metrics.Accuracy(empty, Indices.Create([]))),
        Refuses<IndexException>("ConfusionMatrix.Add", "a class beyond the last", () => new ConfusionMatrix(2).Add([0, 1], Indices.Create([0, 2]))),
        Refuses<NonFiniteException>("ConfusionMatrix.Add", "outputs with NaN", () => new ConfusionMatrix(3).Add(matrix / 0, labels)),
        Refuses<IndexException>("ConfusionMatrix", "the count of a class beyond the last", () => new ConfusionMatrix(2)[0, 2]),
        Refuses<DataFormatException>("t.csv", "a field that is no number", () => Csv.Parse("a,b\n1,tall", "t.csv").Numbers("b")),
        Refuses<DataFormatException>("t.csv", "a row that is too short", () => Csv.Parse("a,b\n1", "t.csv")),
        Refuses<DataFormatException>("t.csv", "NaN among the numbers", () => Csv.Parse("a\nNaN", "t.csv").Numbers(0)),
        Refuses<DataFormatException>("t.csv", "a quote that never ends", () => Csv.Parse("a\n\"b", "t.csv")),
        Refuses<DataFormatException>("t.csv", "a column that does not exist", () => Csv.Parse("a,b\n1,2", "t.csv").Numbers("c")),
        Refuses<DataFormatException>("t.csv", "no header", () => Csv.Parse("", "t.csv")),
        Refuses<DataFormatException>("t.idx", "another kind of file", () => Idx.Read(new MemoryStream(Encoding.ASCII.GetBytes("PNG file")), "t.idx")),
        Refuses<DataFormatException>("t.idx", "a file that is cut off", () => Idx.Read(new MemoryStream([0, 0, 8, 1, 0, 0, 0, 5, 1, 2]), "t.idx")),
        Refuses<DataFormatException>("t.idx", "bytes after the end", () => Idx.Read(new MemoryStream([0, 0, 8, 1, 0, 0, 0, 1, 1, 2]), "t.idx")),
    ];

    private static Dense<double> NewDense() => new(2, 5, new RandomStream(1));

    /// <summary>A step of an optimizer of w alone; a null loss stands for one that does not depend on w.</summary>
    private static void Step(Func<Parameter<double>, Parameter<double>, Tensor<double>?> loss, Func<Parameter<double>, Sgd<double>>? make = null)
    {
        var w = new Parameter<double>(vector, "w");
        var hidden = new Parameter<double>(vector, "hidden");
        var optimizer = make?.Invoke(w) ?? new Sgd<double>([w]);
        using var tape = new Tape<double>();
        optimizer.Step(tape.Gradients(loss(w, hidden) ?? tape.Watch(number) * 2));
    }

    private static void StepTooLate()
    {
        var first = new Parameter<double>(number, "first");
        var second = new Parameter<double>(vector, "second");
        Gradients<double> gradients;
        using (var tape = new Tape<double>())
        {
            gradients = tape.Gradients((first * second * second).Sum());
        }

        try
        {
            new Sgd<double>([first, second]).Step(gradients);
        }
        finally
        {
            // The gradient of one number lives on, but half a step must not be taken.
            Assert.Equal(0, first.Version);
        }
    }

    private static void Train(Tensor<double> inputs, int batchSize = 4, LossReduction reduction = LossReduction.Mean) =>
        TrainBy((output, batch) => Loss.CrossEntropy(output, batch.Labels, reduction: reduction), inputs, batchSize);

    private static void TrainBy(Func<Tensor<double>, Batch<double>, Tensor<double>> loss, Tensor<double>? inputs = null, int batchSize = 4)
    {
        var model = new Dense<double>(2, 3, new RandomStream(1));
        var trainer = new Trainer<double>(model, new Sgd<double>(model.Parameters), loss) { BatchSize = batchSize };
        trainer.Run(new Dataset<double>(inputs ?? Tensor.Zeros<double>(4, 2), labels), new RandomStream(1));
    }

    /// <summary>A module to which parts can be added from outside.</summary>
    private sealed class Assembly : Module<double>
    {
        public Assembly Part(string name, Module<double> part)
        {
            Add(name, part);
            return this;
        }
    }
}
