using System.Buffers.Binary;
using System.Numerics;

namespace AutoGrad;

/// <summary>Reads IDX files, plain or compressed by gzip, and writes them plain: the format of the MNIST digits. Made for files that nobody has checked yet.</summary>
/// <remarks>
/// The format: two zero bytes, the element type, the number of dimensions, the sizes as big-endian 32-bit integers, the elements in row-major order. Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database".
/// Refused, with file, offset and value: anything else at the beginning, sizes that no array can hold, missing or trailing bytes, a gzip checksum or length that does not match, a second gzip member.
/// Until the last byte is verified, no more is allocated than the file holds (inflated, and never beyond what its header announces) and 64 KiB.
/// </remarks>
public static class Idx
{
    private const int MostDimensions = 8;

    /// <summary>The size of the pieces in which a payload is gathered: a header may announce anything, so its word alone allocates no more than one of them.</summary>
    private const int PieceSize = 1 << 15;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">The file is not a whole IDX file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IdxFile Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a stream to its end, and leaves it open.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <exception cref="DataFormatException">The stream does not hold a whole IDX file.</exception>
    public static IdxFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        using var source = new VerifiedSource(stream, name);

        Span<byte> magic = stackalloc byte[4];
        source.Fill(magic, "the first 4 bytes");
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw DataFormatException.InBytes(name, 0, $"begins with 0x{magic[0]:X2} 0x{magic[1]:X2}; an IDX file begins with two zero bytes, a gzip file with 0x1F 0x8B. Check that it is the right file.");
        }

        var element = (IdxElement)magic[2];
        if (!Enum.IsDefined(element))
        {
            throw DataFormatException.InBytes(name, 2, $"the element type is 0x{magic[2]:X2}; the format has 0x08, 0x09, 0x0B, 0x0C, 0x0D and 0x0E. Check that it is the right file.");
        }

        if (magic[3] is 0 or > MostDimensions)
        {
            throw DataFormatException.InBytes(name, 3, $"the number of dimensions is {magic[3]}; 1 to {MostDimensions} are supported. Check that it is the right file.");
        }

        var shape = new int[magic[3]];
        var length = ReadShape(source, shape, IdxFile.SizeOf(element), name);
        var payload = ReadPayload(source, length, shape);
        source.ExpectEnd();
        return new IdxFile(name, element, shape, Join(payload, length));
    }

    /// <summary>Writes a tensor to a file; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="tensor">The numbers, of 1 to 8 axes.</param>
    /// <param name="element">The type to store; every number must fit in it exactly.</param>
    /// <exception cref="ValueException">A number does not fit exactly, or the tensor has no axes.</exception>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save<T>(string path, Tensor<T> tensor, IdxElement element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensor);
        SafeFile.Save(path, stream => Write(stream, tensor, element));
    }

    /// <summary>Writes indices, such as labels, to a file; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="indices">The integers, of 1 to 8 axes.</param>
    /// <param name="element">The type to store; every integer must fit in it exactly.</param>
    /// <exception cref="ValueException">An integer does not fit exactly, or there are no axes.</exception>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public static void Save(string path, Indices indices, IdxElement element = IdxElement.UnsignedByte)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(indices);
        SafeFile.Save(path, stream => Write(stream, indices, element));
    }

    /// <summary>Writes a tensor to a stream, and leaves it open. Nothing is written when a number does not fit.</summary>
    /// <exception cref="ValueException">A number does not fit exactly, or the tensor has no axes.</exception>
    public static void Write<T>(Stream stream, Tensor<T> tensor, IdxElement element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        IdxWriter.Write(stream, tensor.ToArray(), tensor.Shape, element);
    }

    /// <summary>Writes indices, such as labels, to a stream, and leaves it open. Nothing is written when one does not fit.</summary>
    /// <exception cref="ValueException">An integer does not fit exactly, or there are no axes.</exception>
    public static void Write(Stream stream, Indices indices, IdxElement element = IdxElement.UnsignedByte)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(indices);
        IdxWriter.Write(stream, indices.ToArray(), indices.Shape, element);
    }

    /// <summary>Reads the sizes and returns the payload's length in bytes.</summary>
    private static int ReadShape(VerifiedSource source, int[] shape, int elementSize, string name)
    {
        Span<byte> bytes = stackalloc byte[4];
        long length = elementSize;
        var empty = false;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            source.Fill(bytes, $"the size of dimension {axis}");
            var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            // Each factor is checked, not the product alone: a zero further on must not excuse sizes that no array can have.
            // The product of an array's length and 32 bits fits in 63.
            length = size == 0 ? length : length * size;
            empty |= size == 0;
            if (size > int.MaxValue || length > Array.MaxLength)
            {
                throw DataFormatException.InBytes(
                    name, source.Offset - 4, $"the size of dimension {axis} is {size}, which makes {length} bytes; an array holds at most {Array.MaxLength}. Split the file.");
            }

            shape[axis] = (int)size;
        }

        return empty ? 0 : (int)length;
    }

    private static List<byte[]> ReadPayload(VerifiedSource source, int length, int[] shape)
    {
        var pieces = new List<byte[]>();
        for (var left = length; left > 0; left -= PieceSize)
        {
            var piece = new byte[int.Min(left, PieceSize)];
            source.Fill(piece, $"the {length} bytes of the elements that the sizes [{string.Join(", ", shape)}] announce");
            pieces.Add(piece);
        }

        return pieces;
    }

    private static byte[] Join(List<byte[]> pieces, int length)
    {
        var payload = GC.AllocateUninitializedArray<byte>(length);
        var start = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(payload, start);
            start += piece.Length;
        }

        return payload;
    }
}
