using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>One record of a TensorBoard event file.</summary>
/// <remarks>
/// A record is the length of its content (8 bytes), a checksum of these, the content, a checksum of that; all little-endian. The content is an Event in the wire format of Protocol Buffers:
/// wall_time = 1 (double), step = 2 (varint), file_version = 3 (text) or summary = 5, which holds value = 1 with tag = 1 (text) and simple_value = 2 (float) or histo = 5: min = 1, max = 2, num = 3, sum = 4, sum_squares = 5 and,
/// packed, bucket_limit = 6 and bucket = 7, all doubles.
/// Source: TensorFlow's lib/io/record_writer (the format and the mask), event.proto, summary.proto and histogram.proto (the numbers of the fields); RFC 3720, appendix B.4 (CRC32C).
/// </remarks>
internal static class EventRecord
{
    private const uint MaskDelta = 0xA282EAD8;
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    /// <summary>The record that every file begins with.</summary>
    public static byte[] Version(double seconds) => Frame(Event(seconds, 0, 3, "brain.Event:2"u8));

    /// <summary>A number under a name at a step.</summary>
    public static byte[] Scalar(double seconds, long step, string tag, float value)
    {
        var number = new MemoryStream();
        WriteBytes(number, 1, Encoding.UTF8.GetBytes(tag));
        WriteTag(number, 2, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        number.Write(bytes);
        return Summary(seconds, step, number);
    }

    /// <summary>A histogram under a name at a step.</summary>
    public static byte[] Histogram(double seconds, long step, string tag, EventHistogram histogram)
    {
        var spread = new MemoryStream();
        double[] numbers = [histogram.Least, histogram.Greatest, histogram.Count, histogram.Sum, histogram.SumOfSquares];
        for (var field = 1; field <= numbers.Length; field++)
        {
            WriteTag(spread, field, Fixed64);
            WriteDouble(spread, numbers[field - 1]);
        }

        WriteDoubles(spread, 6, histogram.Buckets.Select(static bucket => bucket.Limit));
        WriteDoubles(spread, 7, histogram.Buckets.Select(static bucket => bucket.Count));
        var value = new MemoryStream();
        WriteBytes(value, 1, Encoding.UTF8.GetBytes(tag));
        WriteBytes(value, 5, spread.ToArray());
        return Summary(seconds, step, value);
    }

    /// <summary>The checksum of Castagnoli's polynomial, turned so that a checksum of data that hold checksums stays useful.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
        {
            remainder = BitOperations.Crc32C(remainder, value);
        }

        return BitOperations.RotateRight(~remainder, 15) + MaskDelta;
    }

    private static byte[] Summary(double seconds, long step, MemoryStream value)
    {
        var summary = new MemoryStream();
        WriteBytes(summary, 1, value.ToArray());
        return Frame(Event(seconds, step, 5, summary.ToArray()));
    }

    private static byte[] Event(double seconds, long step, int field, ReadOnlySpan<byte> content)
    {
        var text = new MemoryStream();
        WriteTag(text, 1, Fixed64);
        WriteDouble(text, seconds);
        WriteTag(text, 2, Varint);
        WriteVarint(text, (ulong)step);
        WriteBytes(text, field, content);
        return text.ToArray();
    }

    private static byte[] Frame(byte[] content)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + content.Length + sizeof(uint)];
        var length = record.AsSpan(0, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedChecksum(length));
        content.CopyTo(record, sizeof(ulong) + sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedChecksum(content));
        return record;
    }

    private static void WriteBytes(MemoryStream target, int field, ReadOnlySpan<byte> content)
    {
        WriteTag(target, field, Bytes);
        WriteVarint(target, (ulong)content.Length);
        target.Write(content);
    }

    private static void WriteDouble(MemoryStream target, double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        target.Write(bytes);
    }

    private static void WriteDoubles(MemoryStream target, int field, IEnumerable<double> values)
    {
        var packed = new MemoryStream();
        foreach (var value in values)
        {
            WriteDouble(packed, value);
        }

        WriteBytes(target, field, packed.ToArray());
    }

    private static void WriteTag(MemoryStream target, int field, int kind) => WriteVarint(target, (ulong)((field << 3) | kind));

    /// <summary>Seven bits in a byte, the lowest first; the eighth says that more follow.</summary>
    private static void WriteVarint(MemoryStream target, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            target.WriteByte((byte)(value | 0x80));
        }

        target.WriteByte((byte)value);
    }
}
