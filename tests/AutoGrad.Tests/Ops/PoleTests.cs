namespace AutoGrad.Tests;

/// <summary>Where a slope is infinite, the next one is infinite too, with a sign: never NaN.</summary>
public sealed class PoleTests
{
    private const double Infinity = double.PositiveInfinity;

    private static readonly (string Name, Func<Tensor<double>, Tensor<double>> Function, double X, double First, double Second)[] poles =
    [
        ("asin", static x => x.Asin(), 1, Infinity, Infinity), ("asin", static x => x.Asin(), -1, Infinity, -Infinity),
        ("acos", static x => x.Acos(), 1, -Infinity, -Infinity), ("acos", static x => x.Acos(), -1, -Infinity, Infinity),
        ("acosh", static x => x.Acosh(), 1, Infinity, -Infinity),
        ("atanh", static x => x.Atanh(), 1, Infinity, Infinity), ("atanh", static x => x.Atanh(), -1, Infinity, -Infinity),
        ("logit", static x => x.Logit(), 0, Infinity, -Infinity), ("logit", static x => x.Logit(), 1, Infinity, Infinity),
        ("cbrt", static x => x.Cbrt(), 0, Infinity, -Infinity), ("cbrt", static x => x.Cbrt(), -0.0, Infinity, Infinity),
    ];

    [Fact]
    public void First_and_second_derivatives_at_poles_are_signed_infinities()
    {
        foreach (var (name, function, x, first, second) in poles)
        {
            var slope = Differentiate.Gradient<double>(v => function(v).Sum());
            var actual = (slope(Tensor.Create(x)).ToArray()[0], Differentiate.Gradient<double>(v => slope(v).Sum())(Tensor.Create(x)).ToArray()[0]);
            Assert.True(actual == (first, second), $"{name} at {x}: expected {(first, second)}, got {actual}");
        }
    }
}
