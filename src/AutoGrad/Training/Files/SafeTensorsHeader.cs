using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace AutoGrad;

/// <summary>The header of a safetensors file: 8 bytes of length, then a JSON object from names to types, shapes and places.</summary>
/// <remarks>
/// It is gone through three times, each time from the file: once to check each entry by itself and to count, once to check names and places against each other, which takes 32 bytes
/// for each tensor whose entry has 50 or more, and only then to make objects. So a wrong file is refused at less than its own size.
/// </remarks>
internal sealed class SafeTensorsHeader
{
    public const int LongestHeader = 100_000_000;
    private const int LongestName = 2048;
    private const int MostMetadata = 256;
    private const int LongestKey = 128;

    private readonly Stream stream;
    private readonly string file;
    private readonly long origin;
    private readonly long total;
    private readonly int size;
    private readonly char[] name = new char[LongestName];

    private SafeTensorsHeader(Stream stream, string file, long origin, long total, int size) =>
        (this.stream, this.file, this.origin, this.total, this.size) = (stream, file, origin, total, size);

    /// <summary>Told of each tensor in the order of the header.</summary>
    public delegate void TensorFound(in Entry entry);

    /// <summary>Told of each pair of the metadata.</summary>
    public delegate void PairFound(string key, string value);

    /// <summary>Where the bytes of the tensors begin.</summary>
    public long DataStart => origin + 8 + size;

    private long DataLength => total - 8 - size;

    /// <summary>Reads and checks the header of a file that begins at the stream's position and ends where the stream ends.</summary>
    public static SafeTensorsHeader Open(Stream stream, string file)
    {
        var origin = stream.Position;
        var total = stream.Length - origin;
        Span<byte> first = stackalloc byte[9];
        var count = stream.ReadAtLeast(first, 9, throwOnEndOfStream: false);
        if (count < 9)
        {
            throw DataFormatException.InBytes(file, total, $"the file ends after {total} bytes; a safetensors file begins with 8 bytes of length and a header. It may be cut off: fetch it again.");
        }

        var size = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (size is < 2 or > LongestHeader || (long)size > total - 8)
        {
            throw DataFormatException.InBytes(file, 0, $"the length of the header is {size}; it is at least 2, at most {LongestHeader}, and here {total - 8} bytes follow. Check that it is a safetensors file, whole.");
        }

        if (first[8] != (byte)'{')
        {
            throw DataFormatException.InBytes(file, 8, $"the header begins with 0x{first[8]:X2}; it is a JSON object and begins with '{{'. Check that it is the right file.");
        }

        var header = new SafeTensorsHeader(stream, file, origin, total, (int)size);
        header.Check();
        return header;
    }

    /// <summary>Goes through the header.</summary>
    public int Scan(TensorFound? found, PairFound? pair, long allowance = long.MaxValue)
    {
        stream.Position = origin + 8;
        var tokens = new JsonTokens(stream, file, size);
        tokens.Expect(JsonTokenType.StartObject, "an object of tensors");
        var (count, sawMetadata) = (0, false);
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.Is("__metadata__"u8))
            {
                if (sawMetadata)
                {
                    throw tokens.Wrong("'__metadata__' is there twice");
                }

                sawMetadata = true;
                ScanMetadata(ref tokens, pair);
                continue;
            }

            ScanTensor(ref tokens, found);
            count++;
            if (tokens.BufferSize + (32L * count) > allowance)
            {
                throw tokens.Wrong($"the header names {count} tensors beside a long text, more than a file of {total} bytes can hold");
            }
        }

        // Only blanks may follow; the reader refuses everything else.
        tokens.Read();
        return count;
    }

    /// <summary>Checks each entry, then that names differ and that the places cover the data without hole and overlap.</summary>
    private void Check()
    {
        var allowance = total + (1 << 15);
        var records = new Record[Scan(null, null, allowance)];
        var count = 0;
        Scan((in entry) => records[count++] = new Record(NameHash(entry.Name), entry.Begin, entry.End), null, allowance);

        Array.Sort(records, static (left, right) => left.Hash.CompareTo(right.Hash));
        for (var index = 1; index < records.Length; index++)
        {
            if (records[index].Hash == records[index - 1].Hash)
            {
                var (name, offset) = Find(records[index].Hash);
                throw DataFormatException.InBytes(file, offset, $"the tensor '{name}' is there twice. The file may be damaged: fetch it again.");
            }
        }

        Array.Sort(records, static (left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        var end = 0L;
        foreach (var record in records)
        {
            if (record.Begin != end)
            {
                var (name, offset) = Find(record.Hash);
                var fault = record.Begin < end ? "overlaps the tensor before it, which ends" : "leaves a hole after the tensor before it, which ends";
                throw DataFormatException.InBytes(file, offset, $"the tensor '{name}' with data_offsets [{record.Begin}, {record.End}] {fault} at {end}. The file may be damaged: fetch it again.");
            }

            end = record.End;
        }

        if (end != DataLength)
        {
            throw DataFormatException.InBytes(file, 8 + size + end, $"the tensors end after {end} bytes of data, the file after {DataLength}. It may be damaged, or two files in one: fetch it again.");
        }
    }

    private (string Name, long Offset) Find(UInt128 hash)
    {
        (string, long) found = ("?", 8);
        Scan((in entry) => found = NameHash(entry.Name) == hash ? (Errors.Shown(entry.Name.ToString()), entry.Offset) : found, null);
        return found;
    }

    private void ScanTensor(ref JsonTokens tokens, TensorFound? found)
    {
        var offset = tokens.Offset;
        var text = name.AsSpan(0, tokens.Text(name, "the name of a tensor"));
        if (text.IsEmpty || text.ContainsAnyInRange('\0', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F'))
        {
            throw tokens.Wrong($"the name '{Errors.Shown(text.ToString())}' of a tensor is empty or has a control character");
        }

        tokens.Expect(JsonTokenType.StartObject, "an object with dtype, shape and data_offsets");
        StoredNumber? type = null;
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        var (rank, elements, begin, end) = (-1, 0L, -1L, -1L);
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.Is("dtype"u8) && type is null)
            {
                tokens.Expect(JsonTokenType.String, "the name of a dtype");
                type = SafeTensorsTypes.Parse(tokens, file, text);
            }
            else if (tokens.Is("shape"u8) && rank < 0)
            {
                (rank, elements) = ScanShape(ref tokens, sizes, text);
            }
            else if (tokens.Is("data_offsets"u8) && begin < 0)
            {
                (begin, end) = ScanOffsets(ref tokens, text);
            }
            else
            {
                throw tokens.Wrong($"the entry of '{Errors.Shown(text.ToString())}' has {tokens.Shown()}, which does not belong there or is there twice; it has dtype, shape and data_offsets");
            }
        }

        if (type is not { } known || rank < 0 || begin < 0)
        {
            throw tokens.Wrong($"the entry of '{Errors.Shown(text.ToString())}' lacks {(type is null ? "dtype" : rank < 0 ? "shape" : "data_offsets")}");
        }

        var needed = elements * StoredNumbers.SizeOf(known);
        if (needed > Array.MaxLength)
        {
            throw DataFormatException.Unsupported(file, offset, $"the tensor '{Errors.Shown(text.ToString())}' has {needed} bytes; a tensor here has at most {Array.MaxLength}. Split it.");
        }

        if (end - begin != needed)
        {
            throw tokens.Wrong($"'{Errors.Shown(text.ToString())}' needs {needed} bytes by its shape and dtype, but its data_offsets [{begin}, {end}] hold {end - begin}");
        }

        found?.Invoke(new Entry(text, known, sizes[..rank], begin, end, offset));
    }

    private static (int Rank, long Elements) ScanShape(ref JsonTokens tokens, scoped Span<int> sizes, scoped ReadOnlySpan<char> tensor)
    {
        tokens.Expect(JsonTokenType.StartArray, "the shape, an array of sizes");
        var (rank, elements, isEmpty) = (0, 1L, false);
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            // Sizes beside a zero count too, as in all the library's readers. The product of two such numbers fits in 63 bits.
            if (!tokens.TryInteger(out var length) || length > (ulong)Array.MaxLength || (elements *= long.Max(1, (long)length)) > Array.MaxLength)
            {
                throw tokens.Wrong($"the shape of '{Errors.Shown(tensor.ToString())}' has the size {tokens.Shown()}; sizes are integers, 0 or more, with a product of at most {Array.MaxLength}");
            }

            if (rank == sizes.Length)
            {
                throw tokens.Wrong($"the shape of '{Errors.Shown(tensor.ToString())}' has more than the {Shape.MaxRank} axes that are supported");
            }

            isEmpty |= length == 0;
            sizes[rank++] = (int)length;
        }

        return (rank, isEmpty ? 0 : elements);
    }

    private (long Begin, long End) ScanOffsets(ref JsonTokens tokens, ReadOnlySpan<char> tensor)
    {
        tokens.Expect(JsonTokenType.StartArray, "data_offsets, an array of two places");
        Span<long> places = stackalloc long[2];
        var count = 0;
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (!tokens.TryInteger(out var place) || place > (ulong)DataLength || count == 2 || (long)place < places[0])
            {
                throw tokens.Wrong($"the data_offsets of '{Errors.Shown(tensor.ToString())}' have {tokens.Shown()}; they are two integers, begin and end, within the {DataLength} bytes of data");
            }

            places[count++] = (long)place;
        }

        return count == 2 ? (places[0], places[1]) : throw tokens.Wrong($"the data_offsets of '{Errors.Shown(tensor.ToString())}' have {count} places; begin and end are needed");
    }

    private static void ScanMetadata(ref JsonTokens tokens, PairFound? pair)
    {
        tokens.Expect(JsonTokenType.StartObject, "the metadata, an object of texts");
        Span<UInt128> keys = stackalloc UInt128[MostMetadata];
        Span<char> text = stackalloc char[LongestKey];
        var count = 0;
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            var key = text[..tokens.Text(text, "a key of the metadata")];
            var hash = NameHash(key);
            if (count == MostMetadata || keys[..count].Contains(hash))
            {
                throw tokens.Wrong(count == MostMetadata ? $"the metadata have more than {MostMetadata} keys" : $"the metadata have the key '{Errors.Shown(key.ToString())}' twice");
            }

            keys[count++] = hash;
            tokens.Expect(JsonTokenType.String, "a text for each key of the metadata");
            tokens.CheckText("a value of the metadata");
            pair?.Invoke(key.ToString(), tokens.Text());
        }
    }

    private static UInt128 NameHash(ReadOnlySpan<char> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(name), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>A tensor as the header describes it.</summary>
    public readonly ref struct Entry(ReadOnlySpan<char> name, StoredNumber type, ReadOnlySpan<int> sizes, long begin, long end, long offset)
    {
        public ReadOnlySpan<char> Name { get; } = name;

        public StoredNumber Type { get; } = type;

        public ReadOnlySpan<int> Sizes { get; } = sizes;

        public long Begin { get; } = begin;

        public long End { get; } = end;

        public long Offset { get; } = offset;
    }

    private readonly record struct Record(UInt128 Hash, long Begin, long End);
}
