namespace AutoGrad;

/// <summary>The state machine that cuts characters into cells, once through a text. Source: RFC 4180, sections 2.1 to 2.7.</summary>
internal sealed class CsvParser(string file, char separator, CsvCells cells)
{
    /// <summary>Stands for bytes that are no text; a noncharacter of Unicode, never to be interchanged.</summary>
    public const char NotText = '\uFFFF';

    /// <summary>The most bytes that the cells of a table may have: one array holds them.</summary>
    private const int LargestTable = 0x7FFFFFC7; // Array.MaxLength

    private State state = State.CellStart;
    private long line = 1;
    private long rowLine = 1;
    private long firstLine;
    private long quoteLine;
    private int rowLength;
    private bool afterCarriageReturn;

    private enum State
    {
        CellStart,
        Plain,
        Quoted,

        /// <summary>After a quote in a quoted cell: it ends the cell, or a second one follows and both mean one.</summary>
        QuoteSeen,
    }

    public void Run(TextReader reader)
    {
        Span<char> buffer = stackalloc char[1 << 10];
        var first = true;
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            var chunk = buffer[..count];
            if (first && chunk[0] == '\uFEFF')
            {
                chunk = chunk[1..]; // the byte order mark
            }

            first = false;
            foreach (var character in chunk)
            {
                Take(character);
            }
        }

        Finish();
    }

    private void Take(char character)
    {
        var lineFeedOfPair = character == '\n' && afterCarriageReturn;
        afterCarriageReturn = character == '\r';
        if (character is '\0' or NotText)
        {
            throw Fault("holds NUL or bytes that are not UTF-8. Save the table as UTF-8 text.");
        }

        var lineEnds = character is '\n' or '\r';
        if (lineFeedOfPair && state != State.Quoted)
        {
            return; // the carriage return has ended the row
        }

        if (lineEnds && !lineFeedOfPair)
        {
            line++;
        }

        if (++rowLength > Csv.LongestLine || cells.Size > LargestTable - 4)
        {
            throw Fault(rowLength > Csv.LongestLine
                ? $"the row has more than {Csv.LongestLine} characters, the most allowed; a closing quote may be missing."
                : $"the table has more than {LargestTable} bytes, the most allowed. Split it.");
        }

        switch (state)
        {
            case State.Quoted when character == '"':
                state = State.QuoteSeen;
                break;
            case State.QuoteSeen when character == '"':
                cells.Append('"');
                state = State.Quoted;
                break;
            case State.Quoted:
                cells.Append(character);
                break;
            case State.CellStart when character == '"':
                quoteLine = line;
                state = State.Quoted;
                break;
            case var _ when character == separator:
                EndCell();
                break;
            case var _ when lineEnds:
                EndRow();
                break;
            case State.QuoteSeen:
                throw Fault($"{Show(character)} follows a closing quote; only '{separator}' or a line end may. Quotes within a quoted field are doubled.");
            case var _ when character == '"':
                throw Fault("a quote stands within an unquoted field. Put the whole field between quotes and double those within.");
            default:
                cells.Append(character);
                state = State.Plain;
                break;
        }
    }

    private void EndCell()
    {
        cells.EndCell();
        state = State.CellStart;
        if (cells.Rows > 0 && cells.CellsInRow > cells.Columns)
        {
            throw Ragged("more than");
        }
    }

    private void EndRow()
    {
        var emptyLine = state == State.CellStart && cells.CellsInRow == 0;
        if (!emptyLine)
        {
            EndCell();
            if (cells.Rows > 0 && cells.CellsInRow < cells.Columns)
            {
                throw Ragged($"only {cells.CellsInRow} of");
            }

            firstLine = cells.Rows == 0 ? rowLine : firstLine;
            cells.EndRow();
        }
        else
        {
            cells.SkipLine();
        }

        state = State.CellStart;
        rowLine = line;
        rowLength = 0;
    }

    private void Finish()
    {
        if (state == State.Quoted)
        {
            throw DataFormatException.InTable(file, quoteLine, cells.CellsInRow + 1, "the quoted field that begins here never ends; its closing quote is missing. Close it, and double the quotes within.");
        }

        if (rowLength > 0)
        {
            EndRow();
        }
    }

    private DataFormatException Ragged(string count) => DataFormatException.InTable(
        file, rowLine, cells.CellsInRow, $"the row has {count} the {cells.Columns} fields of the first row (line {firstLine}). Give every row the same number of fields.");

    private DataFormatException Fault(string fault) => DataFormatException.InTable(file, line, cells.CellsInRow + 1, fault);

    private static string Show(char character) => char.IsControl(character) ? $"U+{(int)character:X4}" : $"'{character}'";
}
