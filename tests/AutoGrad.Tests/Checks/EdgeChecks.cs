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
                report.Row(row, $"at {edge}", () => AtDouble(report, row, edge));
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
                report.Row(row, $"at {edge}", () => ZeroCotangent(report, row, $"{edge}", edge.Inputs));
            }
        }

        report.Done(atLeast: 370);
    }

    /// <summary>The same at every combination of numbers at which slopes are infinite, undefined or too large.</summary>
    [Fact]
    public void At_special_finite_numbers_a_zero_cotangent_gives_a_zero_gradient()
    {
        var report = new CheckReport("zero cotangents at special numbers", output);
        foreach (var row in OpTable.Rows.Where(static row => row.Orders > 0 && row.IsElementwise))
        {
            var place = $"special numbers, {row.Arity} operands";
            report.Row(row, place, () => ZeroCotangent(report, row, place, SpecialOperands(row.Arity)));
        }

        report.Done(atLeast: 28000);
    }

    /// <summary>All combinations of zeros, ones, the smallest and the largest numbers.</summary>
    internal static Dense[] SpecialOperands(int arity)
    {
        double[] specials = [0, -0.0, 1, -1, -2, 0.5, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue];
        var places = Dense.Indices([.. Enumerable.Repeat(specials.Length, arity)]).ToArray();
        return [.. Enumerable.Range(0, arity).Select(operand => Dense.Vector(Array.ConvertAll(places, place => specials[place[operand]])))];
    }

    internal static void ZeroCotangent(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var gradients = Evaluate.Gradients<double>(row, operands, Evaluate.Value<double>(row, operands).Map(static _ => 0));
        for (var operand = 0; operand < operands.Length; operand++)
        {
            for (var flat = 0; flat < gradients[operand].Length; flat++)
            {
                report.True(row, gradients[operand].Values[flat] == 0, $"at {place} ({string.Join(", ", operands.Select(each => each.Length == gradients[operand].Length ? each.Values[flat] : double.NaN))}): a zero cotangent gives {gradients[operand].Values[flat]} by operand {operand}");
            }
        }
    }

    internal static void AtDouble(CheckReport report, OpRow row, OpEdge edge) => Compare<double>(report, row, edge, (row.DoubleUlps + 1) * 2.3e-16);

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
