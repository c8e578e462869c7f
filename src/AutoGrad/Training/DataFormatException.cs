namespace AutoGrad;

/// <summary>A file or stream does not hold what its format demands. Says where, as far as the format has places: line and column, or byte offset.</summary>
public sealed class DataFormatException : FormatException
{
    /// <summary>An exception that says only that something was wrong.</summary>
    public DataFormatException()
        : base("The data does not have the expected format.")
    {
    }

    /// <summary>An exception with a message.</summary>
    public DataFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public DataFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stable code of the rule that was broken, which docs/errors.md explains; null for an exception made by hand.</summary>
    public string? Code { get; private init; }

    /// <summary>The name of the file or stream, where it has one.</summary>
    public string? File { get; private init; }

    /// <summary>The line, from 1, in text.</summary>
    public long? Line { get; private init; }

    /// <summary>The field of the line, from 1, in tables.</summary>
    public int? Column { get; private init; }

    /// <summary>The byte, from 0, in binary data; in compressed files it counts the inflated bytes.</summary>
    public long? Offset { get; private init; }

    /// <summary>A fault at a place of a table.</summary>
    internal static DataFormatException InTable(string file, long line, int? column, string fault) =>
        new((column is null ? $"{file}, line {line}: {fault}" : $"{file}, line {line}, column {column}: {fault}") + " [AG501]") { Code = "AG501", File = file, Line = line, Column = column };

    /// <summary>A fault at a place of binary data.</summary>
    internal static DataFormatException InBytes(string file, long offset, string fault, Exception? cause = null) =>
        new($"{file}, byte {offset}: {fault} [AG502]", cause) { Code = "AG502", File = file, Offset = offset };

    /// <summary>A fault of the whole file.</summary>
    internal static DataFormatException InFile(string file, string fault) => new($"{file}: {fault} [AG503]") { Code = "AG503", File = file };

    /// <summary>A checkpoint whose checksum is not that of its bytes.</summary>
    internal static DataFormatException Damaged(string file, string fault) => new($"{file}: {fault} [AG685]") { Code = "AG685", File = file };

    /// <summary>A checkpoint of a newer version of the format.</summary>
    internal static DataFormatException Newer(string file, long offset, string fault) => new($"{file}, byte {offset}: {fault} [AG686]") { Code = "AG686", File = file, Offset = offset };

    /// <summary>A place of binary data that is right by its format, but holds what this library does not read.</summary>
    internal static DataFormatException Unsupported(string file, long offset, string fault) =>
        new($"{file}, byte {offset}: {fault} [AG681]") { Code = "AG681", File = file, Offset = offset };
}
