using System.Numerics;

namespace AutoGrad;

/// <summary>An array of numbers from a file, with its name, type and shape; it becomes a tensor of the element type asked for.</summary>
/// <remarks>It holds the file's bytes and never changes.</remarks>
public sealed class StoredTensor
{
    private readonly string file;
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly bool isBigEndian;
    private readonly bool isColumnMajor;

    internal StoredTensor(string file, string name, StoredNumber type, Shape shape, ReadOnlyMemory<byte> bytes, bool isBigEndian = false, bool isColumnMajor = false)
    {
        (this.file, this.bytes, this.isBigEndian, this.isColumnMajor) = (file, bytes, isBigEndian, isColumnMajor);
        (Name, Type, Shape) = (name, type, shape);
    }

    /// <summary>The name in the file; of a file with one array, the file's.</summary>
    public string Name { get; }

    /// <summary>The type of the numbers in the file.</summary>
    public StoredNumber Type { get; }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The bytes as they are in the file.</summary>
    internal ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The numbers as a tensor: of the stored type bit for bit, else rounded to nearest (integers of more than 24 or 53 bits too).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public Tensor<T> ToTensor<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new StoredKernel<T>(bytes, Type, isBigEndian);
        if (!isColumnMajor || Shape.Rank < 2)
        {
            return Tensor<T>.Generated("Load", Shape, kernel);
        }

        // Column-major numbers are the row-major ones of the transpose.
        var axes = new int[Shape.Rank];
        var sizes = new int[Shape.Rank];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = axes.Length - 1 - axis;
            sizes[axis] = Shape[axes[axis]];
        }

        return Tensor<T>.Generated("Load", Shape.Create(sizes), kernel).Permute(axes);
    }

    /// <summary>Writes the numbers where a tensor of the same shape has its own, without memory of their own in between. Not for arrays that are column-major.</summary>
    internal void CopyTo<T>(Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Launch.Generate(new StoredKernel<T>(bytes, Type, isBigEndian), tensor);
        (tensor as WritableTensor<T>)?.CountWrite();
    }

    /// <summary>The numbers as indices: class labels, rows.</summary>
    /// <exception cref="DataFormatException">The type is not one of integers, or a number does not fit in 32 bits.</exception>
    public Indices ToIndices()
    {
        if (Type is StoredNumber.Real16 or StoredNumber.Brain16 or StoredNumber.Real32 or StoredNumber.Real64)
        {
            throw DataFormatException.InFile(file, $"'{Name}' holds numbers of type {Type}, but indices are integers. Read it with ToTensor, or store integers.");
        }

        var wide = new long[Shape.ElementCount];
        StoredNumbers.Decode(bytes.Span, Type, isBigEndian, wide.AsSpan());
        var values = new int[wide.Length];
        for (var place = 0; place < wide.Length; place++)
        {
            // An unsigned integer of 64 bits beyond the signed ones comes out negative below -2^31 or, as -1 and the like, has the sign that its type excludes.
            if (wide[place] is < int.MinValue or > int.MaxValue || (wide[place] < 0 && Type == StoredNumber.Unsigned64))
            {
                var value = Type == StoredNumber.Unsigned64 ? ((ulong)wide[place]).ToString(System.Globalization.CultureInfo.InvariantCulture) : wide[place].ToString(System.Globalization.CultureInfo.InvariantCulture);
                throw DataFormatException.InFile(file, $"element {place} of '{Name}' is {value}, but indices are integers of 32 bits. Read it with ToTensor.");
            }

            values[RowMajorPlace(place)] = (int)wide[place];
        }

        return Indices.Own(values, Shape);
    }

    /// <summary>Where an element of the file belongs in row-major order.</summary>
    private int RowMajorPlace(int place)
    {
        if (!isColumnMajor || Shape.Rank < 2)
        {
            return place;
        }

        var target = 0;
        var stride = Shape.ElementCount;
        for (var axis = 0; axis < Shape.Rank; axis++)
        {
            stride /= Shape[axis];
            target += place % Shape[axis] * stride;
            place /= Shape[axis];
        }

        return target;
    }
}
