using System.Buffers.Binary;
using System.Text;

namespace AutoGrad;

/// <summary>The entries of a zip archive that nobody has checked yet.</summary>
/// <remarks>
/// ZipArchive does not compare checksums, believes sizes and lets entries overlap. Here the directory, each local header and each entry's place are checked against each other first,
/// then every entry is inflated once only to compare its length and checksum. Source: PKWARE, .ZIP File Format Specification 6.3.
/// </remarks>
internal sealed class ZipFile
{
    private const int EndSize = 22;
    private const int RecordSize = 46;
    private const int LocalSize = 30;
    private const int LongestName = 512;

    private readonly Stream stream;
    private readonly string file;
    private readonly long total;
    private readonly byte[] buffer = new byte[1 << 12];

    private ZipFile(Stream stream, string file) => (this.stream, this.file, total) = (stream, file, stream.Length);

    /// <summary>Told of each entry in the order of the directory.</summary>
    private delegate void EntryFound(in Entry entry, ReadOnlySpan<byte> name);

    /// <summary>Reads and checks the directory of an archive that is a whole stream: the names of the entries, and where they are.</summary>
    /// <remarks>An entry has at least 76 bytes in the file and its name twice; its place and its name here take no more.</remarks>
    public static (string[] Names, Entry[] Entries) Directory(Stream stream, string file)
    {
        var zip = new ZipFile(stream, file);
        var (count, start, size) = zip.FindEnd();
        zip.Scan(count, start, size, static (in _, _) => { });

        // Places before names: entries that do not overlap have bytes of their own, which pay for the memory of their names.
        var entries = new Entry[count];
        var index = 0;
        zip.Scan(count, start, size, (in entry, _) => entries[index++] = entry);
        zip.CheckOverlaps(entries);

        var names = new string[count];
        index = 0;
        zip.Scan(count, start, size, (in _, bytes) => names[index++] = Encoding.UTF8.GetString(bytes));
        zip.CheckNames(names, entries);
        return (names, entries);
    }

    private void CheckOverlaps(Entry[] entries)
    {
        Array.Sort(entries, static (left, right) => left.Header.CompareTo(right.Header));
        for (var next = 1; next < entries.Length; next++)
        {
            var (begin, end) = (entries[next].Header, entries[next - 1].Data + entries[next - 1].Packed);
            if (begin < end)
            {
                throw DataFormatException.InBytes(file, begin, $"two entries overlap: one begins at {begin} and one before it ends at {end}. The archive is damaged or made to harm: don't use it.");
            }
        }

        Array.Sort(entries, static (left, right) => left.Record.CompareTo(right.Record));
    }

    private void CheckNames(string[] names, Entry[] entries)
    {
        string[] sorted = [.. names];
        Array.Sort(sorted, StringComparer.Ordinal);
        for (var next = 1; next < sorted.Length; next++)
        {
            if (sorted[next] == sorted[next - 1])
            {
                throw DataFormatException.InBytes(file, entries[Array.LastIndexOf(names, sorted[next])].Record, $"the name '{Errors.Shown(sorted[next])}' is there twice. The archive may be damaged: fetch it again.");
            }
        }
    }

    /// <summary>The end of central directory record: 22 bytes and a comment, at the very end.</summary>
    private (int Count, long Start, long Size) FindEnd()
    {
        // The record itself is in the first piece in all archives without comment; with one it may lie up to 65,535 bytes before.
        for (var piece = total; piece > 0 && total - piece <= ushort.MaxValue; piece -= buffer.Length - EndSize)
        {
            var begin = long.Max(0, piece - buffer.Length);
            var bytes = ReadAt(begin, (int)(piece - begin), "the end of the directory");
            for (var place = bytes.Length - EndSize; place >= 0; place--)
            {
                var record = bytes[place..];
                if (BinaryPrimitives.ReadUInt32LittleEndian(record) == 0x06054B50 && begin + place + EndSize + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == total)
                {
                    return CheckEnd(record, begin + place);
                }
            }
        }

        throw DataFormatException.InBytes(file, total, $"no end of a zip directory is found in its {total} bytes. It may be cut off, or no .npz file: fetch it again.");
    }

    private (int Count, long Start, long Size) CheckEnd(ReadOnlySpan<byte> record, long place)
    {
        var disks = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        var (here, count) = (BinaryPrimitives.ReadUInt16LittleEndian(record[8..]), BinaryPrimitives.ReadUInt16LittleEndian(record[10..]));
        var (size, start) = (BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
        {
            throw DataFormatException.Unsupported(file, place, "the archive is a zip64 with more than 65,534 entries or 4 GB, which is not supported. Store fewer arrays in one file.");
        }

        return disks == 0 && here == count && start + (long)size == place && (long)count * RecordSize <= size
            ? (count, start, size)
            : throw DataFormatException.InBytes(
                file, place, $"the directory has {count} entries ({here} in this part, parts {disks}) in {size} bytes at {start}, which do not end at {place}. The archive may be damaged: fetch it again.");
    }

    private void Scan(int count, long start, long size, EntryFound found)
    {
        var (place, end) = (start, start + size);
        Span<byte> names = stackalloc byte[LongestName];
        for (var index = 0; index < count; index++)
        {
            var record = ReadAt(place, RecordSize, "an entry of the directory");
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x02014B50)
            {
                throw DataFormatException.InBytes(file, place, $"entry {index} of the directory does not begin with its signature. The archive may be damaged: fetch it again.");
            }

            var flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
            var method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            var (packed, length) = (BinaryPrimitives.ReadUInt32LittleEndian(record[20..]), BinaryPrimitives.ReadUInt32LittleEndian(record[24..]));
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
            var rest = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
            var header = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
            CheckRecord(place, flags, method, packed, length, nameLength, header);
            var name = names[..nameLength];
            ReadAt(place + RecordSize, nameLength, "a name").CopyTo(name);
            CheckName(name, place);
            var data = CheckLocal(header, flags, method, checksum, packed, length, name);
            if (data + packed > start)
            {
                throw DataFormatException.InBytes(file, place, $"entry {index} has {packed} bytes at {data}, beyond the {start} bytes before the directory. The archive may be damaged: fetch it again.");
            }

            found(new Entry(place, header, (int)(data - header), packed, (int)length, checksum, method == 8), name);
            place += RecordSize + nameLength + rest;
            if (place > end)
            {
                throw DataFormatException.InBytes(file, place, $"entry {index} reaches beyond the end of the directory at {end}. The archive may be damaged: fetch it again.");
            }
        }

        if (place != end)
        {
            throw DataFormatException.InBytes(file, place, $"the directory has {end - place} bytes after its {count} entries. The archive may be damaged: fetch it again.");
        }
    }

    private void CheckRecord(long place, int flags, int method, uint packed, uint length, int nameLength, uint header)
    {
        if ((flags & 0x2041) != 0 || method is not (0 or 8))
        {
            throw DataFormatException.Unsupported(file, place, $"an entry is {((flags & 0x2041) != 0 ? "encrypted" : $"packed by method {method}")}, which is not supported. Write the file with numpy.savez or savez_compressed.");
        }

        if (packed == uint.MaxValue || length > Array.MaxLength || header == uint.MaxValue)
        {
            throw DataFormatException.Unsupported(file, place, $"an entry has {packed} bytes packed and {length} unpacked; at most {Array.MaxLength} are supported. Store smaller arrays.");
        }

        // Deflate cannot pack more than 1,032 bytes into one, and no .npy file is shorter than its header.
        if ((method == 0 && packed != length) || length > (1032L * packed) + 64 || length < NpyHeader.Shortest || nameLength is 0 or > LongestName)
        {
            throw DataFormatException.InBytes(file, place, $"an entry says that {packed} bytes make {length}, with a name of {nameLength}; that cannot be. The archive is damaged or made to harm: don't use it.");
        }
    }

    /// <summary>Names are never used as paths; one that looks like a trick is refused all the same.</summary>
    private void CheckName(ReadOnlySpan<byte> name, long place)
    {
        var isTrick = name.ContainsAnyInRange((byte)0, (byte)31) || name.ContainsAny((byte)'\\', (byte)':', (byte)127) || name[0] == (byte)'/' || name.IndexOf(".."u8) >= 0;
        if (isTrick || !System.Text.Unicode.Utf8.IsValid(name) || !name.EndsWith(".npy"u8))
        {
            throw DataFormatException.InBytes(
                file, place, $"an entry has the name '{Errors.Shown(Encoding.Latin1.GetString(name[..int.Min(80, name.Length)]))}'; names in an .npz file end with .npy and are no paths upward. Check that it is the right file.");
        }
    }

    /// <summary>Compares the header before an entry's bytes with the directory, and returns where the bytes begin.</summary>
    private long CheckLocal(uint header, int flags, int method, uint checksum, uint packed, uint length, ReadOnlySpan<byte> name)
    {
        var local = ReadAt(header, LocalSize, "the header of an entry");
        var isSame = BinaryPrimitives.ReadUInt32LittleEndian(local) == 0x04034B50 && BinaryPrimitives.ReadUInt16LittleEndian(local[6..]) == flags && BinaryPrimitives.ReadUInt16LittleEndian(local[8..]) == method;
        var (localChecksum, localPacked, localLength) = (
            BinaryPrimitives.ReadUInt32LittleEndian(local[14..]), BinaryPrimitives.ReadUInt32LittleEndian(local[18..]), BinaryPrimitives.ReadUInt32LittleEndian(local[22..]));
        var (nameLength, extraLength) = (BinaryPrimitives.ReadUInt16LittleEndian(local[26..]), BinaryPrimitives.ReadUInt16LittleEndian(local[28..]));

        // A file that was written without going back has zeros here and the sizes behind its bytes; NumPy leaves room for sizes of 8 bytes.
        var isLater = (flags & 8) != 0 && localChecksum == 0 && localPacked is 0 or uint.MaxValue && localLength is 0 or uint.MaxValue;
        isSame &= isLater || (localChecksum == checksum && (localPacked == packed || localPacked == uint.MaxValue) && (localLength == length || localLength == uint.MaxValue));
        if (!isSame || nameLength != name.Length || !ReadAt(header + LocalSize, nameLength, "the name of an entry").SequenceEqual(name))
        {
            throw DataFormatException.InBytes(file, header, $"the header of the entry '{Errors.Shown(Encoding.UTF8.GetString(name))}' is not what the directory says. The archive is damaged or made to harm: don't use it.");
        }

        if (!isLater && (localPacked == uint.MaxValue || localLength == uint.MaxValue))
        {
            var extra = ReadAt(header + LocalSize + nameLength, int.Min(extraLength, 20), "the sizes of an entry");
            var isFound = extra.Length == 20 && BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1 &&
                BinaryPrimitives.ReadUInt64LittleEndian(extra[4..]) == length && BinaryPrimitives.ReadUInt64LittleEndian(extra[12..]) == packed;
            if (!isFound)
            {
                throw DataFormatException.InBytes(file, header, $"the header of the entry '{Errors.Shown(Encoding.UTF8.GetString(name))}' has other sizes than the directory. The archive is damaged or made to harm: don't use it.");
            }
        }

        return header + LocalSize + nameLength + extraLength;
    }

    private ReadOnlySpan<byte> ReadAt(long place, int count, string what)
    {
        stream.Position = long.Min(place, total);
        var bytes = buffer.AsSpan(0, count);
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw DataFormatException.InBytes(file, place, $"{what} should be here, but the file ends after {total} bytes. The archive may be cut off: fetch it again.");
    }

    /// <summary>An entry as directory and local header describe it, in agreement.</summary>
    /// <param name="Record">Where its record in the directory is.</param>
    /// <param name="Header">Where its local header is.</param>
    /// <param name="HeaderLength">How long that is.</param>
    /// <param name="Packed">How many bytes follow it.</param>
    /// <param name="Length">How many they unpack to.</param>
    /// <param name="Checksum">The checksum of these.</param>
    /// <param name="IsDeflated">Whether the bytes are deflated, not stored.</param>
    public readonly record struct Entry(long Record, uint Header, int HeaderLength, uint Packed, int Length, uint Checksum, bool IsDeflated)
    {
        /// <summary>Where the packed bytes begin.</summary>
        public long Data => Header + (long)HeaderLength;
    }
}
