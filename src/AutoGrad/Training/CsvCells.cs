using System.Text;

namespace AutoGrad;

/// <summary>The cells of a table, row after row, as UTF-8 with a NUL after each, which no text holds: never more than the file's own bytes and one.</summary>
/// <remarks>
/// Everything is put in twice: first to be measured, while the parser may still refuse the file, then to be kept. A byte that no UTF-8 has stands for each empty line, so that lines can be counted.
/// No index of cells is kept, which would outgrow the file where cells are short: tables are walked through from the beginning.
/// </remarks>
internal sealed class CsvCells(string file)
{
    private const byte CellEnd = 0;
    private const byte EmptyLine = 0xFF;

    private byte[]? kept;
    private char high;

    /// <summary>How many cells each row has; known when the first row has ended.</summary>
    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>How many cells were ended in the row that is being put in.</summary>
    public int CellsInRow { get; private set; }

    /// <summary>The bytes so far.</summary>
    public long Size { get; private set; }

    /// <summary>Makes room for what was measured; all of it is put in once more.</summary>
    public void Keep() => (kept, Size, Rows, CellsInRow) = (new byte[Size], 0, 0, 0);

    /// <summary>Throws unless as much was put in as was measured.</summary>
    public void CheckWhole()
    {
        if (Size < kept!.Length)
        {
            throw Changed();
        }
    }

    public void Append(char character)
    {
        if (char.IsAscii(character))
        {
            Put((byte)character);
        }
        else if (char.IsHighSurrogate(character))
        {
            high = character;
        }
        else
        {
            Span<byte> bytes = stackalloc byte[4];
            var rune = char.IsLowSurrogate(character) ? new Rune(high, character) : new Rune(character);
            foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            {
                Put(part);
            }
        }
    }

    public void EndCell()
    {
        Put(CellEnd);
        CellsInRow++;
    }

    public void EndRow()
    {
        Columns = Rows == 0 ? CellsInRow : Columns;
        Rows++;
        CellsInRow = 0;
    }

    public void SkipLine() => Put(EmptyLine);

    /// <summary>Goes through all cells, row after row.</summary>
    public Walker Walk() => new(kept);

    /// <summary>The line on which a row begins, from 1.</summary>
    public long Line(int row)
    {
        var walker = Walk();
        long line = 1;
        for (var before = 0; before < row; before++)
        {
            line += walker.SkipLines() + 1;
            for (var column = 0; column < Columns; column++)
            {
                line += LineEnds(walker.Next());
            }
        }

        return line + walker.SkipLines();
    }

    /// <summary>The line ends in a quoted cell; a pair counts once.</summary>
    private static int LineEnds(ReadOnlySpan<byte> cell) => cell.Count((byte)'\n') + cell.Count((byte)'\r') - cell.Count("\r\n"u8);

    private void Put(byte part)
    {
        if (kept is not null)
        {
            kept[Size < kept.Length ? Size : throw Changed()] = part;
        }

        Size++;
    }

    private DataFormatException Changed() => DataFormatException.InFile(file, "it changed while it was read. Read it again when nobody writes it.");

    /// <summary>Where a walk through the cells stands.</summary>
    public ref struct Walker(ReadOnlySpan<byte> left)
    {
        private ReadOnlySpan<byte> left = left;

        /// <summary>The next cell.</summary>
        public ReadOnlySpan<byte> Next()
        {
            SkipLines();
            var cell = left[..left.IndexOf(CellEnd)];
            left = left[(cell.Length + 1)..];
            return cell;
        }

        /// <summary>Passes over empty lines, and says how many.</summary>
        public int SkipLines()
        {
            var count = 0;
            while (count < left.Length && left[count] == EmptyLine)
            {
                count++;
            }

            left = left[count..];
            return count;
        }
    }
}
