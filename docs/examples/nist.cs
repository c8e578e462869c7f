#:project ../../src/AutoGrad/AutoGrad.csproj

// A problem of the National Institute of Standards and Technology that is hard for a fitter (MGH09: the speed of an enzyme), from the far one of its two starting points, by the method of Levenberg and
// Marquardt: y = b0 (x^2 + b1 x) / (x^2 + b2 x + b3). The certified values have 11 digits; the number is how many unknowns come out with all of them.
// Source: Kowalik and Osborne, Methods for unconstrained optimization problems, 1978; NIST StRD, https://www.itl.nist.gov/div898/strd/nls/data/mgh09.shtml.
// Run it by: dotnet run -c Release docs/examples/nist.cs
using AutoGrad;

var x = Tensor.Create([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]);
var y = Tensor.Create([0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]);
var certified = Tensor.Create([0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068]);

Tensor<double> Model(Tensor<double> b) => b[0] * (x.Square() + (b[1] * x)) / (x.Square() + (b[2] * x) + b[3]);

var fit = new LevenbergMarquardt().Fit(b => Model(b) - y, start: Tensor.Create([25, 39, 41.5, 39]));
for (var i = 0; i < 4; i++)
{
    Console.WriteLine($"b{i} = {fit.Point[i].Item():F4} with the standard error {fit.StandardErrors[i]:F4}");
}

var right = Enumerable.Range(0, 4).Count(i => fit.Point[i].Item().ToString("E10") == certified[i].Item().ToString("E10"));
Console.WriteLine($"unknowns with all eleven certified digits: {right}");

// prints b0 = 0.1928 with the standard error 0.0114
// prints b1 = 0.1913 with the standard error 0.1963
// prints b2 = 0.1231 with the standard error 0.0808
// prints b3 = 0.1361 with the standard error 0.0900
// prints unknowns with all eleven certified digits: 4
