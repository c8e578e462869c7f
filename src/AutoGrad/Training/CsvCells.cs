using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The cells of a table, row after row, in one run of characters: a string per cell would cost ten times the memory of short numbers.</summary>
internal sealed class CsvCells
{
    private readonly List<char> _text = [];
    private readonly List<int> _ends = [];
    private readonly List<long> _lines = [];

    /// <summary>How many cells each row has; known when the first row has ended.</summary>
    public int Columns { get; private set; }

    public int Rows => _lines.Count;

    /// <summary>How many cells were ended in the row that is being written.</summary>
    public int CellsInRow => _ends.Count - (_lines.Count * Columns);

    /// <summary>What the table takes so far, in characters and cells.</summary>
    public long Size => (long)_text.Count + _ends.Count;

    public void Append(char character) => _text.Add(character);

    public void EndCell() => _ends.Add(_text.Count);

    public void EndRow(long line)
    {
        if (_lines.Count == 0)
        {
            Columns = _ends.Count;
        }

        _lines.Add(line);
    }

    /// <summary>The line on which the row begins, from 1.</summary>
    public long Line(int row) => _lines[row];

    public ReadOnlySpan<char> this[int row, int column]
    {
        get
        {
            var cell = (row * Columns) + column;
            var start = Start(cell);
            return CollectionsMarshal.AsSpan(_text)[start.._ends[cell]];
        }
    }

    private int Start(int cell) => cell == 0 ? 0 : _ends[cell - 1];
}
