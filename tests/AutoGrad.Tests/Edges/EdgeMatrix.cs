using System.Numerics;
using System.Text;
using AutoGrad.House;

namespace AutoGrad.Edges;

/// <summary>Values and gradients of rows at special numbers, as text to be reviewed.</summary>
internal static class EdgeMatrix
{
    private static readonly Lazy<Dictionary<(string Op, string Special), (string Value, string Slope)>> documented = new(static () =>
    {
        var cells = new Dictionary<(string, string), (string, string)>();
        var op = "";
        foreach (var line in File.ReadLines(Path.Combine(SourceModel.Root, "tests", "AutoGrad.Tests", "Edges", "unary.txt")))
        {
            op = line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : op;
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [not "#" and not "float", var value, var slope] words)
            {
                cells[(op, words[0])] = (value, slope);
            }
        }

        return cells;
    });

    /// <summary>One line for each op of one operand and each number: the value and the gradient for a cotangent of 1, at double; then at float. The five NaN share a line.</summary>
    public static string Unary()
    {
        var text = new StringBuilder();
        foreach (var row in OpTable.Rows.Where(static row => row.IsElementwise && row.Arity == 1))
        {
            text.Append("# ").Append(row.Name).Append('\n');
            Column(row, EdgeValues.Doubles, text, "");
            Column(row, EdgeValues.Singles, text, "float ");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What the reviewed text says of an op of one operand at a special number, at double: its value and its gradient.</summary>
    public static (string Value, string Slope) Documented(OpRow row, string special) => documented.Value[(row.Name, special)];

    /// <summary>One line for each op of two or three operands and each combination of a few numbers: the value and the gradient by each operand, at double.</summary>
    public static string Several()
    {
        var text = new StringBuilder();
        foreach (var row in OpTable.Rows.Where(static row => row.IsElementwise && row.Arity > 1))
        {
            text.Append("# ").Append(row.Name).Append('\n');
            var few = row.Arity == 2 ? EdgeValues.Few : EdgeValues.Few.Where(static each => each.Name is "NaN" or "inf" or "0" or "-2.5").ToArray();
            foreach (var place in Dense.Indices([.. Enumerable.Repeat(few.Length, row.Arity)]))
            {
                var inputs = Array.ConvertAll(place, index => few[index]);
                text.Append(string.Concat(inputs.Select(static input => input.Name.PadRight(6)))).Append(Result(row, Array.ConvertAll(inputs, static input => input.Value))).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Column<T>(OpRow row, (string Name, T Value)[] values, StringBuilder text, string prefix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var last = "";
        foreach (var (name, value) in values)
        {
            var line = $"{prefix}{name}".PadRight(18) + Result(row, value);
            if (line != last)
            {
                text.Append(line).Append('\n');
            }

            last = line;
        }
    }

    /// <summary>The value and the gradients at rank-0 operands.</summary>
    private static string Result<T>(OpRow row, params T[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var tensors = Array.ConvertAll(inputs, static input => Tensor.Scalar(input));
        for (var index = 0; index < tensors.Length; index++)
        {
            tensors[index] = row.TakesGradient(index) ? tape.Watch(tensors[index]) : tensors[index];
        }

        var value = Checks.Evaluate.Call<T>(row)(tensors);
        var gradients = value.IsTracked ? tape.Gradients(value, unreached: Unreached.Zero) : null;
        var slopes = tensors.Select((tensor, index) => gradients is not null && row.TakesGradient(index) ? EdgeValues.Text(gradients[tensor].Item()) : "none");
        return $"{EdgeValues.Text(value.Item()),-25} {string.Join(' ', slopes.Select(static slope => slope.PadRight(25)))}".TrimEnd();
    }
}
