#:project ../../src/AutoGrad/AutoGrad.csproj

// The smallest network that no line can replace: exclusive or. Run it by: dotnet run -c Release docs/examples/xor.cs
using AutoGrad;

var inputs = Tensor.Create([0.0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
var targets = Tensor.Create([0.0, 1, 1, 0], [4, 1]);

var random = new RandomStream(1);
var model = new Sequential<double>(new Dense<double>(2, 8, random), new Tanh<double>(), new Dense<double>(8, 1, random));
var optimizer = new Adam<double>(model.Parameters) { LearningRate = 0.05 };
for (var step = 0; step < 300; step++)
{
    using var tape = new Tape<double>();
    var loss = Loss.BinaryCrossEntropyWithLogits(model.Forward(inputs), targets);
    optimizer.Step(tape.Gradients(loss, last: true));
}

var predictions = model.Forward(inputs).Sigmoid();
Console.WriteLine(predictions.Round().Reshape(-1));
Console.WriteLine($"largest error: {(predictions - targets).Abs().Max().Item():F2}");

// prints [0, 1, 1, 0]
// prints largest error: 0.00
