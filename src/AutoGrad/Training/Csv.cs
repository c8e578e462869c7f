using System.Text;

namespace AutoGrad;

/// <summary>Reads comma-separated values (RFC 4180) from files that nobody has checked yet.</summary>
/// <remarks>
/// UTF-8 with or without a byte order mark; lines end with LF, CR LF or CR, also mixed; empty lines are skipped; quoted fields may hold separators, line ends and doubled quotes.
/// Numbers are read in the invariant culture. Refused, with file, line and column: rows of other lengths than the first, stray and open quotes, NUL, bytes that are not UTF-8,
/// lines above <see cref="LongestLine"/>. Until all that is verified nothing of the file is held; then its cells are, in no more than its size.
/// </remarks>
public static class Csv
{
    /// <summary>The most characters a line (with quoted line ends: a row) may have.</summary>
    public const int LongestLine = 1 << 20;

    // What is no text becomes a character that no text may hold (NUL won't do: .NET drops that replacement), so that the parser, which knows the place, reports it.
    private static readonly Encoding utf8 = Encoding.GetEncoding("utf-8", new EncoderReplacementFallback(CsvParser.NotText.ToString()), new DecoderReplacementFallback(CsvParser.NotText.ToString()));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Whether the first row holds names.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">The file is not such a table.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Load(string path, bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = UntrustedFile.Open(path);
        return Read(file, Path.GetFileName(path), header, separator);
    }

    /// <summary>Reads a stream to its end, and leaves it open.</summary>
    /// <param name="stream">The bytes; they are gone through twice, so the stream must be able to seek.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="header">Whether the first row holds names.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">The stream does not hold such a table.</exception>
    public static CsvTable Read(Stream stream, string name, bool header = true, char separator = ',')
    {
        UntrustedFile.CheckSeeks(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (separator is '"' or '\r' or '\n' or '\0')
        {
            throw new ArgumentException("A separator cannot be a quote, a line end or NUL; usual ones are ',', ';' and tab.", nameof(separator));
        }

        // Once through all to verify and measure, and only then again to keep.
        var origin = stream.Position;
        var cells = new CsvCells(name);
        Parse();
        stream.Position = origin;
        cells.Keep();
        Parse();
        cells.CheckWhole();
        return new CsvTable(name, cells, header);

        void Parse()
        {
            using var reader = new StreamReader(stream, utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 12, leaveOpen: true);
            new CsvParser(name, separator, cells).Run(reader);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What errors call the text.</param>
    /// <param name="header">Whether the first row holds names.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">The text is not such a table.</exception>
    public static CsvTable Parse(string text, string name = "text", bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        using var bytes = new MemoryStream(utf8.GetBytes(text));
        return Read(bytes, name, header, separator);
    }
}
