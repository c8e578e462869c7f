using System.Text;
using AutoGrad.Checks;

namespace AutoGrad.Edges;

/// <summary>What one special number among ordinary ones does to the ops that are not element-wise, as text to be reviewed.</summary>
internal static class ShapedEdges
{
    /// <summary>For each op and operand, the numbers that its first element is set to, those with one outcome together: how many elements of the value and of the gradients are what.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var row in OpTable.Rows.Where(static row => !row.IsElementwise))
        {
            if (row.Shapes.FirstOrDefault(static shapes => shapes.All(static shape => !shape.Contains(0))) is not { } shapes)
            {
                continue;
            }

            text.Append("# ").Append(row.Name).Append('\n');
            for (var operand = 0; operand < row.Arity; operand++)
            {
                var outcomes = EdgeValues.Doubles.Select(value => (value.Name, Outcome: Outcome(row, shapes, operand, value.Value))).ToArray();
                foreach (var group in outcomes.GroupBy(static each => each.Outcome))
                {
                    text.Append(operand).Append(": ").AppendJoin(", ", group.Select(static each => each.Name).Distinct()).Append(": ").Append(group.Key).Append('\n');
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Outcome(OpRow row, int[][] shapes, int operand, double special)
    {
        var operands = Operands.Draw(row, shapes);
        operands[operand].Values[0] = special;
        try
        {
            var value = Evaluate.Value<double>(row, operands);
            var gradients = Evaluate.Gradients<double>(row, operands, value.Map(static _ => 1));
            return $"value {Count(value.Values)}; gradient {string.Join(" | ", gradients.Where((_, index) => row.TakesGradient(index)).Select(static gradient => Count(gradient.Values)))}";
        }
        catch (AutoGradException refusal)
        {
            return $"{refusal.GetType().Name} {refusal.Code}";
        }
    }

    private static string Count(double[] values) =>
        string.Join(' ', values.GroupBy(static x => double.IsNaN(x) ? "NaN" : double.IsInfinity(x) ? "inf" : x == 0 ? "zero" : "finite").OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Count()} {group.Key}"));
}
