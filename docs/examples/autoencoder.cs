#:project ../../src/AutoGrad/AutoGrad.csproj

// A variational autoencoder: each picture of a digit, 64 pixels with ink or without, becomes a cloud of codes of 8 numbers, and any code a picture. What is minimized is an upper bound of -log p(picture): the cost of the
// picture given a code drawn from its cloud, and the divergence of the cloud from the standard normal. The draw is mean + deviation * noise, so that the sweep goes through it.
// The number is that bound, in nats a picture, on pictures that it never saw. Source: Kingma and Welling, Auto-encoding variational Bayes, 2014.
// Run it by: dotnet run -c Release docs/examples/autoencoder.cs
// With the argument -- short it makes 5 passes over the pictures instead of 100.
using AutoGrad;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!; // Where this file lies.
var table = Csv.Load(Path.Combine(folder, "../../src/AutoGrad.Demo/Data/digits.csv"));

var random = new RandomStream(1);
var (training, test) = new Dataset<float>(table.ToTensor<float>(0, 64) > 7.5, table.ToIndices("label")).Split(0.8, random, stratified: true);

const int Size = 8;
var encoder = new Sequential<float>(new Dense<float>(64, 128, random), new Relu<float>(), new Dense<float>(128, 2 * Size, random));
var decoder = new Sequential<float>(new Dense<float>(Size, 128, random), new Relu<float>(), new Dense<float>(128, 64, random));

// The bound for a batch of pictures, a mean over them.
Tensor<float> Bound(Tensor<float> pixels)
{
    var cloud = encoder.Forward(pixels);
    var (mean, logVariance) = (cloud[.., ..Size], cloud[.., Size..]);
    var code = mean + ((0.5 * logVariance).Exp() * random.Normal<float>(mean.Shape));
    var reconstruction = Loss.BinaryCrossEntropyWithLogits(decoder.Forward(code), pixels, reduction: LossReduction.Sum);
    var divergence = 0.5 * (mean.Square() + logVariance.Exp() - logVariance - 1).Sum();
    return (reconstruction + divergence) / pixels.Shape[0];
}

var epochs = args is ["short"] ? 5 : 100;
var adam = new Adam<float>(encoder.Parameters.Concat(decoder.Parameters)) { LearningRate = 2e-3 };
for (var epoch = 0; epoch < epochs; epoch++)
{
    foreach (var batch in training.Batches(64, random))
    {
        using var tape = new Tape<float>();
        adam.Step(tape.Gradients(Bound(batch.Inputs), last: true));
    }
}

// Beside it, what the pictures cost when each pixel has ink as often as in the mean picture.
var average = training.Inputs.Mean(0).Clamp(1e-3, 1 - 1e-3).Logit();
var plain = Loss.BinaryCrossEntropyWithLogits(average.BroadcastTo(test.Inputs.Shape), test.Inputs, reduction: LossReduction.Sum) / test.Count;
Console.WriteLine($"nats a picture by the mean picture: {plain.Item():F1}");
Console.WriteLine($"nats a picture by the autoencoder: {Bound(test.Inputs).Item():F1}");

// prints nats a picture by the mean picture: 25.2
// prints nats a picture by the autoencoder: 18.7 ± 0.4
// short prints nats a picture by the mean picture: 25.2
// short prints nats a picture by the autoencoder: 23.6 ± 0.5
