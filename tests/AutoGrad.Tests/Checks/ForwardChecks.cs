using System.Numerics;
using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>Values of every row: against the reference, float against double, vector against scalar.</summary>
public class ForwardChecks(ITestOutputHelper output)
{
    [Fact]
    public void Every_op_gives_the_value_and_shape_of_its_reference()
    {
        var report = new CheckReport("forward", output);
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                var operands = Operands.Draw(row, shapes);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () => AtDouble(report, row, place, operands));
            }
        }

        report.Done(atLeast: 12000);
    }

    [Fact]
    public void At_float_every_op_is_within_its_ulps_of_the_reference_at_double()
    {
        var report = new CheckReport("float against double", output);
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                var operands = Operands.Draw(row, shapes, seed: 1);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () => Compare<float>(report, row, place, operands, (row.FloatUlps + 0.5) * ((double)float.BitIncrement(1)).UnitError()));
            }
        }

        report.Done(atLeast: 12000);
    }

    [Fact]
    public void At_float_every_gradient_is_near_the_gradient_at_double()
    {
        var report = new CheckReport("float gradient against double", output);
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                var operands = Operands.Draw(row, shapes, seed: 2);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () =>
                {
                    var cotangent = Operands.Direction(Evaluate.Value<double>(row, operands).Shape, 3);
                    var expected = Evaluate.Gradients<double>(row, operands, cotangent);
                    var actual = Evaluate.Gradients<float>(row, operands, cotangent);
                    for (var index = 0; index < operands.Length; index++)
                    {
                        report.Near(row, $"{place} operand {index}", expected[index], actual[index], 1e-5 + (row.FloatUlps * 3e-7), Math.Max(Evaluate.Largest(expected), 1e-3));
                    }
                });
            }
        }

        report.Done(atLeast: 18000);
    }

    /// <summary>Law 47, for elements: an element's result does not depend on its neighbours or on which loop computes it.</summary>
    [Fact]
    public void Every_elementwise_op_gives_the_same_bits_by_vectors_and_one_by_one()
    {
        var report = new CheckReport("vector against scalar", output);
        foreach (var row in OpTable.Rows.Where(static row => row.IsElementwise && !row.MayMixRows))
        {
            report.Row(row, "at double", () => OneByOne<double>(report, row));
            report.Row(row, "at float", () => OneByOne<float>(report, row));
        }

        report.Done(atLeast: 15000);
    }

    internal static void AtDouble(CheckReport report, OpRow row, string place, Dense[] operands) =>
        Compare<double>(report, row, place, operands, row.DoubleUlps * double.BitIncrement(1.0).UnitError());

    private static void Compare<T>(CheckReport report, OpRow row, string place, Dense[] operands, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var expected = row.Reference(operands);
        var actual = Evaluate.Value<T>(row, operands);
        if (!report.SameShape(row, place, expected.Shape, actual.Shape))
        {
            return;
        }

        var largest = Evaluate.Largest(expected);
        for (var flat = 0; flat < expected.Length; flat++)
        {
            var scale = row.IsElementwise ? Math.Abs(expected.Values[flat]) : largest;
            report.Near(row, place, expected.Shape, flat, expected.Values[flat], actual.Values[flat], tolerance, scale);
        }
    }

    private static void OneByOne<T>(CheckReport report, OpRow row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int length = 77;
        var operands = Operands.Draw(row, [.. Enumerable.Repeat(new[] { length }, row.Arity)]);
        var random = new Random(5);
        var special = typeof(T) == typeof(double) ? Palette.Doubles : Palette.Floats;
        foreach (var operand in operands)
        {
            // Most places hold specials, alone and combined; the rest stay in the domain.
            for (var flat = 0; flat < length; flat += 1 + (flat % 3 == 2 ? 1 : 0))
            {
                operand.Values[flat] = operand == operands[0] && flat < special.Length ? special[flat] : special[random.Next(special.Length)];
            }
        }

        using var scope = new Scope<T>();
        var call = Evaluate.Call<T>(row);
        var together = call(Operands.Tensors<T>(operands)).ToArray();
        for (var flat = 0; flat < length; flat++)
        {
            var alone = call([.. operands.Select(operand => Tensor.Scalar(T.CreateTruncating(operand.Values[flat])))]).Item();
            report.True(
                row,
                Bits.Of(together[flat]) == Bits.Of(alone),
                $"{typeof(T).Name} of ({string.Join(", ", operands.Select(operand => operand.Values[flat]))}): {together[flat]:R} (0x{Bits.Of(together[flat]):x}) within {length} elements, {alone:R} (0x{Bits.Of(alone):x}) alone");
        }
    }
}
