namespace AutoGrad;

/// <summary>Unpacks the entries of an archive one after another, and accepts only the length and the checksum that the directory announces. Verifying an entry allocates nothing.</summary>
internal sealed class ZipEntryReader
{
    private readonly Stream stream;
    private readonly string file;
    private readonly byte[] piece = new byte[Inflater.Window];
    private readonly Inflater inflater;

    private ZipFile.Entry entry;
    private string name = "";
    private byte[]? target;
    private long place;
    private uint checksum;

    public ZipEntryReader(Stream stream, string file)
    {
        (this.stream, this.file) = (stream, file);
        inflater = new Inflater(piece, Take);
    }

    /// <summary>Unpacks a whole entry, checks the beginning of its .npy file, and keeps nothing.</summary>
    public void Verify(in ZipFile.Entry entry, string name) => Run(entry, name, null);

    /// <summary>The bytes of an entry.</summary>
    public byte[] Read(in ZipFile.Entry entry, string name)
    {
        var bytes = new byte[entry.Length];
        Run(entry, name, bytes);
        return bytes;
    }

    private void Run(in ZipFile.Entry entry, string name, byte[]? target)
    {
        (this.entry, this.name, this.target, place, checksum) = (entry, name, target, 0, 0);
        stream.Position = entry.Data;
        var fault = entry.IsDeflated ? inflater.Run(stream, entry.Packed) : Copy();
        if (place > entry.Length)
        {
            throw DataFormatException.InBytes(FullName, entry.Record, $"the entry unpacks to more than the {entry.Length} bytes that the directory announces. The archive is damaged or made to harm: don't use it.");
        }

        if (fault is not null)
        {
            throw DataFormatException.InBytes(FullName, entry.Data, $"the packed bytes are damaged after {place} unpacked ones: {fault}. Fetch the file again.");
        }

        if (place != entry.Length || checksum != entry.Checksum)
        {
            throw DataFormatException.InBytes(
                FullName, entry.Record, $"the entry unpacks to {place} bytes with checksum 0x{checksum:X8}; the directory announces {entry.Length} and 0x{entry.Checksum:X8}. The archive may be damaged: fetch it again.");
        }
    }

    /// <summary>What errors call the entry; made only for them, since the names of many small entries would weigh as much as they do.</summary>
    private string FullName => $"{file}/{name}";

    private string? Copy()
    {
        for (long left = entry.Packed; left > 0;)
        {
            var count = stream.ReadAtLeast(piece.AsSpan(0, (int)long.Min(left, piece.Length)), (int)long.Min(left, piece.Length), throwOnEndOfStream: false);
            if (count == 0)
            {
                return "they end too early";
            }

            Take(count);
            left -= count;
        }

        return null;
    }

    private bool Take(int count)
    {
        var bytes = piece.AsSpan(0, count);
        if (place + count <= entry.Length)
        {
            if (place == 0)
            {
                CheckHeader(bytes);
            }

            checksum = Crc32.Append(checksum, bytes);
            if (target is not null)
            {
                bytes.CopyTo(target.AsSpan((int)place));
            }
        }

        place += count;
        return place <= entry.Length;
    }

    private void CheckHeader(ReadOnlySpan<byte> piece)
    {
        // A piece is longer than any header, so the first one holds all of it.
        var beginning = piece[..int.Min(piece.Length, NpyHeader.Longest)];
        try
        {
            NpyHeader.Parse(beginning, entry.Length, file);
        }
        catch (DataFormatException)
        {
            NpyHeader.Parse(beginning, entry.Length, FullName);
            throw;
        }
    }
}
