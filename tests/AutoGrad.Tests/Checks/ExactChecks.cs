using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>
/// Every polynomial op on whole numbers, bit for bit: sums and products of them are exact, and so is (f(x + e) - f(x - e)) / 2 where f has no power above the second in one
/// element. The rows' references say what f is; no tolerance hides a wrong index.
/// </summary>
public class ExactChecks(ITestOutputHelper output)
{
    // References count their steps in the slowest way, so large results are compared at fewer elements.
    private const int MostCoordinates = 24;
    private const int FewCoordinates = 5;
    private const int LargeResult = 60;

    /// <summary>Ops that are polynomials with whole coefficients, of degree two at most in each element. Linear rows are too, but for those below.</summary>
    private static readonly HashSet<string> polynomials =
    [
        "Add", "Subtract", "Multiply", "Square", "Negate", "Absorb", "MultiplyAdd", "Addcmul", "Lerp", "Pow(0)", "Pow(1)", "Pow(2)", "MatMul", "Affine", "Dot", "Outer", "Einsum", "TensorDot", "Kronecker",
        "Cross", "Bilinear", "Conv1D", "Conv2D", "ConvTranspose1D", "ConvTranspose2D", "Product", "CumulativeProduct", "Where", "MaskedFill", "Scatter", "SliceUpdate", "SelectUpdate", "Pad", "Relu",
        "MatrixPower(0)", "MatrixPower(1)",
    ];

    /// <summary>Linear, but with coefficients that round.</summary>
    private static readonly HashSet<string> rounding = ["Mean", "MeanOfSquares", "Divide", "RotaryEmbedding", "Interpolate", "AdaptiveAveragePool2D", "AveragePool2D", "SegmentMean", "Dropout", "ScatterReduce", "Where(x > 0, log x, 0)"];

    private static bool IsPolynomial(OpRow row) => row.Orders > 0 && (polynomials.Contains(row.Name) || polynomials.Contains(row.Op) || row.IsLinear) && !rounding.Contains(row.Op) && !rounding.Contains(row.Name);

    [Fact]
    public void Every_polynomial_op_has_its_exact_gradient_on_whole_numbers_at_both_element_types()
    {
        var report = new CheckReport("exact", output, Tally.ExactLattice);
        var rows = OpTable.Rows.Where(IsPolynomial).ToArray();
        foreach (var row in rows)
        {
            foreach (var shapes in row.Shapes)
            {
                for (var draw = 0; draw < Effort.Draws; draw++)
                {
                    var random = new Random(draw);

                    // Products of many factors stay exact where those are powers of two.
                    Dense[] operands = [.. shapes.Select(shape => Dense.From(shape, _ => random.Next(1, row.Op == "Product" ? 3 : 4) * (random.Next(2) == 0 ? 1 : -1)))];
                    report.Row(row, CheckReport.Shapes(operands), () => Compare(report, row, operands));
                }
            }
        }

        output.WriteLine($"{rows.Length} rows are polynomials");
        report.Done(atLeast: 15_000);
    }

    private static void Compare(CheckReport report, OpRow row, Dense[] operands)
    {
        var place = CheckReport.Shapes(operands);
        var value = row.Reference(operands);
        report.Near(row, $"{place} value", value, Evaluate.Value<double>(row, operands), 0, 0);
        report.Near(row, $"{place} value at float", value, Evaluate.Value<float>(row, operands), 0, 0);
        var cotangent = Dense.From(value.Shape, static index => (index.Aggregate(1, static (sum, i) => ((3 * sum) + i) % 7) % 5) - 2);
        var inDouble = Evaluate.Gradients<double>(row, operands, cotangent);
        var inSingle = Evaluate.Gradients<float>(row, operands, cotangent);
        for (var operand = 0; operand < operands.Length; operand++)
        {
            if (!row.TakesGradient(operand))
            {
                continue;
            }

            var length = operands[operand].Length;
            var count = Math.Min(length, value.Length > LargeResult ? FewCoordinates : MostCoordinates);
            for (var index = 0; index < count; index++)
            {
                var flat = (int)((long)index * length / count);
                var ahead = Evaluate.Dot(row.Reference(Evaluate.Moved(operands, operand, flat, 0.5)), cotangent);
                var behind = Evaluate.Dot(row.Reference(Evaluate.Moved(operands, operand, flat, -0.5)), cotangent);
                report.Near(row, $"{place} by operand {operand}", operands[operand].Shape, flat, ahead - behind, inDouble[operand].Values[flat], 0, 0);
                report.Near(row, $"{place} at float by operand {operand}", operands[operand].Shape, flat, ahead - behind, inSingle[operand].Values[flat], 0, 0);
            }
        }
    }
}
