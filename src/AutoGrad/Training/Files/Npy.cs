using System.Numerics;

namespace AutoGrad;

/// <summary>Reads and writes .npy files, NumPy's own for one array. Made for files that nobody has checked yet.</summary>
/// <remarks>
/// Read are versions 1 to 3; floating point of 2, 4 and 8 bytes, integers of 1 to 8 and truth values; both orders of bytes; row-major and column-major. Written is version 1, row-major, least byte first.
/// Refused, with file, byte and value: pickled objects (which are never run), texts, dates, complex and structured types; a header that is not exactly the dictionary of descr, fortran_order and shape;
/// sizes that no tensor can have, also beside a zero; missing and trailing bytes. Until all that is verified, no more is allocated than the file's size and 64 KiB. Source: NumPy Enhancement Proposal 1.
/// </remarks>
public static class Npy
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">The file is not a whole .npy file, or holds what is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoredTensor Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = UntrustedFile.Open(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a stream from its position to its end, and leaves it open.</summary>
    /// <param name="stream">The bytes; the stream must be able to seek, since its length is checked first.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <exception cref="DataFormatException">The stream does not hold a whole .npy file, or holds what is not supported.</exception>
    public static StoredTensor Read(Stream stream, string name)
    {
        UntrustedFile.CheckSeeks(stream);
        ArgumentNullException.ThrowIfNull(name);
        var origin = stream.Position;
        var total = stream.Length - origin;
        var beginning = new byte[long.Clamp(total, 0, NpyHeader.Longest)];
        var count = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        var header = NpyHeader.Parse(beginning.AsSpan(0, count), total, name);
        stream.Position = origin + header.DataStart;
        var bytes = new byte[header.DataLength];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? Stored(name, name, header, bytes)
            : throw DataFormatException.InBytes(name, header.DataStart, "the file became shorter while it was read. Read it again when nobody writes it.");
    }

    /// <summary>Writes a tensor to a file; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save<T>(string path, Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensor);
        StoredNumbers.Of<T>();
        SafeFile.Save(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes indices to a file, as integers of 4 bytes; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save(string path, Indices indices)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(indices);
        SafeFile.Save(path, stream => Write(stream, indices));
    }

    /// <summary>Writes a tensor to a stream, and leaves it open.</summary>
    public static void Write<T>(Stream stream, Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        stream.Write(NpyHeader.Write(StoredNumbers.Of<T>(), tensor.Shape));
        StoredNumbers.Write(tensor, stream);
    }

    /// <summary>Writes indices to a stream, as integers of 4 bytes, and leaves it open.</summary>
    public static void Write(Stream stream, Indices indices)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(indices);
        stream.Write(NpyHeader.Write(StoredNumber.Integer32, indices.Shape));
        StoredNumbers.Write(indices, stream);
    }

    internal static StoredTensor Stored(string file, string name, NpyHeader header, ReadOnlyMemory<byte> bytes) =>
        new(file, name, header.Type, header.Shape, bytes, header.IsBigEndian, header.IsColumnMajor);
}
