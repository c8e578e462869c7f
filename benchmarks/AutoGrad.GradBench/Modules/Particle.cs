namespace AutoGrad.GradBench;

/// <summary>A charged particle falls past two fixed charges; the control w moves one of them so that it lands nearest to the origin.</summary>
internal static class Particle
{
    public sealed record Input(double W) : Repeated;

    public static Module Module { get; } = Nesting.FourWays<Input>(
        "particle", static (input, outer, inner) => () => Nesting.ArgMin(w => Miss(w, inner), Tensor.Scalar(input.W), outer));

    /// <summary>The square of where the particle lands, after Euler steps as long as it is above the ground.</summary>
    private static Tensor<double> Miss(Tensor<double> w, Nesting.GradientOf gradientOf)
    {
        const double Step = 0.1;
        var charges = Ops.Stack([Ops.Stack([Tensor.Scalar(10.0), 10 - w]), Tensor.Create([10.0, 0.0])]);
        Tensor<double> Potential(Tensor<double> x) => (x - charges).SumOfSquares(1).ReciprocalSqrt().Sum();

        var slope = gradientOf(Potential);
        var x = Tensor.Create([0.0, 8.0]);
        var v = Tensor.Create([0.75, 0.0]);
        while (true)
        {
            var acceleration = -slope(x);
            x += Step * v;
            if (x[1].Item() <= 0)
            {
                var rest = -x[1] / v[1];
                return (x[0] + (rest * v[0])).Square();
            }

            v += Step * acceleration;
        }
    }
}
