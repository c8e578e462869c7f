using System.IO.Compression;
using System.Numerics;

namespace AutoGrad;

/// <summary>Reads and writes .npz files: several NumPy arrays in a zip archive. Made for files that nobody has checked yet.</summary>
/// <remarks>
/// Refused, with file, byte and value: everything that <see cref="Npy"/> refuses in an entry; entries that overlap, are encrypted, packed by other methods than deflate, named like paths upward or not .npy;
/// headers that differ from the directory; lengths and checksums that do not match; more unpacked bytes than the limit. Until all entries are verified, no more is allocated than the file's size and 64 KiB.
/// </remarks>
public static class Npz
{
    /// <summary>The most bytes that all arrays of a file may unpack to, unless another limit is given: 2 GiB.</summary>
    public const long UsualLimit = 1L << 31;

    /// <summary>Reads a file: its arrays by name, without the ending .npy.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes that all arrays together may unpack to.</param>
    /// <exception cref="DataFormatException">The file is not a whole .npz file, holds what is not supported, or unpacks to more than the limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Load(string path, long limit = UsualLimit)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = UntrustedFile.Open(path);
        return Read(file, Path.GetFileName(path), limit);
    }

    /// <summary>Reads a whole stream, and leaves it open.</summary>
    /// <param name="stream">The bytes, from the stream's beginning; it must be able to seek.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="limit">The most bytes that all arrays together may unpack to.</param>
    /// <exception cref="DataFormatException">The stream does not hold a whole .npz file, holds what is not supported, or unpacks to more than the limit.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(Stream stream, string name, long limit = UsualLimit)
    {
        UntrustedFile.CheckSeeks(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var (names, entries) = ZipFile.Directory(stream, name);
        var total = entries.Sum(static entry => (long)entry.Length);
        if (total > limit)
        {
            throw DataFormatException.InFile(name, $"its arrays unpack to {total} bytes, but the limit is {limit}. Give a higher limit if you trust the file.");
        }

        // Once through all to verify, and only then again to keep.
        var reader = new ZipEntryReader(stream, name);
        for (var index = 0; index < entries.Length; index++)
        {
            reader.Verify(entries[index], names[index]);
        }

        var arrays = new Dictionary<string, StoredTensor>(entries.Length);
        for (var index = 0; index < entries.Length; index++)
        {
            var (file, array) = ($"{name}/{names[index]}", names[index][..^4]);
            var bytes = reader.Read(entries[index], names[index]);
            var header = NpyHeader.Parse(bytes.AsSpan(0, int.Min(bytes.Length, NpyHeader.Longest)), bytes.Length, file);
            arrays.Add(array, Npy.Stored(file, array, header, bytes.AsMemory(header.DataStart)));
        }

        return arrays;
    }

    /// <summary>Writes tensors to a file; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="tensors">The tensors with their names, without the ending .npy.</param>
    /// <param name="compress">Whether the arrays are packed, which is slow and gains little on weights.</param>
    /// <exception cref="ValueException">A name is empty, doubled or like a path.</exception>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save<T>(string path, IEnumerable<KeyValuePair<string, Tensor<T>>> tensors, bool compress = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        var checkedTensors = Checked(tensors);

        // Into memory first: the archive's writer goes back to fill in sizes, which a stream that is written through should not do.
        using var archive = new MemoryStream();
        Write(archive, checkedTensors, compress);
        SafeFile.Save(path, archive.WriteTo);
    }

    /// <summary>Writes tensors to a stream, and leaves it open. The same tensors in the same order give the same bytes.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors with their names, without the ending .npy.</param>
    /// <param name="compress">Whether the arrays are packed, which is slow and gains little on weights.</param>
    /// <exception cref="ValueException">A name is empty, doubled or like a path.</exception>
    public static void Write<T>(Stream stream, IEnumerable<KeyValuePair<string, Tensor<T>>> tensors, bool compress = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, tensor) in Checked(tensors))
        {
            var entry = archive.CreateEntry($"{name}.npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);

            // The clock would make each file another one.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var file = entry.Open();
            Npy.Write(file, tensor);
        }
    }

    private static List<KeyValuePair<string, Tensor<T>>> Checked<T>(IEnumerable<KeyValuePair<string, Tensor<T>>> tensors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensors);
        StoredNumbers.Of<T>();
        var names = new HashSet<string>();
        var list = new List<KeyValuePair<string, Tensor<T>>>();
        foreach (var entry in tensors)
        {
            ArgumentNullException.ThrowIfNull(entry.Value, nameof(tensors));
            var name = entry.Key;
            if (name.Length is 0 or > 120 || name[0] == '/' || name.Any(static letter => char.IsControl(letter) || letter is '\\' or ':' || char.IsSurrogate(letter)) || name.Contains("..", StringComparison.Ordinal) || !names.Add(name))
            {
                throw Errors.StoredName("Npz", name, "Names have 1 to 120 characters, are used once, and have no control characters, backslash, colon, '..' or leading slash.");
            }

            list.Add(entry);
        }

        return list;
    }
}
