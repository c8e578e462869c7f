using System.Buffers.Binary;
using System.IO.Compression;

namespace AutoGrad;

/// <summary>The bytes of a stream, inflated if it is a gzip file, which must end exactly where the reader says and match the file's checksum.</summary>
/// <remarks>
/// GZipStream reads on into a second member, ignores what follows the last one, and takes a file that was cut off within its trailer for a whole one.
/// So the last 8 bytes of the file are compared here with the checksum and the length of all that was read (RFC 1952, section 2.3.1): every one of these fails that.
/// </remarks>
internal sealed class VerifiedSource : IDisposable
{
    private readonly string name;
    private readonly Tail file;
    private readonly GZipStream? inflater;
    private uint checksum;

    public VerifiedSource(Stream stream, string name)
    {
        this.name = name;
        Span<byte> magic = stackalloc byte[2];
        var count = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file = new Tail(stream, magic[..count]);
        if (count == 2 && magic[0] == 0x1F && magic[1] == 0x8B)
        {
            inflater = new GZipStream(file, CompressionMode.Decompress);
        }
    }

    /// <summary>How many bytes were handed out; of a compressed file, how many inflated ones.</summary>
    public long Offset { get; private set; }

    /// <summary>Fills the whole span, or throws an error that names <paramref name="what"/> was wanted.</summary>
    public void Fill(Span<byte> bytes, string what)
    {
        var count = ReadSome(bytes);
        if (count < bytes.Length)
        {
            throw DataFormatException.InBytes(name, Offset, $"the file ends after {Offset} bytes, {bytes.Length - count} too early for {what}. It may be cut off: fetch it again.");
        }

        checksum = Crc32.Append(checksum, bytes);
    }

    /// <summary>Throws unless the file ends here, whole.</summary>
    public void ExpectEnd()
    {
        Span<byte> one = stackalloc byte[1];
        var end = Offset;
        if (ReadSome(one) > 0 || (inflater is not null && file.Read(one) > 0))
        {
            throw DataFormatException.InBytes(name, end, $"the file goes on after the {end} bytes that its header announces. It may be damaged, or two files in one: fetch it again.");
        }

        if (inflater is null)
        {
            return;
        }

        var (checksum, length) = file.Trailer();
        if (checksum != this.checksum || length != unchecked((uint)end))
        {
            throw DataFormatException.InBytes(
                name, end, $"the gzip file ends with checksum 0x{checksum:X8} and length {length}; its content has 0x{this.checksum:X8} and {end}. It may be cut off or damaged: fetch it again.");
        }
    }

    public void Dispose()
    {
        inflater?.Dispose();
        file.Dispose();
    }

    private int ReadSome(Span<byte> bytes)
    {
        try
        {
            var count = (inflater ?? (Stream)file).ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Offset += count;
            return count;
        }
        catch (InvalidDataException cause)
        {
            throw DataFormatException.InBytes(name, Offset, $"the gzip data is damaged ({cause.Message}). Fetch the file again.", cause);
        }
    }

    /// <summary>A stream that remembers its last 8 bytes, and gives the first ones again that were read to see what it holds.</summary>
    private sealed class Tail(Stream stream, ReadOnlySpan<byte> peeked) : Stream
    {
        private readonly byte[] peeked = peeked.ToArray();
        private ulong last;
        private int given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>The last 8 bytes as gzip's trailer: checksum and length, little-endian.</summary>
        public (uint Checksum, uint Length) Trailer() => (BinaryPrimitives.ReverseEndianness((uint)(last >> 32)), BinaryPrimitives.ReverseEndianness((uint)last));

        public override int Read(Span<byte> buffer)
        {
            int count;
            if (given < peeked.Length)
            {
                count = int.Min(buffer.Length, peeked.Length - given);
                peeked.AsSpan(given, count).CopyTo(buffer);
                given += count;
            }
            else
            {
                count = stream.Read(buffer);
            }

            foreach (var last in buffer[int.Max(0, count - 8)..count])
            {
                this.last = (this.last << 8) | last;
            }

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
