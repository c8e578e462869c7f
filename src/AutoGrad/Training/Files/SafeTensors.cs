using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AutoGrad;

/// <summary>Reads and writes safetensors files, which PyTorch and its neighbours exchange weights by. Made for files that nobody has checked yet.</summary>
/// <remarks>
/// The format: the length of the header as 8 bytes, least first; the header, a JSON object from names to dtype, shape and place; the numbers. Source: the specification at huggingface.co/docs/safetensors.
/// Read are F16, BF16, F32, F64, all integers and BOOL; written float and double. Refused, with file, byte and value: a header of more than 100,000,000 bytes or past the end, anything that is not strict JSON,
/// unknown, missing or doubled keys, names that are empty, have control characters or more than 2,048 bytes, sizes that no tensor can have (also beside a zero), places that overlap, leave holes or do not end with the file.
/// Until all that is verified, no more is allocated than the file's size and 64 KiB.
/// </remarks>
public static class SafeTensors
{
    private static readonly JsonWriterOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">The file is not a whole safetensors file, or holds what is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensorsFile Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = UntrustedFile.Open(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a stream from its position to its end, and leaves it open.</summary>
    /// <param name="stream">The bytes; they are gone through several times, so the stream must be able to seek.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <exception cref="DataFormatException">The stream does not hold a whole safetensors file, or holds what is not supported.</exception>
    public static SafeTensorsFile Read(Stream stream, string name)
    {
        UntrustedFile.CheckSeeks(stream);
        ArgumentNullException.ThrowIfNull(name);
        var header = SafeTensorsHeader.Open(stream, name);
        var tensors = new Dictionary<string, StoredTensor>();
        var metadata = new Dictionary<string, string>();
        var places = new List<(string Name, StoredNumber Type, Shape Shape, long Begin, long End)>();
        header.Scan((in entry) => places.Add((entry.Name.ToString(), entry.Type, Shape.Create(entry.Sizes), entry.Begin, entry.End)), metadata.Add);
        places.Sort(static (left, right) => left.Begin.CompareTo(right.Begin));
        foreach (var (tensor, type, shape, begin, end) in places)
        {
            var bytes = new byte[end - begin];
            stream.Position = header.DataStart + begin;
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw DataFormatException.InBytes(name, header.DataStart + begin, $"the file became shorter while the tensor '{tensor}' was read. Read it again when nobody writes it.");
            }

            tensors.Add(tensor, new StoredTensor(name, tensor, type, shape, bytes));
        }

        stream.Position = stream.Length;
        return new SafeTensorsFile(name, tensors, metadata);
    }

    /// <summary>Writes a file; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="tensors">The tensors with their names.</param>
    /// <param name="metadata">Texts to carry along.</param>
    /// <exception cref="ValueException">A name is empty, doubled or has control characters.</exception>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save<T>(string path, IEnumerable<KeyValuePair<string, Tensor<T>>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        var sorted = Sorted(tensors);
        SafeFile.Save(path, stream => WriteSorted(stream, sorted, metadata));
    }

    /// <summary>Writes to a stream, and leaves it open. Equal tensors and texts give equal bytes, in whatever order they come.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors with their names.</param>
    /// <param name="metadata">Texts to carry along.</param>
    /// <exception cref="ValueException">A name is empty, doubled or has control characters.</exception>
    public static void Write<T>(Stream stream, IEnumerable<KeyValuePair<string, Tensor<T>>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteSorted(stream, Sorted(tensors), metadata);
    }

    private static KeyValuePair<string, Tensor<T>>[] Sorted<T>(IEnumerable<KeyValuePair<string, Tensor<T>>> tensors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensors);
        StoredNumbers.Of<T>();
        KeyValuePair<string, Tensor<T>>[] sorted = [.. tensors.OrderBy(static entry => entry.Key, StringComparer.Ordinal)];
        for (var index = 0; index < sorted.Length; index++)
        {
            ArgumentNullException.ThrowIfNull(sorted[index].Value, nameof(tensors));
            var name = sorted[index].Key;
            var isFit = name.Length > 0 && !name.Any(char.IsControl) && name != "__metadata__" && IsUnicode(name) && Encoding.UTF8.GetByteCount(name) <= 2_048;
            if (!isFit || (index > 0 && sorted[index - 1].Key == name))
            {
                throw Errors.StoredName("SafeTensors", name, isFit ? "It was given twice: each tensor has a name of its own." : "Names have 1 to 2,048 bytes as UTF-8, no control character and no half of a pair, and are not __metadata__.");
            }
        }

        return sorted;
    }

    private static bool IsUnicode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteSorted<T>(Stream stream, KeyValuePair<string, Tensor<T>>[] tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var header = Header(tensors, metadata);

        // Padded with blanks, so that the numbers lie at a multiple of their size.
        var padded = (header.Length + 7) / 8 * 8;
        var first = new byte[8 + padded];
        first.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(first, (ulong)padded);
        header.CopyTo(first, 8);
        stream.Write(first);
        foreach (var (_, tensor) in tensors)
        {
            StoredNumbers.Write(tensor, stream);
        }
    }

    private static byte[] Header<T>(KeyValuePair<string, Tensor<T>>[] tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var type = StoredNumbers.Of<T>();
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, plain))
        {
            json.WriteStartObject();
            var pairs = metadata?.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToArray() ?? [];
            if (pairs.Length > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in pairs)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long place = 0;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafeTensorsTypes.NameOf(type));
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(place);
                json.WriteNumberValue(place += (long)tensor.Length * StoredNumbers.SizeOf(type));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
