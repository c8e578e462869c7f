using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Numbers as the bytes of a file, both ways.</summary>
internal static class StoredNumbers
{
    /// <summary>The bytes of one number.</summary>
    public static int SizeOf(StoredNumber type) => type switch
    {
        StoredNumber.Boolean or StoredNumber.Unsigned8 or StoredNumber.Integer8 => 1,
        StoredNumber.Unsigned16 or StoredNumber.Integer16 or StoredNumber.Real16 or StoredNumber.Brain16 => 2,
        StoredNumber.Unsigned32 or StoredNumber.Integer32 or StoredNumber.Real32 => 4,
        _ => 8,
    };

    /// <summary>The type that holds a tensor's numbers without change.</summary>
    public static StoredNumber Of<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? StoredNumber.Real32
        : typeof(T) == typeof(double) ? StoredNumber.Real64
        : typeof(T) == typeof(Half) ? StoredNumber.Real16
        : throw Errors.StoredElement(typeof(T).Name);

    /// <summary>Converts the bytes of a file to numbers. Floating point takes any value, rounded to it; integers take their lowest bits, so the caller checks first.</summary>
    public static void Decode<T>(ReadOnlySpan<byte> bytes, StoredNumber type, bool isBigEndian, Span<T> output)
        where T : unmanaged, INumber<T>
    {
        switch (type)
        {
            case StoredNumber.Boolean:
                for (var index = 0; index < output.Length; index++)
                {
                    output[index] = bytes[index] == 0 ? T.Zero : T.One;
                }

                break;
            case StoredNumber.Brain16:
                for (var index = 0; index < output.Length; index++)
                {
                    var upper = Read<ushort>(bytes[(2 * index)..], isBigEndian);
                    output[index] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)upper << 16));
                }

                break;
            case StoredNumber.Unsigned8:
                Decode<byte, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Integer8:
                Decode<sbyte, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Unsigned16:
                Decode<ushort, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Integer16:
                Decode<short, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Unsigned32:
                Decode<uint, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Integer32:
                Decode<int, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Unsigned64:
                Decode<ulong, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Integer64:
                Decode<long, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Real16:
                Decode<Half, T>(bytes, isBigEndian, output);
                break;
            case StoredNumber.Real32:
                Decode<float, T>(bytes, isBigEndian, output);
                break;
            default:
                Decode<double, T>(bytes, isBigEndian, output);
                break;
        }
    }

    /// <summary>Writes a tensor's numbers without change, least byte first.</summary>
    public static void Write<T>(Tensor<T> tensor, Stream stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Write(MemoryMarshal.AsBytes(tensor.AsSpan()), Unsafe.SizeOf<T>(), stream);
    }

    /// <summary>Writes indices as integers of 4 bytes, least byte first.</summary>
    public static void Write(Indices indices, Stream stream) => Write(MemoryMarshal.AsBytes(indices.AsSpan()), sizeof(int), stream);

    private static void Write(ReadOnlySpan<byte> bytes, int size, Stream stream)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(bytes);
            return;
        }

        var reversed = new byte[size];
        for (var start = 0; start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).CopyTo(reversed);
            Array.Reverse(reversed);
            stream.Write(reversed);
        }
    }

    private static void Decode<TStored, T>(ReadOnlySpan<byte> bytes, bool isBigEndian, Span<T> output)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        if (typeof(TStored) == typeof(T) && isBigEndian != BitConverter.IsLittleEndian)
        {
            // Bit for bit, the payload of a NaN included.
            bytes[..(output.Length * Unsafe.SizeOf<T>())].CopyTo(MemoryMarshal.AsBytes(output));
            return;
        }

        var size = Unsafe.SizeOf<TStored>();
        for (var index = 0; index < output.Length; index++)
        {
            var stored = Read<TStored>(bytes.Slice(index * size, size), isBigEndian);

            // No arithmetic where the types are equal: it could quiet a NaN.
            output[index] = typeof(TStored) == typeof(T) ? Unsafe.BitCast<TStored, T>(stored) : T.CreateTruncating(stored);
        }
    }

    private static TStored Read<TStored>(ReadOnlySpan<byte> bytes, bool isBigEndian)
        where TStored : unmanaged
    {
        if (isBigEndian != BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Read<TStored>(bytes);
        }

        return Unsafe.SizeOf<TStored>() switch
        {
            1 => Unsafe.BitCast<byte, TStored>(bytes[0]),
            2 => Unsafe.BitCast<ushort, TStored>(BinaryPrimitives.ReverseEndianness(MemoryMarshal.Read<ushort>(bytes))),
            4 => Unsafe.BitCast<uint, TStored>(BinaryPrimitives.ReverseEndianness(MemoryMarshal.Read<uint>(bytes))),
            _ => Unsafe.BitCast<ulong, TStored>(BinaryPrimitives.ReverseEndianness(MemoryMarshal.Read<ulong>(bytes))),
        };
    }
}

/// <summary>The bytes of a file as a tensor's elements.</summary>
internal readonly record struct StoredKernel<T>(ReadOnlyMemory<byte> Bytes, StoredNumber Type, bool IsBigEndian) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output) => StoredNumbers.Decode(Bytes.Span, Type, IsBigEndian, output);
}
