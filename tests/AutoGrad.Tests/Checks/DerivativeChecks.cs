using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>First and second derivatives of every row against differences.</summary>
public class DerivativeChecks(ITestOutputHelper output)
{
    // Larger operands are probed at some coordinates and along directions that move every element at once.
    private const int MostCoordinates = 8;

    internal const int MostForThird = 24;

    [Fact]
    public void Every_first_derivative_agrees_with_central_differences()
    {
        var report = new CheckReport("first order", output, Tally.FirstOrder);
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                for (var draw = 0; draw < Effort.Draws; draw++)
                {
                    var operands = Operands.Draw(row, shapes, 1000 * draw);
                    var place = CheckReport.Shapes(operands);
                    report.Row(row, place, () => FirstOrder(report, row, place, operands));
                }
            }
        }

        report.Done(atLeast: 9500);
    }

    [Fact]
    public void Every_second_derivative_agrees_with_central_differences_of_the_first()
    {
        var report = new CheckReport("second order", output, Tally.SecondOrder);
        foreach (var row in OpTable.Rows.Where(static row => row.Orders >= 2))
        {
            foreach (var shapes in row.Shapes)
            {
                for (var draw = 0; draw < Effort.Draws; draw++)
                {
                    var operands = Operands.Draw(row, shapes, 4 + (1000 * draw));
                    var place = CheckReport.Shapes(operands);
                    report.Row(row, place, () => SecondOrder(report, row, place, operands));
                }
            }
        }

        report.Done(atLeast: 17000);
    }

    /// <summary>A rule that is not made of recorded ops, or the rule of a rule's rule, shows only here.</summary>
    [Fact]
    public void Every_third_derivative_agrees_along_directions_with_differences_of_the_second()
    {
        var report = new CheckReport("third order", output);
        foreach (var row in OpTable.Rows.Where(static row => row.Orders >= 2))
        {
            foreach (var shapes in row.Shapes.Where(static shapes => shapes.Sum(static shape => shape.Aggregate(1, static (product, size) => product * size)) <= MostForThird))
            {
                var operands = Operands.Draw(row, shapes, seed: 6);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () => ThirdOrder(report, row, place, operands));
            }
        }

        report.Done(atLeast: 2100);
    }

    /// <summary>One number: the third derivative along three directions.</summary>
    internal static void ThirdOrder(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var cotangent = Operands.Direction(Evaluate.Value<double>(row, operands).Shape, 14);
        Dense[] Directions(int seed) => [.. operands.Select((operand, index) => row.TakesGradient(index) ? Operands.Direction(operand.Shape, seed + index) : operand.Map(static _ => 0))];
        var (first, second, third) = (Directions(60), Directions(70), Directions(80));
        double Second(Dense[] at) => Dot(Evaluate.SecondOrder(row, at, cotangent, first).Gradients[..^1], second);
        double Dot(Dense[] gradients, Dense[] directions) => gradients.Select((gradient, index) => Evaluate.Dot(gradient, directions[index])).Sum();
        var gradients = Evaluate.ThirdOrder(row, operands, cotangent, first, second);
        var expected = FiniteDifference.Derivative(step => Second(Evaluate.Moved(operands, third, step / 2))) * 2;
        var scale = Math.Max(Math.Max(Evaluate.Largest(gradients), Math.Abs(Second(operands))), 1) * Math.Max(1, operands.Sum(static operand => operand.Length));
        report.Near(row, $"{place} third derivative", [], 0, expected, Dot(gradients, third), 100 * row.Tolerance, scale);
    }

    internal static void FirstOrder(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var value = Evaluate.Value<double>(row, operands);
        var cotangent = Operands.Direction(value.Shape, 11);
        var gradients = Evaluate.Gradients<double>(row, operands, cotangent);
        var scale = Math.Max(Evaluate.Largest(gradients), Evaluate.Largest(value));
        var directions = operands.Select(static (operand, index) => Operands.Direction(operand.Shape, 20 + index)).ToArray();
        for (var index = 0; index < operands.Length; index++)
        {
            if (!report.SameShape(row, $"{place} gradient by operand {index}", operands[index].Shape, gradients[index].Shape) || !row.TakesGradient(index))
            {
                directions[index] = operands[index].Map(static _ => 0);
                continue;
            }

            foreach (var flat in Coordinates(operands[index].Length))
            {
                var expected = FiniteDifference.Derivative(step => Evaluate.Dot(Evaluate.Value<double>(row, Evaluate.Moved(operands, index, flat, step)), cotangent));
                report.Near(row, $"{place} first derivative by operand {index}", operands[index].Shape, flat, expected, gradients[index].Values[flat], row.Tolerance, scale);
            }
        }

        if (operands.Sum(static operand => operand.Length) > MostCoordinates)
        {
            var along = FiniteDifference.Derivative(step => Evaluate.Dot(Evaluate.Value<double>(row, Evaluate.Moved(operands, directions, step / 2)), cotangent)) * 2;
            var product = gradients.Select((gradient, index) => Evaluate.Dot(gradient, directions[index])).Sum();
            report.Near(row, $"{place} first derivative along a direction", [], 0, along, product, row.Tolerance, scale * operands.Sum(static operand => operand.Length));
        }
    }

    internal static void SecondOrder(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var value = Evaluate.Value<double>(row, operands);
        var cotangent = Operands.Direction(value.Shape, 12);
        var directions = operands.Select((operand, index) => row.TakesGradient(index) ? Operands.Direction(operand.Shape, 30 + index) : operand.Map(static _ => 0)).ToArray();
        var (sum, second) = Evaluate.SecondOrder(row, operands, cotangent, directions);
        var first = Evaluate.Gradients<double>(row, operands, cotangent);
        var scale = Math.Max(Evaluate.Largest(second), Math.Max(Evaluate.Largest(first), Evaluate.Largest(value)));
        var tolerance = 10 * row.Tolerance;
        report.Near(row, $"{place} first derivative with createGraph", [], 0, first.Select((gradient, index) => Evaluate.Dot(gradient, directions[index])).Sum(), sum, 1e-12, Math.Max(scale, 1) * Math.Max(1, operands.Sum(static operand => operand.Length)));
        double Directional(Dense[] at) => Evaluate.Gradients<double>(row, at, cotangent).Select((gradient, index) => Evaluate.Dot(gradient, directions[index])).Sum();
        for (var index = 0; index < operands.Length; index++)
        {
            if (!report.SameShape(row, $"{place} second derivative by operand {index}", operands[index].Shape, second[index].Shape) || !row.TakesGradient(index))
            {
                continue;
            }

            foreach (var flat in Coordinates(operands[index].Length))
            {
                var expected = FiniteDifference.Derivative(step => Directional(Evaluate.Moved(operands, index, flat, step)));
                report.Near(row, $"{place} second derivative by operand {index}", operands[index].Shape, flat, expected, second[index].Values[flat], tolerance, scale);
            }
        }

        // The gradient is linear in its cotangent: its derivative by the cotangent is J u, the derivative of the value along u.
        if (report.SameShape(row, $"{place} derivative by the cotangent", value.Shape, second[^1].Shape))
        {
            foreach (var flat in Coordinates(value.Length))
            {
                var expected = FiniteDifference.Derivative(step => Evaluate.Value<double>(row, Evaluate.Moved(operands, directions, step / 2)).Values[flat]) * 2;
                report.Near(row, $"{place} derivative of the gradient by the cotangent", value.Shape, flat, expected, second[^1].Values[flat], tolerance, scale);
            }
        }
    }

    private static IEnumerable<int> Coordinates(int length)
    {
        var count = Math.Min(length, MostCoordinates);
        for (var index = 0; index < count; index++)
        {
            yield return (int)((long)index * length / count);
        }
    }
}
