#:project ../../src/AutoGrad/AutoGrad.csproj

// Hamiltonian Monte Carlo with exact gradients: 200 chains at once draw from two numbers that are normal with deviations 1 and 2 and the correlation 0.8.
// Source: Neal, MCMC using Hamiltonian dynamics, 2011. Run it by: dotnet run -c Release docs/examples/hamiltonian-monte-carlo.cs
using AutoGrad;

const int Chains = 200, Draws = 400, Discarded = 50, Leaps = 8;
const double Step = 0.3;

var covariance = Tensor.Create([1.0, 1.6, 1.6, 4.0], [2, 2]);
var precision = covariance.Inverse();

// Half the square in the metric of the precision: minus the logarithm of the density, but for a constant.
Tensor<double> Energy(Tensor<double> x) => 0.5 * (x.MatMul(precision) * x).Sum(1);

// The chains do not depend on each other: the gradient of the sum has each one's in its row.
var slope = Differentiate.Gradient<double>(x => Energy(x).Sum());

var random = new RandomStream(1);
var position = Tensor.Zeros<double>(Chains, 2);
var (count, accepted) = (0, 0.0);
var (sum, products) = (Tensor.Zeros<double>(2), Tensor.Zeros<double>(2, 2));
for (var draw = 0; draw < Draws; draw++)
{
    var start = random.Normal<double>([Chains, 2]);
    var (x, momentum) = (position, start - (Step / 2 * slope(position)));
    for (var leap = 0; leap < Leaps; leap++)
    {
        x += Step * momentum;
        momentum -= (leap < Leaps - 1 ? Step : Step / 2) * slope(x);
    }

    var before = Energy(position) + (0.5 * start.Square().Sum(1));
    var after = Energy(x) + (0.5 * momentum.Square().Sum(1));
    var accept = random.Uniform<double>([Chains]).Log() < before - after;
    position = Ops.Where(accept.Unsqueeze(1), x, position);
    accepted += accept.Mean().Item() / Draws;
    if (draw >= Discarded)
    {
        count += Chains;
        sum += position.Sum(0);
        products += position.MatMul(position, transposeLeft: true);
    }
}

var mean = sum / count;
var found = (products / count) - (mean.Unsqueeze(1) * mean);
Console.WriteLine($"accepted {100 * accepted:F0} %");
Console.WriteLine($"mean within 0.05: {mean.Abs().Max().Item() < 0.05}, covariance within 0.1: {(found - covariance).Abs().Max().Item() < 0.1}");

// prints accepted 98 %
// prints mean within 0.05: True, covariance within 0.1: True
