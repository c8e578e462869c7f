using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoGrad;

/// <summary>A tensor as text, laid out as NumPy does: brackets by axis, aligned columns, long axes elided, commas between the items.</summary>
/// <remarks>A vector that fits on one line is not padded: <c>[2.5403, 3.5839, 5.01]</c>. Everything else is aligned, with equal decimals.</remarks>
internal static class TensorFormatter
{
    private const string Ellipsis = "...";

    /// <summary>Writes row-major <paramref name="values"/> of the given shape; a scalar is a plain number, a tensor without elements is <c>[]</c>.</summary>
    public static string Format<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> shape, TensorFormat? format = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        format ??= TensorFormat.Default;
        if (shape.Length == 0)
        {
            return NumberNotation.For(values, format.Precision).Write(values[0]);
        }

        if (values.IsEmpty)
        {
            return "[]";
        }

        // Notation and widths are chosen from what is shown, as a reader can't see the rest; so gather that first.
        var edge = values.Length > format.Threshold ? format.EdgeItems : int.MaxValue;
        var shown = new List<T>();
        Gather(values, shape, edge, shown);
        var numbers = CollectionsMarshal.AsSpan(shown);
        var notation = NumberNotation.For<T>(numbers, format.Precision);
        var cells = new string[numbers.Length];
        var decimals = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = notation.Write(numbers[i]);
            decimals = int.Max(decimals, NumberNotation.Decimals(cells[i]));
        }

        if (shape.Length == 1)
        {
            var line = new Layout(cells, edge, int.MaxValue).Write(shape);
            if (line.Length <= format.LineWidth)
            {
                return line;
            }
        }

        Align(cells, decimals);
        return new Layout(cells, edge, format.LineWidth).Write(shape);
    }

    /// <summary>The items that an axis of this length shows before and after its ellipsis; all come before it when nothing is left out.</summary>
    private static (int Head, int Tail) Edges(int length, int edge) => length - edge > edge ? (edge, edge) : (length, 0);

    private static void Gather<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> shape, int edge, List<T> shown)
    {
        if (shape.IsEmpty)
        {
            shown.Add(values[0]);
            return;
        }

        var size = values.Length / shape[0];
        var (head, tail) = Edges(shape[0], edge);
        for (var i = 0; i < head + tail; i++)
        {
            var index = i < head ? i : shape[0] - tail + (i - head);
            Gather(values.Slice(index * size, size), shape[1..], edge, shown);
        }
    }

    private static void Align(string[] cells, int decimals)
    {
        var width = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = NumberNotation.Widen(cells[i], decimals);
            width = int.Max(width, cells[i].Length);
        }

        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = cells[i].PadLeft(width);
        }
    }

    /// <summary>Puts the cells, taken in order, between brackets and on lines.</summary>
    private sealed class Layout(string[] cells, int edge, int lineWidth)
    {
        private readonly StringBuilder text = new();
        private int next;

        public string Write(ReadOnlySpan<int> shape)
        {
            WriteAxis(shape, depth: 1);
            return text.ToString();
        }

        private void WriteAxis(ReadOnlySpan<int> shape, int depth)
        {
            text.Append('[');
            if (shape.Length == 1)
            {
                WriteLine(shape[0], depth);
            }
            else
            {
                var (head, tail) = Edges(shape[0], edge);
                for (var i = 0; i < head + tail; i++)
                {
                    if (i == head)
                    {
                        NextBlock(shape.Length, depth);
                        text.Append(Ellipsis);
                    }

                    if (i > 0)
                    {
                        NextBlock(shape.Length, depth);
                    }

                    WriteAxis(shape[1..], depth + 1);
                }
            }

            text.Append(']');
        }

        /// <summary>Between matrices stands a blank line, between blocks of matrices two, and so on, so that the eye finds the axes.</summary>
        private void NextBlock(int axesLeft, int depth) => text.Append(',').Append('\n', axesLeft - 1).Append(' ', depth);

        private void WriteLine(int length, int depth)
        {
            var (head, tail) = Edges(length, edge);
            var column = depth;
            for (var i = 0; i < head + tail; i++)
            {
                if (i == head)
                {
                    WriteItem(Ellipsis, first: false, room: 1, depth, ref column);
                }

                // The last item also needs room for the brackets that may close behind it.
                WriteItem(cells[next++], first: i == 0, room: i == head + tail - 1 ? depth : 1, depth, ref column);
            }
        }

        private void WriteItem(string item, bool first, int room, int depth, ref int column)
        {
            if (!first)
            {
                text.Append(',');
                if (column + 2 + item.Length + room > lineWidth)
                {
                    text.Append('\n').Append(' ', depth);
                    column = depth;
                }
                else
                {
                    text.Append(' ');
                    column += 2;
                }
            }

            text.Append(item);
            column += item.Length;
        }
    }
}
