#:project ../../src/AutoGrad/AutoGrad.csproj

// A physics-informed network: no data, only the equation u'' = -u with u(0) = 0 and u'(0) = 1, whose solution is the sine. The loss holds second derivatives of the network by its
// input, and its gradient by the weights a third. Source: Lagaris, Likas and Fotiadis, Artificial neural networks for solving ordinary and partial differential equations, 1998.
// Run it by: dotnet run -c Release docs/examples/physics-informed.cs
using AutoGrad;

var random = new RandomStream(1);
var network = new Sequential<double>(new Dense<double>(1, 16, random), new Tanh<double>(), new Dense<double>(16, 16, random), new Tanh<double>(), new Dense<double>(16, 1, random));

// t + t^2 N(t) satisfies the conditions at 0 whatever the network N is.
Tensor<double> Solution(Tensor<double> t) => t + (t.Square() * network.Forward(t));

// Each time is a row by itself, so that the gradient of the sum has every row's derivative.
var velocity = Differentiate.Gradient<double>(t => Solution(t).Sum());
var acceleration = Differentiate.Gradient<double>(t => velocity(t).Sum());

var times = Tensor.Linspace(0.0, 3.0, 40).Reshape(-1, 1);
var optimizer = new Adam<double>(network.Parameters);
const int Steps = 1500;
for (var step = 0; step < Steps; step++)
{
    using var tape = new Tape<double>();
    var residual = acceleration(times) + Solution(times);
    optimizer.LearningRate = 0.01 * (1 - ((double)step / Steps));
    optimizer.Step(tape.Gradients(residual.Square().Mean(), last: true));
}

var error = (Solution(times) - times.Sin()).Abs().Max().Item();
Console.WriteLine($"largest error below 0.01: {error < 0.01}");

// prints largest error below 0.01: True
