namespace AutoGrad;

/// <summary>A parsed equation of index notation: a label for every axis of every operand, and those of the result.</summary>
/// <remarks>A letter's label is its character; the axes of an ellipsis have the labels -1, -2, ... from the right, so that they align as in broadcasting.</remarks>
internal sealed class EinsumEquation
{
    private const string Dots = "...";

    private EinsumEquation(int[][] operands, int[] result) => (Operands, Result) = (operands, result);

    public int[][] Operands { get; }

    public int[] Result { get; }

    /// <summary>Parses an equation for operands of given shapes and checks every size.</summary>
    public static EinsumEquation Parse(string equation, ReadOnlySpan<Shape> shapes)
    {
        var text = equation.Any(char.IsWhiteSpace) ? string.Concat(equation.Where(static character => !char.IsWhiteSpace(character))) : equation;
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        var terms = (arrow < 0 ? text : text[..arrow]).Split(',');
        if (terms.Length != shapes.Length)
        {
            throw Errors.EinsumTerms(equation, terms.Length, shapes.Length);
        }

        var operands = new int[terms.Length][];
        var hidden = 0;
        for (var index = 0; index < terms.Length; index++)
        {
            var letters = Letters(equation, terms[index]);
            var free = shapes[index].Rank - letters;
            if (terms[index].Contains(Dots, StringComparison.Ordinal) ? free < 0 : free != 0)
            {
                throw Errors.EinsumRank(equation, terms[index], letters, index, shapes[index]);
            }

            operands[index] = Labels(terms[index], free);
            hidden = Math.Max(hidden, free);
        }

        CheckSizes(equation, operands, shapes);
        if (arrow < 0)
        {
            return new EinsumEquation(operands, Implicit(operands, hidden));
        }

        var output = text[(arrow + 2)..];
        Letters(equation, output);
        var result = Labels(output, hidden);
        for (var axis = 0; axis < result.Length; axis++)
        {
            if (Array.IndexOf(result, result[axis], axis + 1) >= 0)
            {
                throw Errors.EinsumOutput(equation, (char)result[axis], "stands twice in the output", "A letter names one axis of the result; DiagonalMatrix spreads a diagonal");
            }

            if (result[axis] > 0 && !Names(operands, result[axis]))
            {
                throw Errors.EinsumOutput(equation, (char)result[axis], "stands only in the output", "Its size is unknown: every letter of the output must stand in an operand; BroadcastTo and Unsqueeze make new axes");
            }
        }

        return new EinsumEquation(operands, result);
    }

    /// <summary>Counts the letters of one term; anything but letters and one ellipsis is an error.</summary>
    private static int Letters(string equation, string term)
    {
        var dots = term.IndexOf(Dots, StringComparison.Ordinal);
        var rest = dots < 0 ? term : term.Remove(dots, Dots.Length);
        foreach (var character in rest)
        {
            if (!char.IsAsciiLetter(character))
            {
                throw Errors.EinsumCharacter(equation, character);
            }
        }

        return rest.Length;
    }

    private static bool Names(int[][] operands, int label)
    {
        foreach (var labels in operands)
        {
            if (labels.Contains(label))
            {
                return true;
            }
        }

        return false;
    }

    private static int[] Labels(string term, int hidden)
    {
        var dots = term.IndexOf(Dots, StringComparison.Ordinal);
        var labels = new int[dots < 0 ? term.Length : term.Length - Dots.Length + hidden];
        for (var axis = 0; axis < labels.Length; axis++)
        {
            var inside = axis - dots;
            labels[axis] = dots < 0 || inside < 0 ? term[axis] : inside < hidden ? inside - hidden : term[axis - hidden + Dots.Length];
        }

        return labels;
    }

    /// <summary>Without an arrow: the axes of the ellipsis, then every letter that stands once, in the order of the alphabet, capitals first.</summary>
    private static int[] Implicit(int[][] operands, int hidden)
    {
        var once = operands.SelectMany(static labels => labels).Where(static label => label > 0).GroupBy(static label => label).Where(static group => group.Count() == 1);
        return [.. Enumerable.Range(0, hidden).Select(place => place - hidden), .. once.Select(static group => group.Key).Order()];
    }

    private static void CheckSizes(string equation, int[][] operands, ReadOnlySpan<Shape> shapes)
    {
        // Where each label got its size. Letters are few enough for a plain table, behind at most eight axes of an ellipsis; there a 1 gives way to another size.
        Span<(int Size, int Operand)> seen = stackalloc (int, int)['z' + 1 + Shape.MaxRank];
        seen.Fill((-1, 0));
        for (var index = 0; index < operands.Length; index++)
        {
            for (var axis = 0; axis < operands[index].Length; axis++)
            {
                var (label, size) = (operands[index][axis], shapes[index][axis]);
                ref var first = ref seen[label + Shape.MaxRank];
                if (first.Size < 0 || (label < 0 && first.Size == 1))
                {
                    first = (size, index);
                }
                else if (size != first.Size && (label > 0 || size != 1))
                {
                    throw Errors.EinsumSize(equation, label, first.Size, first.Operand, shapes[first.Operand], size, index, shapes[index]);
                }
            }
        }
    }
}
