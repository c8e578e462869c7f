#:project ../../src/AutoGrad/AutoGrad.csproj

// Which of three species is an iris? Logistic regression: the scores are linear in the lengths and widths of its leaves, their softmax is the probability, and the cross-entropy with
// a penalty on the weights is convex, so a quasi-Newton method finds its one minimum. Source: Fisher, The use of multiple measurements in taxonomic problems, 1936 (the flowers).
// Run it by: dotnet run -c Release docs/examples/iris.cs
using AutoGrad;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!; // Where this file lies.
var table = Csv.Load(Path.Combine(folder, "../../src/AutoGrad.Demo/Data/iris.csv"));
var (species, labels) = table.Categories("species");

var random = new RandomStream(1);
var (training, test) = new Dataset<double>(table.ToTensor<double>(0, 4), Indices.Create(labels)).Split(0.8, random, stratified: true);

// Mean 0 and deviation 1, as measured on the flowers to learn from alone.
var scaling = FeatureScaling<double>.Standardize(training);
(training, test) = (scaling.Apply(training), scaling.Apply(test));

var model = new Dense<double>(4, species.Length, random);
Tensor<double> Cost() => Loss.CrossEntropy(model.Forward(training.Inputs), training.Labels) + (0.005 * model.Weight.Square().Sum());
var minimum = new LBfgs().Minimize(Cost, model.Parameters);
Console.WriteLine($"the minimum {minimum.Value:F4}: {minimum.Stop}");
Console.WriteLine($"right: {100 * Metrics.Accuracy(model.Forward(test.Inputs), test.Labels):F1} % of {test.Count}");

// prints the minimum 0.2397: SmallGradient
// prints right: 93.3 % of 30
