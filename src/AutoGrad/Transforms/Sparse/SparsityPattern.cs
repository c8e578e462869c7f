namespace AutoGrad;

/// <summary>Where a matrix may differ from zero: its places in the order of rows, columns ascending within each.</summary>
/// <remarks>A pattern belongs to a function, not to a point: find or write it once, use it at every point. It may hold too many places; one that is missing gives wrong derivatives.</remarks>
public sealed class SparsityPattern
{
    private readonly int[] starts;
    private readonly Lazy<Coloring> byColumns;
    private readonly Lazy<Coloring> byRows;
    private readonly Lazy<Coloring> bySymmetry;

    private SparsityPattern(int height, int width, int[] starts, int[] columns)
    {
        (Height, Width, this.starts, Columns) = (height, width, starts, columns);
        byColumns = new(() => Coloring.OfColumns(this));
        byRows = new(() => Coloring.OfColumns(Transposed()));
        bySymmetry = new(() => Coloring.Star(this));
    }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>How many places there are.</summary>
    public int Count => Columns.Count;

    /// <summary>The column of each place.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>The row of each place.</summary>
    public IReadOnlyList<int> Rows => [.. Enumerable.Range(0, Height).SelectMany(row => Enumerable.Repeat(row, starts[row + 1] - starts[row]))];

    /// <summary>How many forward sweeps a Jacobian with this pattern takes: the colours of its columns.</summary>
    public int ColumnColors => ByColumns.Count;

    /// <summary>How many backward sweeps a Jacobian with this pattern takes: the colours of its rows.</summary>
    public int RowColors => ByRows.Count;

    internal Coloring ByColumns => byColumns.Value;

    internal Coloring ByRows => byRows.Value;

    internal Coloring BySymmetry => bySymmetry.Value;

    /// <summary>A pattern of the given places, in any order; a place may be named more than once.</summary>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="places">Rows and columns, counted from 0.</param>
    /// <exception cref="IndexException">A place is outside the matrix.</exception>
    public static SparsityPattern Create(int height, int width, IEnumerable<(int Row, int Column)> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var sorted = new SortedSet<long>();
        foreach (var (row, column) in places)
        {
            sorted.Add((uint)row < (uint)height && (uint)column < (uint)width ? ((long)row * width) + column : throw Errors.PatternPlace(row, column, height, width));
        }

        var (starts, columns, next) = (new int[height + 1], new int[sorted.Count], 0);
        foreach (var place in sorted)
        {
            starts[(place / width) + 1]++;
            columns[next++] = (int)(place % width);
        }

        for (var row = 0; row < height; row++)
        {
            starts[row + 1] += starts[row];
        }

        return new SparsityPattern(height, width, starts, columns);
    }

    /// <summary>The places of both patterns, such as those found at several points.</summary>
    /// <exception cref="ShapeException">They have different sizes.</exception>
    public SparsityPattern Union(SparsityPattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Height == Height && other.Width == Width
            ? Create(Height, Width, Places().Concat(other.Places()))
            : throw Errors.PatternUnion(Height, Width, other.Height, other.Width);
    }

    /// <summary>The pattern with rows and columns exchanged.</summary>
    public SparsityPattern Transposed() => Create(Width, Height, Places().Select(static place => (place.Column, place.Row)));

    /// <summary>The places, row by row.</summary>
    public IEnumerable<(int Row, int Column)> Places()
    {
        for (var row = 0; row < Height; row++)
        {
            for (var place = starts[row]; place < starts[row + 1]; place++)
            {
                yield return (row, Columns[place]);
            }
        }
    }

    /// <summary>The columns of a row.</summary>
    internal ReadOnlySpan<int> Row(int row) => ((int[])Columns).AsSpan(starts[row]..starts[row + 1]);
}
