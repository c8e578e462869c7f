using System.Numerics;
using AutoGrad.Checks;
using Xunit.Abstractions;

namespace AutoGrad.Oracle;

/// <summary>Every row of the table against the oracle: value and Jacobian at both element types, within the bound that error analysis gives beforehand.</summary>
public class OracleChecks(ITestOutputHelper output)
{
    /// <summary>The whole Jacobian is compared up to this many entries; of larger ones, J' v by some coordinates.</summary>
    private const int LargestJacobian = 240;
    private const int MostCoordinates = 8;

    // The bound speaks of the definition in working precision, each step rounded once; a kernel's polynomial rounds a few times more.
    private const double Slack = 4;

    [Fact]
    public void Every_defined_row_has_the_value_and_the_Jacobian_of_its_definition() => Check<double>("oracle, double", Math.ScaleB(1, -53), static row => 0);

    [Fact]
    public void At_float_every_defined_row_has_the_value_and_the_Jacobian_of_its_definition() => Check<float>("oracle, float", Math.ScaleB(1, -24), static row => row.FloatUlps);

    [Fact]
    public void Every_row_of_the_table_has_a_definition_and_every_definition_a_row()
    {
        var rows = OpTable.Rows.Select(static row => row.Name).ToHashSet();
        Assert.DoesNotContain(Definitions.Names, name => !rows.Contains(name));
        Assert.Empty(OpTable.Rows.Except(Definitions.Rows));
        Tally.Add(Tally.DefinedRows, Definitions.Rows.Count());
    }

    /// <summary>A row whose rule is wrong by a part in 10^13 fails, as it is it passes.</summary>
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(1 + 1e-13, false)]
    public void A_planted_fault_is_seen(double factor, bool passes)
    {
        var exp = OpTable.Rows.First(static row => row.Name == "Exp");
        var planted = exp with { Double = x => CustomOp.Map("PlantedExp", x[0], Math.Exp, (g, _, y) => g * y * factor) };
        var report = new CheckReport("planted");
        foreach (var shapes in planted.Shapes)
        {
            Compare<double>(report, planted, "here", Operands.Draw(planted, shapes), Slack / (1L << 53));
        }

        Assert.Equal(passes, report.Failures == 0);
    }

    private void Check<T>(string name, double unit, Func<OpRow, double> ulps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var report = new CheckReport(name, output, Tally.FirstOrder);
        foreach (var row in Definitions.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                for (var draw = 0; draw < Effort.Draws; draw++)
                {
                    var operands = Operands.Draw(row, shapes, 6 + (1000 * draw));
                    var place = CheckReport.Shapes(operands);
                    report.Row(row, place, () => Compare<T>(report, row, place, operands, (Slack + ulps(row)) * unit));
                }
            }
        }

        output.WriteLine($"the largest error was {report.Worst:P1} of what is allowed");
        report.Done(atLeast: 80_000);
    }

    private static void Compare<T>(CheckReport report, OpRow row, string place, Dense[] operands, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Evaluate.Value<T>(row, operands);
        var expected = Definitions.Run(row, operands, static (_, _, x) => DoubleDouble.From(x));
        var rounding = Definitions.Run(row, operands, static (_, _, x) => Rounding.From(x));
        if (!report.SameShape(row, place, expected.Shape, value.Shape))
        {
            return;
        }

        var values = new Comparisons(report, row, tolerance);
        for (var flat = 0; flat < value.Length; flat++)
        {
            values.Add($"{place} value", value.Shape, flat, expected.Values[flat].Leading, value.Values[flat], rounding.Values[flat].Error);
        }

        values.Done();
        var slopes = new Comparisons(report, row, tolerance);

        var isWhole = (long)value.Length * operands.Sum(static operand => operand.Length) <= LargestJacobian;
        var cotangents = isWhole ? [.. Enumerable.Range(0, value.Length).Select(row => Dense.OneHot(value.Shape, row))] : new[] { Operands.Direction(value.Shape, 14) };
        var gradients = Array.ConvertAll(cotangents, cotangent => Evaluate.Gradients<T>(row, operands, cotangent));
        for (var operand = 0; operand < operands.Length; operand++)
        {
            if (!row.TakesGradient(operand))
            {
                continue;
            }

            var size = operands[operand].Length;
            for (var coordinate = 0; coordinate < size; coordinate += isWhole ? 1 : Math.Max(1, size / MostCoordinates))
            {
                var column = Definitions.Run(row, operands, (at, flat, x) => new Dual<DoubleDouble>(DoubleDouble.From(x), DoubleDouble.From(at == operand && flat == coordinate ? 1 : 0)));
                var bounds = Definitions.Run(row, operands, (at, flat, x) => Rounding.Input(x, at == operand && flat == coordinate ? 1 : 0));
                for (var index = 0; index < cotangents.Length; index++)
                {
                    var (slope, bound) = Contract(column, bounds, cotangents[index]);
                    slopes.Add($"{place} derivative of [{index}] by operand {operand}", operands[operand].Shape, coordinate, slope, gradients[index][operand].Values[coordinate], bound);
                }
            }
        }

        slopes.Done();
    }

    /// <summary>The derivative of the cotangent times the result, and the bound of its error.</summary>
    private static (double Slope, double Bound) Contract(Grid<Dual<DoubleDouble>> column, Grid<Rounding> bounds, Dense cotangent)
    {
        var slope = default(DoubleDouble);
        var bound = 0.0;
        for (var flat = 0; flat < cotangent.Length; flat++)
        {
            if (cotangent.Values[flat] != 0)
            {
                slope += column.Values[flat].Tangent * DoubleDouble.From(cotangent.Values[flat]);
                bound += Math.Abs(cotangent.Values[flat]) * (bounds.Values[flat].SlopeError + (2 * bounds.Values[flat].Size));
            }
        }

        return (slope.Leading, bound);
    }
}
