using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The cells of a table, row after row, in one run of characters: a string per cell would cost ten times the memory of short numbers.</summary>
internal sealed class CsvCells
{
    private readonly List<char> text = [];
    private readonly List<int> ends = [];
    private readonly List<long> lines = [];

    /// <summary>How many cells each row has; known when the first row has ended.</summary>
    public int Columns { get; private set; }

    public int Rows => lines.Count;

    /// <summary>How many cells were ended in the row that is being written.</summary>
    public int CellsInRow => ends.Count - (lines.Count * Columns);

    /// <summary>What the table takes so far, in characters and cells.</summary>
    public long Size => (long)text.Count + ends.Count;

    public void Append(char character) => text.Add(character);

    public void EndCell() => ends.Add(text.Count);

    public void EndRow(long line)
    {
        if (lines.Count == 0)
        {
            Columns = ends.Count;
        }

        lines.Add(line);
    }

    /// <summary>The line on which the row begins, from 1.</summary>
    public long Line(int row) => lines[row];

    public ReadOnlySpan<char> this[int row, int column]
    {
        get
        {
            var cell = (row * Columns) + column;
            var start = Start(cell);
            return CollectionsMarshal.AsSpan(text)[start..ends[cell]];
        }
    }

    private int Start(int cell) => cell == 0 ? 0 : ends[cell - 1];
}
