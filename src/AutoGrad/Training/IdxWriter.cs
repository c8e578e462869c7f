using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>Numbers as an IDX file: big-endian, each one exactly or not at all.</summary>
internal static class IdxWriter
{
    public static void Write<T>(Stream stream, T[] values, Shape shape, IdxElement element)
        where T : unmanaged, INumber<T>
    {
        if (!Enum.IsDefined(element) || shape.Rank == 0)
        {
            throw Errors.IdxKind(element, shape);
        }

        var size = IdxFile.SizeOf(element);
        var bytes = new byte[4 + (4 * shape.Rank) + ((long)size * values.Length)];
        (bytes[2], bytes[3]) = ((byte)element, (byte)shape.Rank);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), shape[axis]);
        }

        for (var index = 0; index < values.Length; index++)
        {
            var place = bytes.AsSpan(4 + (4 * shape.Rank) + (index * size), size);
            var fits = element switch
            {
                IdxElement.UnsignedByte => Put<T, byte>(values[index], place, static (place, value) => place[0] = value),
                IdxElement.SignedByte => Put<T, sbyte>(values[index], place, static (place, value) => place[0] = (byte)value),
                IdxElement.Integer16 => Put<T, short>(values[index], place, BinaryPrimitives.WriteInt16BigEndian),
                IdxElement.Integer32 => Put<T, int>(values[index], place, BinaryPrimitives.WriteInt32BigEndian),
                IdxElement.Real32 => Put<T, float>(values[index], place, BinaryPrimitives.WriteSingleBigEndian),
                _ => Put<T, double>(values[index], place, BinaryPrimitives.WriteDoubleBigEndian),
            };
            if (!fits)
            {
                throw Errors.IdxValue(index, values[index].ToString(null, CultureInfo.InvariantCulture), element);
            }
        }

        stream.Write(bytes);
    }

    private static bool Put<T, TStored>(T value, Span<byte> place, Action<Span<byte>, TStored> write)
        where T : unmanaged, INumber<T>
        where TStored : unmanaged, INumber<TStored>
    {
        var stored = TStored.CreateSaturating(value);
        write(place, stored);
        return T.CreateSaturating(stored) == value || (T.IsNaN(value) && TStored.IsNaN(stored));
    }
}
