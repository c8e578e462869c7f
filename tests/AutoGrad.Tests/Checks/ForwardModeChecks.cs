using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>Forward mode of every row: (v, J t) = (J' v, t) for each operand, and the same once more where the push is itself swept back; and all operands at once.</summary>
public class ForwardModeChecks(ITestOutputHelper output)
{
    [Fact]
    public void Every_push_of_a_tangent_is_the_transpose_of_the_pull_of_a_cotangent()
    {
        var report = new CheckReport("forward mode", output);
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                var operands = Operands.Draw(row, shapes, seed: 5);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () => Compare(report, row, place, operands));
            }
        }

        report.Done(atLeast: 3000);
    }

    internal static void Compare(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var cotangent = Operands.Direction(Evaluate.Value<double>(row, operands).Shape, 13);
        var gradients = Evaluate.Gradients<double>(row, operands, cotangent);
        var moving = Enumerable.Range(0, operands.Length).Where(row.TakesGradient).ToArray();
        var pushes = new List<Dense>();
        for (var index = 0; index < operands.Length; index++)
        {
            if (!row.TakesGradient(index))
            {
                continue;
            }

            var direction = Operands.Direction(operands[index].Shape, 40 + index);
            var (pushed, swept) = Push(row, operands, index, direction, cotangent);
            if (!report.SameShape(row, $"{place} push of operand {index}", cotangent.Shape, pushed.Shape))
            {
                continue;
            }

            pushes.Add(pushed);
            var scale = Math.Max(1, Evaluate.Largest(gradients[index], pushed)) * (direction.Length + cotangent.Length);
            report.Near(row, $"{place} push of operand {index} on the outermost tape", pushed, Alone(row, operands, index, direction), 1e-12, scale);
            report.Near(row, $"{place} push of operand {index}", [], 0, Evaluate.Dot(gradients[index], direction), Evaluate.Dot(pushed, cotangent), 1e-12, scale);

            // (v, J t) is linear in t: its gradient by t is J' v again.
            report.Near(row, $"{place} gradient of the push of operand {index}", gradients[index], swept, 1e-12, scale);
        }

        if (pushes.Count == moving.Length && pushes.Count > 1)
        {
            var sum = Dense.Zip(static e => e.Sum(), [.. pushes]);
            var scale = Math.Max(1, Evaluate.Largest(pushes)) * pushes.Count * operands.Sum(static operand => operand.Length + 1);
            report.Near(row, $"{place} push of all operands", sum, Together(row, operands, moving), 1e-12, scale);
        }
    }

    /// <summary>J t by all operands at once: they are parts of one tensor.</summary>
    private static Dense Together(OpRow row, Dense[] operands, int[] moving)
    {
        var sizes = Array.ConvertAll(moving, index => operands[index].Length);
        var function = Differentiate.Jvp<double>(x =>
        {
            var tensors = Operands.Tensors<double>(operands);
            foreach (var (index, part) in moving.Zip(x.Split(sizes)))
            {
                tensors[index] = part.Reshape(operands[index].Shape);
            }

            return row.Double(tensors);
        });
        var directions = Array.ConvertAll(moving, index => Operands.Direction(operands[index].Shape, 40 + index));
        return Dense.Of(function(Joined(Array.ConvertAll(moving, index => operands[index])), Joined(directions)).Product);

        static Tensor<double> Joined(Dense[] parts) => Ops.Concat<double>(Array.ConvertAll(parts, static part => part.To<double>().Reshape(-1)));
    }

    /// <summary>J t by one operand where no other tape is open: an op may be recorded in another form there.</summary>
    private static Dense Alone(OpRow row, Dense[] operands, int index, Dense direction) => Dense.Of(Function(row, operands, index)(operands[index].To<double>(), direction.To<double>()).Product);

    private static Func<Tensor<double>, Tensor<double>, (Tensor<double> Value, Tensor<double> Product)> Function(OpRow row, Dense[] operands, int index) => Differentiate.Jvp<double>(x =>
    {
        var tensors = Operands.Tensors<double>(operands);
        tensors[index] = x;
        return row.Double(tensors);
    });

    /// <summary>J t by one operand, and the gradient of (v, J t) by t.</summary>
    private static (Dense Pushed, Dense Swept) Push(OpRow row, Dense[] operands, int index, Dense direction, Dense cotangent)
    {
        using var tape = new Tape<double>();
        var tangent = tape.Watch(direction.To<double>());
        var pushed = Function(row, operands, index)(operands[index].To<double>(), tangent).Product;
        var swept = pushed.IsTracked ? tape.Gradients(pushed, cotangent.To<double>(), of: [tangent], unreached: Unreached.Zero)[tangent] : Tensor.Zeros<double>(tangent.Shape);
        return (Dense.Of(pushed), Dense.Of(swept));
    }
}
