using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>A table of text, read by columns or whole: as numbers where they must all be numbers, as text or categories elsewhere. Made by <see cref="Csv"/>.</summary>
public sealed class CsvTable
{
    private readonly string file;
    private readonly CsvCells cells;
    private readonly int firstRow;
    private readonly string[] names;

    internal CsvTable(string file, CsvCells cells, bool header)
    {
        this.file = file;
        this.cells = cells;
        firstRow = header ? 1 : 0;
        if (header && cells.Rows == 0)
        {
            throw DataFormatException.InFile(file, "has no header: there is no row at all. Check that it is the right file.");
        }

        names = new string[header ? cells.Columns : 0];
        var walker = cells.Walk();
        for (var column = 0; column < names.Length; column++)
        {
            names[column] = Encoding.UTF8.GetString(walker.Next());
        }
    }

    /// <summary>The names in the header row; empty if there was none.</summary>
    public IReadOnlyList<string> Header => names;

    /// <summary>The number of rows, without the header.</summary>
    public int RowCount => cells.Rows - firstRow;

    /// <summary>The number of columns.</summary>
    public int ColumnCount => cells.Columns;

    /// <summary>The place of the column with this name, from 0.</summary>
    /// <exception cref="DataFormatException">The header has no such name, or has it more than once.</exception>
    public int Column(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var column = Array.IndexOf(names, name);
        if (column >= 0 && Array.IndexOf(names, name, column + 1) < 0)
        {
            return column;
        }

        throw DataFormatException.InFile(file, column >= 0
            ? $"more than one column is called '{name}'. Use its number, from 0."
            : names.Length == 0
                ? $"no column is called '{name}', since the table was read without a header. Use its number, from 0."
                : $"no column is called '{name}'; there are {Several(names)}. Names are compared letter by letter.");
    }

    /// <summary>One column as finite numbers.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <exception cref="DataFormatException">A cell is empty, no number, infinite or NaN, or too large for a double.</exception>
    public double[] Numbers(int column) => Numbers(column, 1);

    /// <summary>One column as finite numbers.</summary>
    /// <param name="name">The column's name in the header.</param>
    /// <exception cref="DataFormatException">There is no such column; or a cell is empty, no number, infinite or NaN, or too large for a double.</exception>
    public double[] Numbers(string name) => Numbers(Column(name));

    /// <summary>Several columns as finite numbers, row after row: <see cref="RowCount"/> times <paramref name="count"/> of them.</summary>
    /// <param name="firstColumn">The first column, from 0.</param>
    /// <param name="count">How many columns.</param>
    /// <exception cref="DataFormatException">A cell is empty, no number, infinite or NaN, or too large for a double.</exception>
    public double[] Numbers(int firstColumn, int count)
    {
        CheckColumns(firstColumn, count);
        var total = checked(RowCount * count);

        // Once through all to verify, and only then again to keep.
        Parse(firstColumn, count, []);
        var numbers = new double[total];
        Parse(firstColumn, count, numbers);
        return numbers;
    }

    /// <summary>Several columns as a tensor, [<see cref="RowCount"/>, <paramref name="count"/>]: the inputs of a dataset.</summary>
    /// <typeparam name="T">The element type; the numbers are rounded to it.</typeparam>
    /// <param name="firstColumn">The first column, from 0.</param>
    /// <param name="count">How many columns.</param>
    /// <exception cref="DataFormatException">A cell is empty, no number, infinite or NaN, or too large for a double.</exception>
    public Tensor<T> ToTensor<T>(int firstColumn, int count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Tensor.Create<T>(Array.ConvertAll(Numbers(firstColumn, count), T.CreateSaturating), Shape.Create(RowCount, count));

    /// <summary>One column as integers: the labels of a dataset.</summary>
    /// <param name="name">The column's name in the header.</param>
    /// <exception cref="DataFormatException">There is no such column, or a cell is no integer of 32 bits.</exception>
    public Indices ToIndices(string name)
    {
        var column = Column(name);
        var numbers = Numbers(column);
        var integers = new int[numbers.Length];
        for (var row = 0; row < integers.Length; row++)
        {
            integers[row] = int.CreateSaturating(numbers[row]);
            if (integers[row] != numbers[row])
            {
                throw DataFormatException.InTable(
                    file, cells.Line(row + firstRow), column + 1, $"the field ('{name}') holds '{Texts(column)[row]}', where an integer of 32 bits is needed, such as a label. Read it with Numbers.");
            }
        }

        return Indices.Create(integers);
    }

    /// <summary>One column as text.</summary>
    /// <param name="column">The column, from 0.</param>
    public string[] Texts(int column)
    {
        CheckColumns(column, 1);
        var texts = new string[RowCount];
        var walker = cells.Walk();
        for (var row = 0; row < cells.Rows; row++)
        {
            for (var place = 0; place < ColumnCount; place++)
            {
                var cell = walker.Next();
                if (place == column && row >= firstRow)
                {
                    texts[row - firstRow] = Encoding.UTF8.GetString(cell);
                }
            }
        }

        return texts;
    }

    /// <summary>One column as text.</summary>
    /// <param name="name">The column's name in the header.</param>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public string[] Texts(string name) => Texts(Column(name));

    /// <summary>One column as categories: the distinct texts in order of first appearance, and for each row the place of its text among them.</summary>
    /// <param name="column">The column, from 0.</param>
    public (string[] Names, int[] Labels) Categories(int column)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = Texts(column);
        var labels = new int[texts.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            if (!places.TryGetValue(texts[row], out labels[row]))
            {
                places.Add(texts[row], labels[row] = places.Count);
            }
        }

        return ([.. places.OrderBy(pair => pair.Value).Select(pair => pair.Key)], labels);
    }

    /// <summary>One column as categories: the distinct texts in order of first appearance, and for each row the place of its text among them.</summary>
    /// <param name="name">The column's name in the header.</param>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public (string[] Names, int[] Labels) Categories(string name) => Categories(Column(name));

    /// <summary>Reads some columns as numbers, row after row; an empty array keeps none of them.</summary>
    private void Parse(int firstColumn, int count, double[] numbers)
    {
        var next = 0;
        var walker = cells.Walk();
        for (var row = 0; row < cells.Rows; row++)
        {
            for (var column = 0; column < ColumnCount; column++)
            {
                var cell = walker.Next();
                if (row < firstRow || column < firstColumn || column - firstColumn >= count)
                {
                    continue;
                }

                var number = Number(cell, row, column);
                if (numbers.Length > 0)
                {
                    numbers[next++] = number;
                }
            }
        }
    }

    private double Number(ReadOnlySpan<byte> cell, int row, int column)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        // Of a long field the beginning is enough; at most 4 bytes are one character.
        const int Most = 40;
        var text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 4 * Most)]);
        var name = names.Length > 0 ? $" ('{names[column]}')" : "";
        var fault = string.IsNullOrWhiteSpace(text)
            ? "is empty"
            : $"holds '{(text.Length > Most ? string.Concat(text.AsSpan(0, Most), "...") : text)}'";
        throw DataFormatException.InTable(
            file, cells.Line(row), column + 1, $"the field{name} {fault}, where a finite number is needed, such as -1.5e3. Mend or leave out the row, or read the column as text.");
    }

    private void CheckColumns(int first, int count)
    {
        if (first < 0 || count < 0 || first > ColumnCount - count)
        {
            throw new ArgumentOutOfRangeException(nameof(first), $"{file}: columns {first} to {(long)first + count - 1} were asked for; the table has {ColumnCount}, from 0.");
        }
    }

    private static string Several(string[] names) =>
        string.Join(", ", names.Take(12).Select(name => $"'{name}'")) + (names.Length > 12 ? $" and {names.Length - 12} more" : "");
}
