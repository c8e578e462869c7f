using System.IO.Compression;

namespace AutoGrad;

/// <summary>Unpacks an entry of an archive, and accepts only the length and the checksum that the directory announces.</summary>
internal static class ZipEntryReader
{
    /// <summary>Unpacks the whole entry piece by piece.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="file">What errors call the archive and the entry.</param>
    /// <param name="scratch">Where each piece is written, in turn.</param>
    /// <param name="piece">Told of each piece and of its place in the entry.</param>
    public static void Run(Stream stream, ZipFile.Entry entry, string file, byte[] scratch, Action<ReadOnlyMemory<byte>, long> piece)
    {
        var (place, checksum) = (0L, 0u);
        try
        {
            using var part = new Part(stream, entry.Data, entry.Packed);
            using var unpacked = entry.IsDeflated ? new DeflateStream(part, CompressionMode.Decompress) : (Stream)part;
            while (true)
            {
                // One byte more than announced is asked for, which must not come. Pieces are full but for the last, so that a header is in one.
                var wanted = (int)long.Min(scratch.Length, entry.Length - place + 1);
                var count = unpacked.ReadAtLeast(scratch.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
                if (count == 0)
                {
                    break;
                }

                if (place + count > entry.Length)
                {
                    throw DataFormatException.InBytes(file, entry.Record, $"the entry unpacks to more than the {entry.Length} bytes that the directory announces. The archive is damaged or made to harm: don't use it.");
                }

                checksum = Crc32.Append(checksum, scratch.AsSpan(0, count));
                piece(scratch.AsMemory(0, count), place);
                place += count;
            }
        }
        catch (InvalidDataException cause)
        {
            throw DataFormatException.InBytes(file, entry.Data, $"the packed bytes are damaged after {place} unpacked ones ({cause.Message}). Fetch the file again.", cause);
        }

        if (place != entry.Length || checksum != entry.Checksum)
        {
            throw DataFormatException.InBytes(
                file, entry.Record, $"the entry unpacks to {place} bytes with checksum 0x{checksum:X8}; the directory announces {entry.Length} and 0x{entry.Checksum:X8}. The archive may be damaged: fetch it again.");
        }
    }

    /// <summary>A part of a stream that can seek.</summary>
    private sealed class Part(Stream stream, long start, long length) : Stream
    {
        private long place;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => place;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            stream.Position = start + place;
            var count = stream.Read(buffer[..(int)long.Min(buffer.Length, length - place)]);
            place += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
