using AutoGrad.Checks;
using Xunit.Abstractions;

namespace AutoGrad.Oracle;

/// <summary>The Hessian-vector product of every defined row, with a random cotangent: reverse over reverse and forward over reverse against duals of duals.</summary>
public class SecondOrderChecks(ITestOutputHelper output)
{
    private const int MostCoordinates = 6;

    // Rules of rules are long formulas of their own, so the bound is wider than at first order.
    private const double Tolerance = 64.0 / (1L << 53);

    [Fact]
    public void Every_defined_row_has_the_second_derivatives_of_its_definition_both_ways()
    {
        var report = new CheckReport("oracle, second order", output, Tally.SecondOrder);
        foreach (var row in Definitions.Rows.Where(static row => row.Orders >= 2))
        {
            foreach (var shapes in row.Shapes)
            {
                for (var draw = 0; draw < Effort.Draws; draw++)
                {
                    var operands = Operands.Draw(row, shapes, 15 + (1000 * draw));
                    var place = CheckReport.Shapes(operands);
                    report.Row(row, place, () => Compare(report, row, place, operands));
                }
            }
        }

        output.WriteLine($"the largest error was {report.Worst:P1} of what is allowed");
        report.Done(atLeast: 20_000);
    }

    private static void Compare(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var cotangent = Operands.Direction(Evaluate.Value<double>(row, operands).Shape, 16);
        var directions = operands.Select((operand, index) => row.TakesGradient(index) ? Operands.Direction(operand.Shape, 17 + index) : operand.Map(static _ => 0)).ToArray();
        var reverse = Evaluate.SecondOrder(row, operands, cotangent, directions).Gradients;
        var forward = ForwardOverReverse(row, operands, cotangent, directions);
        var comparisons = new Comparisons(report, row, Tolerance);
        for (var operand = 0; operand < operands.Length; operand++)
        {
            if (!row.TakesGradient(operand))
            {
                continue;
            }

            var size = operands[operand].Length;
            for (var coordinate = 0; coordinate < size; coordinate += Math.Max(1, size / MostCoordinates))
            {
                double Unit(int at, int flat) => at == operand && flat == coordinate ? 1 : 0;
                var exact = Definitions.Run(row, operands, (at, flat, x) => new Dual<Dual<DoubleDouble>>(
                    new(DoubleDouble.From(x), DoubleDouble.From(Unit(at, flat))),
                    Dual<DoubleDouble>.From(directions[at].Values[flat])));
                var bounds = Definitions.Run(row, operands, (at, flat, x) => new Dual<Rounding>(
                    Rounding.Input(x, Unit(at, flat)),
                    Rounding.From(directions[at].Values[flat])));
                var (expected, bound) = (default(DoubleDouble), 0.0);
                for (var flat = 0; flat < cotangent.Length; flat++)
                {
                    expected += exact.Values[flat].Tangent.Tangent * DoubleDouble.From(cotangent.Values[flat]);
                    bound += Math.Abs(cotangent.Values[flat]) * (bounds.Values[flat].Tangent.SlopeError + bounds.Values[flat].Tangent.Size);
                }

                comparisons.Add($"{place} reverse over reverse by operand {operand}", operands[operand].Shape, coordinate, expected.Leading, reverse[operand].Values[coordinate], bound);
                comparisons.Add($"{place} forward over reverse by operand {operand}", operands[operand].Shape, coordinate, expected.Leading, forward[operand].Values[coordinate], bound);
            }
        }

        comparisons.Done();
    }

    /// <summary>The derivative of the gradient along the directions of all operands: the sum of those along one operand's each.</summary>
    private static Dense[] ForwardOverReverse(OpRow row, Dense[] operands, Dense cotangent, Dense[] directions)
    {
        var tensors = Operands.Tensors<double>(operands);
        var weights = cotangent.To<double>();
        var free = Enumerable.Range(0, operands.Length).Where(row.TakesGradient).ToArray();
        var sums = Array.ConvertAll(operands, static operand => operand.Map(static _ => 0));
        foreach (var moved in free)
        {
            foreach (var target in free)
            {
                // The gradient by one operand, as a function of another or the same.
                var gradient = (Tensor<double> at) =>
                {
                    var others = (Tensor<double>[])tensors.Clone();
                    others[moved] = at;
                    return Differentiate.Gradient<double>(x =>
                    {
                        var all = (Tensor<double>[])others.Clone();
                        all[target] = x;
                        return (row.Double(all) * weights).Sum();
                    }, Unreached.Zero)(others[target]);
                };
                var product = Dense.Of(Differentiate.Jvp(gradient)(tensors[moved], directions[moved].To<double>()).Product);
                sums[target] = Dense.Zip(static e => e[0] + e[1], sums[target], product);
            }
        }

        return sums;
    }
}
