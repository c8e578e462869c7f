using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace AutoGrad;

/// <summary>The frame of a checkpoint: the letters AUTOGRAD, a version of 4 bytes, a SHA-256 of version and content, the content.</summary>
internal static class CheckpointFile
{
    public const uint Version = 1;
    private const int ContentStart = 8 + 4 + SHA256.HashSizeInBytes;

    public static void Write<T>(Stream stream, IReadOnlyList<KeyValuePair<string, Tensor<T>>> tensors, IReadOnlyDictionary<string, string> metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var beginning = new byte[ContentStart];
        "AUTOGRAD"u8.CopyTo(beginning);
        BinaryPrimitives.WriteUInt32LittleEndian(beginning.AsSpan(8), Version);

        // Once to know the checksum, which stands in front, and once to write: the content is never in memory as a whole.
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            hashed.Write(beginning.AsSpan(8, 4));
            SafeTensors.Write(hashed, tensors, metadata);
        }

        hash.Hash!.CopyTo(beginning, 12);
        stream.Write(beginning);
        SafeTensors.Write(stream, tensors, metadata);
    }

    /// <summary>Reads the content of a checkpoint that is a whole stream, after its checksum was found right.</summary>
    public static SafeTensorsFile Read(Stream stream, string name)
    {
        Span<byte> beginning = stackalloc byte[ContentStart];
        var count = stream.ReadAtLeast(beginning, ContentStart, throwOnEndOfStream: false);
        if (!beginning[..int.Min(count, 8)].SequenceEqual("AUTOGRAD"u8))
        {
            throw DataFormatException.InBytes(name, 0, $"begins with 0x{Convert.ToHexString(beginning[..int.Min(count, 8)])}; a checkpoint begins with the letters AUTOGRAD. Check that it is the right file, whole.");
        }

        if (count < 12)
        {
            throw DataFormatException.InBytes(name, count, $"the file ends after {count} bytes, before its version. It was cut off: use an older checkpoint.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(beginning[8..]);
        if (version != Version)
        {
            throw DataFormatException.Newer(name, 8, $"the version of the checkpoint is {version}; this library reads {Version}. Use the library that wrote it, or a newer one.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(beginning[8..12]);
        var piece = new byte[1 << 13];
        for (var read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            hash.AppendData(piece, 0, read);
        }

        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(actual);
        if (count < ContentStart || !actual.SequenceEqual(beginning[12..]))
        {
            throw DataFormatException.Damaged(name, $"its {stream.Length} bytes have the SHA-256 {Convert.ToHexString(actual)[..16]}.., but the one saved with them is {Convert.ToHexString(beginning[12..20])}... It is damaged or cut off: use an older checkpoint.");
        }

        stream.Position = ContentStart;
        return SafeTensors.Read(stream, name);
    }
}
