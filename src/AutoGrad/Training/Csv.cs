using System.Text;

namespace AutoGrad;

/// <summary>Reads comma-separated values (RFC 4180) from files that nobody has checked yet.</summary>
/// <remarks>
/// UTF-8 with or without a byte order mark; lines end with LF, CR LF or CR, also mixed; empty lines are skipped; quoted fields may hold separators, line ends and doubled quotes.
/// Numbers are read in the invariant culture. Refused, with file, line and column: rows of other lengths than the first, stray and open quotes, NUL, bytes that are not UTF-8,
/// lines above <see cref="LongestLine"/>. What is held grows with what was read, never with what a file claims.
/// </remarks>
public static class Csv
{
    /// <summary>The most characters a line (with quoted line ends: a row) may have.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Whether the first row holds names.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">The file is not such a table.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Load(string path, bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), header, separator);
    }

    /// <summary>Reads a stream to its end, and leaves it open.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="header">Whether the first row holds names.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">The stream does not hold such a table.</exception>
    public static CsvTable Read(Stream stream, string name, bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);

        // Bytes that are not UTF-8 become a character that no text may hold (NUL won't do: .NET drops that replacement), so that the parser, which knows the place, reports them.
        var utf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(CsvParser.NotText.ToString()));
        using var reader = new StreamReader(stream, utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 12, leaveOpen: true);
        return Read(reader, name, header, separator);
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
        using var reader = new StringReader(text);
        return Read(reader, name, header, separator);
    }

    private static CsvTable Read(TextReader reader, string name, bool header, char separator)
    {
        if (separator is '"' or '\r' or '\n' or '\0')
        {
            throw new ArgumentException("A separator cannot be a quote, a line end or NUL; usual ones are ',', ';' and tab.", nameof(separator));
        }

        var cells = new CsvCells();
        new CsvParser(name, separator, cells).Run(reader);
        return new CsvTable(name, cells, header);
    }
}
