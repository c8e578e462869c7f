using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The sizes of a tensor's axes, outermost first: an immutable list of 0 to 8 non-negative integers.</summary>
/// <remarks>A rank-0 shape, written [], holds one number. A size of zero is allowed and makes the tensor empty.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "A shape is the field's word; it happens to be a list.")]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The largest rank a tensor can have.</summary>
    public const int MaxRank = 8;

    // Shapes made lately, by their hash: results of one model have few shapes, and those that are one object are equal at a glance. Each entry is read and written at once, by any thread.
    private static readonly Shape?[] known = new Shape?[256];

    // In the object itself: shapes are made all the time.
    private readonly Sizes sizes;

    private Shape(ReadOnlySpan<int> sizes, int length)
    {
        sizes.CopyTo(this.sizes);
        Rank = sizes.Length;
        ElementCount = length;
    }

    /// <summary>The shape [] of a single number.</summary>
    public static Shape Scalar { get; } = new([], 1);

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>The number of elements: the product of the sizes, 1 for [].</summary>
    public int ElementCount { get; }

    /// <summary>The number of axes, by the name that lists use; so <c>shape[^1]</c> and <c>[.. shape]</c> work.</summary>
    public int Count => Rank;

    /// <summary>The size of one axis; <c>shape[^1]</c> is the innermost.</summary>
    /// <exception cref="AxisException">The axis does not exist.</exception>
    public int this[int axis] => (uint)axis < (uint)Rank ? sizes[axis] : throw Errors.ShapeAxis(axis, this);

    /// <summary>Makes a shape from its sizes, outermost first.</summary>
    /// <exception cref="ShapeException">A size is negative, the rank is over 8, or the number of elements is over 2^31 - 1.</exception>
    public static Shape Create(params ReadOnlySpan<int> sizes) => For("Shape", sizes);

    /// <summary>Makes the shape of an op's result; what is impossible is refused in the op's name.</summary>
    internal static Shape For(string op, params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length == 0)
        {
            return Scalar;
        }

        var hash = (uint)sizes.Length;
        foreach (var size in sizes)
        {
            hash = (hash ^ (uint)size) * 0x9E3779B1;
        }

        ref var entry = ref known[hash >> 24];
        return entry is { } shape && shape.AsSpan().SequenceEqual(sizes) ? shape : entry = Checked(op, sizes);
    }

    private static Shape Checked(string op, ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank)
        {
            throw Errors.RankTooLarge(op, sizes.Length);
        }

        long length = 1;
        var empty = false;
        foreach (var size in sizes)
        {
            if (size < 0)
            {
                throw Errors.NegativeSize(op, sizes);
            }

            empty |= size == 0;
        }

        foreach (var size in sizes)
        {
            length = empty ? 0 : length * size;
            if (length > Array.MaxLength)
            {
                throw Errors.TooManyElements(op, sizes);
            }
        }

        return new Shape(sizes, (int)length);
    }

    /// <summary>This shape with a further axis before all others.</summary>
    internal Shape Over(int rows) => Create([rows, .. AsSpan()]);

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)sizes)[..Rank];

    /// <summary>The sizes as a span.</summary>
    public static implicit operator ReadOnlySpan<int>(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.AsSpan();
    }

    /// <summary>Whether both shapes have the same sizes.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && Rank == other.Rank && Whole == other.Whole);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in AsSpan())
        {
            hash.Add(size);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (var axis = 0; axis < Rank; axis++)
        {
            yield return sizes[axis];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape as text, such as [2, 3].</summary>
    public override string ToString() => Text(AsSpan());

    internal static string Text(ReadOnlySpan<int> sizes)
    {
        var text = new System.Text.StringBuilder("[");
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            text.Append(axis == 0 ? "" : ", ").Append(System.Globalization.CultureInfo.InvariantCulture, $"{sizes[axis]}");
        }

        return text.Append(']').ToString();
    }

    /// <summary>All eight places at once, those without an axis being zero: most ops compare shapes, which are often other objects of the same sizes.</summary>
    private Vector256<int> Whole
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.LoadUnsafe(in sizes[0]);
    }

    [InlineArray(MaxRank)]
    private struct Sizes
    {
        private int first;
    }
}
