namespace AutoGrad;

/// <summary>The state machine that cuts characters into cells. Source: RFC 4180, sections 2.1 to 2.7.</summary>
internal sealed class CsvParser(string file, char separator, CsvCells cells)
{
    /// <summary>Stands for bytes that are no text; a noncharacter of Unicode, never to be interchanged.</summary>
    public const char NotText = '\uFFFF';

    /// <summary>The most characters and cells together that a table may have; arrays of them could not hold many more.</summary>
    private const int LargestTable = 1 << 30;

    private State _state = State.CellStart;
    private long _line = 1;
    private long _rowLine = 1;
    private long _quoteLine;
    private int _rowLength;
    private bool _afterCarriageReturn;

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
        var buffer = new char[1 << 14];
        var first = true;
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            var chunk = buffer.AsSpan(0, count);
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
        var lineFeedOfPair = character == '\n' && _afterCarriageReturn;
        _afterCarriageReturn = character == '\r';
        if (character is '\0' or NotText)
        {
            throw Fault("holds NUL or bytes that are not UTF-8. Save the table as UTF-8 text.");
        }

        var lineEnds = character is '\n' or '\r';
        if (lineFeedOfPair && _state != State.Quoted)
        {
            return; // the carriage return has ended the row
        }

        if (lineEnds && !lineFeedOfPair)
        {
            _line++;
        }

        if (++_rowLength > Csv.LongestLine || cells.Size >= LargestTable)
        {
            throw Fault(_rowLength > Csv.LongestLine
                ? $"the row has more than {Csv.LongestLine} characters, the most allowed; a closing quote may be missing."
                : $"the table has more than {LargestTable} characters and fields, the most allowed. Split it.");
        }

        switch (_state)
        {
            case State.Quoted when character == '"':
                _state = State.QuoteSeen;
                break;
            case State.QuoteSeen when character == '"':
                cells.Append('"');
                _state = State.Quoted;
                break;
            case State.Quoted:
                cells.Append(character);
                break;
            case State.CellStart when character == '"':
                _quoteLine = _line;
                _state = State.Quoted;
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
                _state = State.Plain;
                break;
        }
    }

    private void EndCell()
    {
        cells.EndCell();
        _state = State.CellStart;
        if (cells.Rows > 0 && cells.CellsInRow > cells.Columns)
        {
            throw Ragged("more than");
        }
    }

    private void EndRow()
    {
        var emptyLine = _state == State.CellStart && cells.CellsInRow == 0;
        if (!emptyLine)
        {
            EndCell();
            if (cells.Rows > 0 && cells.CellsInRow < cells.Columns)
            {
                throw Ragged($"only {cells.CellsInRow} of");
            }

            cells.EndRow(_rowLine);
        }

        _state = State.CellStart;
        _rowLine = _line;
        _rowLength = 0;
    }

    private void Finish()
    {
        if (_state == State.Quoted)
        {
            throw DataFormatException.InTable(file, _quoteLine, cells.CellsInRow + 1, "the quoted field that begins here never ends; its closing quote is missing. Close it, and double the quotes within.");
        }

        EndRow();
    }

    private DataFormatException Ragged(string count) => DataFormatException.InTable(
        file, _rowLine, cells.CellsInRow, $"the row has {count} the {cells.Columns} fields of the first row (line {cells.Line(0)}). Give every row the same number of fields.");

    private DataFormatException Fault(string fault) => DataFormatException.InTable(file, _line, cells.CellsInRow + 1, fault);

    private static string Show(char character) => char.IsControl(character) ? $"U+{(int)character:X4}" : $"'{character}'";
}
