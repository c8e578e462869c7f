#:project ../../src/AutoGrad/AutoGrad.csproj

// Four parameters of an ordinary differential equation, hares and lynxes by Lotka and Volterra, fitted to a trajectory: Gauss and Newton's method with damping over the Jacobian
// that forward mode gives through all steps of the solver. Source: Runge and Kutta's classical method, Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, table II.1.2.
// Run it by: dotnet run -c Release docs/examples/ode-fit.cs
using AutoGrad;

const double Step = 0.1;

static Tensor<double> Slope(Tensor<double> state, Tensor<double> p)
{
    var (hares, lynxes) = (state[0], state[1]);
    return Ops.Stack([hares * (p[0] - (p[1] * lynxes)), lynxes * ((p[2] * hares) - p[3])]);
}

static Tensor<double> Trajectory(Tensor<double> p)
{
    var state = Tensor.Create([10.0, 5.0]);
    var states = new Tensor<double>[60];
    for (var step = 0; step < states.Length; step++)
    {
        var k1 = Slope(state, p);
        var k2 = Slope(state + (Step / 2 * k1), p);
        var k3 = Slope(state + (Step / 2 * k2), p);
        var k4 = Slope(state + (Step * k3), p);
        states[step] = state += Step / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
    }

    return Ops.Stack(states).Log().Reshape(-1);
}

var truth = Tensor.Create([1.1, 0.4, 0.1, 0.4]);
var observed = Trajectory(truth);
Tensor<double> Residuals(Tensor<double> p) => Trajectory(p) - observed;

var parameters = Tensor.Create([0.9, 0.3, 0.12, 0.5]);
var jacobian = Differentiate.Jacobian<double>(Residuals);
var damping = 1.0;
for (var iteration = 0; iteration < 30; iteration++)
{
    var (j, residuals) = (jacobian(parameters), Residuals(parameters));
    var normal = j.MatMul(j, transposeLeft: true) + (damping * Tensor.Eye<double>(4));
    var next = parameters - normal.Solve(residuals.MatMul(j));
    (parameters, damping) = Residuals(next).Norm().Item() < residuals.Norm().Item() ? (next, damping / 10) : (parameters, damping * 10);
}

Console.WriteLine(parameters);
Console.WriteLine($"exact to 1e-9: {(parameters - truth).Abs().Max().Item() < 1e-9}");

// prints [1.1, 0.4, 0.1, 0.4]
// prints exact to 1e-9: True
