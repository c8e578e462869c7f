#:project ../../src/AutoGrad/AutoGrad.csproj

// A European call by Black and Scholes: price and all first-order Greeks from one sweep, gamma from a second one, beside the closed forms.
// Source: Black and Scholes, The pricing of options and corporate liabilities, 1973. Run it by: dotnet run -c Release docs/examples/black-scholes.cs
using AutoGrad;

const double Strike = 100;

static Tensor<double> Normal(Tensor<double> x) => 0.5 * (-x / Math.Sqrt(2)).Erfc();

static (Tensor<double> D1, Tensor<double> D2) Distances(Tensor<double> spot, Tensor<double> volatility, Tensor<double> rate, Tensor<double> time)
{
    var deviation = volatility * time.Sqrt();
    var d1 = ((spot / Strike).Log() + ((rate + (0.5 * volatility.Square())) * time)) / deviation;
    return (d1, d1 - deviation);
}

static Tensor<double> Call(Tensor<double>[] market)
{
    var (spot, volatility, rate, time) = (market[0], market[1], market[2], market[3]);
    var (d1, d2) = Distances(spot, volatility, rate, time);
    return (spot * Normal(d1)) - (Strike * (-rate * time).Exp() * Normal(d2));
}

Tensor<double>[] market = [Tensor.Scalar(105.0), Tensor.Scalar(0.2), Tensor.Scalar(0.03), Tensor.Scalar(0.5)];
var (price, greeks) = Differentiate.ValueAndGradients<double>(Call)(market);
var gamma = Differentiate.Gradient(Differentiate.Gradient<double>(spot => Call([spot, .. market[1..]])))(market[0]);

var (s, v, r, t) = (105.0, 0.2, 0.03, 0.5);
var (near, far) = Distances(market[0], market[1], market[2], market[3]);
var (n1, n2) = (Normal(near).Item(), Normal(far).Item());
var density = Math.Exp(-near.Item() * near.Item() / 2) / Math.Sqrt(2 * Math.PI);
var discount = Strike * Math.Exp(-r * t);
(string Name, double Swept, double Closed)[] table =
[
    ("delta", greeks[0].Item(), n1),
    ("vega", greeks[1].Item(), s * density * Math.Sqrt(t)),
    ("rho", greeks[2].Item(), discount * t * n2),
    ("theta", greeks[3].Item(), (s * density * v / (2 * Math.Sqrt(t))) + (r * discount * n2)),
    ("gamma", gamma.Item(), density / (s * v * Math.Sqrt(t))),
];

Console.WriteLine($"price {price.Item():F4}");
foreach (var (name, swept, _) in table)
{
    Console.WriteLine($"{name} {swept:F4}");
}

Console.WriteLine($"all agree to 1e-12: {table.All(static row => Math.Abs(row.Swept - row.Closed) < 1e-12 * Math.Max(1, Math.Abs(row.Closed)))}");

// prints price 9.5532
// prints delta 0.6991
// prints vega 25.8503
// prints rho 31.9254
// prints theta 7.0856
// prints gamma 0.0234
// prints all agree to 1e-12: True
