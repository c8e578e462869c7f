#:project ../../src/AutoGrad/AutoGrad.csproj

// A basket option by Monte Carlo: the price and every Greek of three correlated assets in one sweep over 200,000 paths. The payoff is on the geometric mean, whose
// price has a closed form to compare with. Source: Glasserman, Monte Carlo Methods in Financial Engineering, 2003, sections 3.2 (paths) and 7.2 (pathwise derivatives).
// Run it by: dotnet run -c Release docs/examples/basket.cs
using AutoGrad;

const int Assets = 3;
const int Paths = 200_000;
const double Strike = 100, Rate = 0.02, Time = 1;

// The lower factor of the correlations 0.5, and random numbers used with both signs.
var factor = Tensor.Create([1.0, 0, 0, 0.5, Math.Sqrt(0.75), 0, 0.5, 0.25 / Math.Sqrt(0.75), Math.Sqrt(1 - 0.25 - (0.0625 / 0.75))], [Assets, Assets]);
var half = new RandomStream(1).Normal<double>([Paths / 2, Assets]);
var shocks = Ops.Concat([half, -half]).MatMul(factor, transposeRight: true);

Tensor<double> Simulated(Tensor<double>[] market)
{
    var (spots, volatilities) = (market[0], market[1]);
    var logarithms = spots.Log() + ((Rate - (0.5 * volatilities.Square())) * Time) + (volatilities * Math.Sqrt(Time) * shocks);
    return Math.Exp(-Rate * Time) * (logarithms.Mean(1).Exp() - Strike).Relu().Mean();
}

Tensor<double> Closed(Tensor<double>[] market)
{
    var (spots, volatilities) = (market[0], market[1]);
    var loadings = volatilities.MatMul(factor) / Assets;
    var variance = loadings.Square().Sum() * Time;
    var mean = spots.Log().Mean() + ((Rate - (0.5 * volatilities.Square().Mean())) * Time);
    var d = (mean - Math.Log(Strike)) / variance.Sqrt();
    static Tensor<double> Normal(Tensor<double> x) => 0.5 * (-x / Math.Sqrt(2)).Erfc();
    return Math.Exp(-Rate * Time) * (((mean + (0.5 * variance)).Exp() * Normal(d + variance.Sqrt())) - (Strike * Normal(d)));
}

Tensor<double>[] market = [Tensor.Create([95.0, 100, 110]), Tensor.Create([0.2, 0.3, 0.25])];
var (price, greeks) = Differentiate.ValueAndGradients<double>(Simulated)(market);
var (exact, exactGreeks) = Differentiate.ValueAndGradients<double>(Closed)(market);
Console.WriteLine($"price {exact.Item():F3}");
Console.WriteLine($"deltas {exactGreeks[0]}");
Console.WriteLine($"vegas {exactGreeks[1]}");

var errors = new[] { price / exact - 1, (greeks[0] / exactGreeks[0]) - 1, (greeks[1] / exactGreeks[1]) - 1 };
Console.WriteLine($"within 1 %: {errors.All(static error => error.Abs().Max().Item() < 0.01)}");

// prints price 9.312
// prints deltas [0.2064, 0.1961, 0.1782]
// prints vegas [9.2595, 8.6864, 8.9729]
// prints within 1 %: True
