using System.Buffers.Binary;
using System.Numerics;

namespace AutoGrad;

/// <summary>The element types of the IDX format, with their codes.</summary>
public enum IdxElement
{
    /// <summary>Unsigned bytes, as in images and labels of handwritten digits.</summary>
    UnsignedByte = 0x08,

    /// <summary>Signed bytes.</summary>
    SignedByte = 0x09,

    /// <summary>Integers of 2 bytes.</summary>
    Integer16 = 0x0B,

    /// <summary>Integers of 4 bytes.</summary>
    Integer32 = 0x0C,

    /// <summary>Floating-point numbers of 4 bytes.</summary>
    Real32 = 0x0D,

    /// <summary>Floating-point numbers of 8 bytes.</summary>
    Real64 = 0x0E,
}

/// <summary>What an IDX file holds: elements of one type in a box of sizes, row-major. Made by <see cref="Idx"/>.</summary>
public sealed class IdxFile
{
    private readonly string name;
    private readonly byte[] payload;
    private readonly int[] shape;

    internal IdxFile(string name, IdxElement element, int[] shape, byte[] payload)
    {
        this.name = name;
        this.payload = payload;
        this.shape = shape;
        Element = element;
    }

    /// <summary>The type of the elements in the file.</summary>
    public IdxElement Element { get; }

    /// <summary>The sizes of the dimensions, slowest first: for images count, rows, columns.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count => payload.Length / SizeOf(Element);

    /// <summary>The elements as another type of number: any value as floating point, rounded to it; as integers only values that fit exactly.</summary>
    /// <typeparam name="T">The type of number wanted.</typeparam>
    /// <exception cref="DataFormatException">A value does not fit the integer type asked for.</exception>
    public T[] ToArray<T>()
        where T : unmanaged, INumber<T>
    {
        var elements = new T[Count];
        switch (Element)
        {
            case IdxElement.UnsignedByte:
                Convert(elements, static bytes => bytes[0]);
                break;
            case IdxElement.SignedByte:
                Convert(elements, static bytes => (sbyte)bytes[0]);
                break;
            case IdxElement.Integer16:
                Convert(elements, BinaryPrimitives.ReadInt16BigEndian);
                break;
            case IdxElement.Integer32:
                Convert(elements, BinaryPrimitives.ReadInt32BigEndian);
                break;
            case IdxElement.Real32:
                Convert(elements, BinaryPrimitives.ReadSingleBigEndian);
                break;
            default:
                Convert(elements, BinaryPrimitives.ReadDoubleBigEndian);
                break;
        }

        return elements;
    }

    /// <summary>The elements as a tensor of the file's shape.</summary>
    /// <typeparam name="T">The element type; the numbers are rounded to it.</typeparam>
    public Tensor<T> ToTensor<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.Create<T>(ToArray<T>(), AutoGrad.Shape.Create(shape));

    /// <summary>The elements as indices of the file's shape: class labels.</summary>
    /// <exception cref="DataFormatException">An element is no integer of 32 bits.</exception>
    public Indices ToIndices() => Indices.Create(ToArray<int>(), AutoGrad.Shape.Create(shape));

    internal static int SizeOf(IdxElement element) => element switch
    {
        IdxElement.UnsignedByte or IdxElement.SignedByte => 1,
        IdxElement.Integer16 => 2,
        IdxElement.Integer32 or IdxElement.Real32 => 4,
        _ => 8,
    };

    private void Convert<TStored, T>(T[] elements, Func<ReadOnlySpan<byte>, TStored> read)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        // Half a one survives only in floating point; everything else must come through unchanged.
        var exact = T.CreateTruncating(0.5) == T.Zero;
        var size = SizeOf(Element);
        for (var i = 0; i < elements.Length; i++)
        {
            var stored = read(payload.AsSpan(i * size, size));
            elements[i] = T.CreateSaturating(stored);
            if (exact && TStored.CreateSaturating(elements[i]) != stored)
            {
                throw DataFormatException.InFile(
                    name, FormattableString.Invariant($"element {i} is {stored}, which {typeof(T).Name} cannot hold. Read the file as a type that can, such as double."));
            }
        }
    }
}
