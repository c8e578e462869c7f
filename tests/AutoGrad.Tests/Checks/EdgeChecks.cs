using System.Numerics;
using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>The special inputs that rows pin: value and gradient, at both element types.</summary>
public class EdgeChecks(ITestOutputHelper output)
{
    [Fact]
    public void Every_edge_has_its_value_and_its_gradient()
    {
        var report = new CheckReport("edges", output);
        foreach (var row in OpTable.Rows)
        {
            foreach (var edge in row.Edges)
            {
                report.Row(row, $"at {edge}", () => Compare<double>(report, row, edge, (row.DoubleUlps + 1) * 2.3e-16));
                if (!edge.DoubleOnly)
                {
                    report.Row(row, $"at float {edge}", () => Compare<float>(report, row, edge, (row.FloatUlps + 1) * 1.2e-7));
                }
            }
        }

        report.Done(atLeast: 3800);
    }

    /// <summary>Law 4, where the slope may be infinite: what is not asked for is not poisoned.</summary>
    [Fact]
    public void At_every_edge_with_finite_input_a_zero_cotangent_gives_a_zero_gradient()
    {
        var report = new CheckReport("zero cotangents at edges", output);
        foreach (var row in OpTable.Rows.Where(static row => row.Orders > 0))
        {
            foreach (var edge in row.Edges.Where(static edge => edge.Inputs.All(static input => input.Values.All(double.IsFinite))))
            {
                report.Row(row, $"at {edge}", () =>
                {
                    var gradients = Evaluate.Gradients<double>(row, edge.Inputs, edge.Value.Map(static _ => 0));
                    report.True(row, gradients.All(static gradient => gradient.Values.All(static x => x == 0)), $"at {edge}: a zero cotangent gives {string.Join(", ", gradients.AsEnumerable())}");
                });
            }
        }

        report.Done(atLeast: 170);
    }

    private static void Compare<T>(CheckReport report, OpRow row, OpEdge edge, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var place = $"{typeof(T).Name} at {edge}";
        Elements<T>(report, row, $"{place} value", edge.Value, Evaluate.Value<T>(row, edge.Inputs), tolerance, signedZero: true);
        if (edge.Gradients is null)
        {
            return;
        }

        var gradients = Evaluate.Gradients<T>(row, edge.Inputs, edge.Value.Map(static _ => 1));
        for (var index = 0; index < gradients.Length; index++)
        {
            Elements<T>(report, row, $"{place} gradient by operand {index}", edge.Gradients[index], gradients[index], 4 * tolerance, signedZero: false);
        }
    }

    private static void Elements<T>(CheckReport report, OpRow row, string place, Dense expected, Dense actual, double tolerance, bool signedZero)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!report.SameShape(row, place, expected.Shape, actual.Shape))
        {
            return;
        }

        for (var flat = 0; flat < expected.Length; flat++)
        {
            var wanted = double.CreateTruncating(T.CreateTruncating(expected.Values[flat]));
            report.Near(row, place, expected.Shape, flat, wanted, actual.Values[flat], tolerance, double.IsInfinity(wanted) ? 0 : Math.Abs(wanted));
            report.True(row, !signedZero || wanted != 0 || double.IsNegative(wanted) == double.IsNegative(actual.Values[flat]), $"{place}: the sign of zero is wrong");
        }
    }
}
