using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>An immutable array of integers with a shape: class labels, rows to gather, positions of maxima.</summary>
/// <remarks>Made from arrays and spans by copying, so that no caller can change it afterwards. It carries no gradient.</remarks>
[CollectionBuilder(typeof(Indices), nameof(Create))]
public sealed class Indices
{
    private readonly int[] values;

    private Indices(int[] values, Shape shape)
    {
        this.values = values;
        Shape = shape;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of integers.</summary>
    public int Length => values.Length;

    /// <summary>The integer at a place in row-major order.</summary>
    public int this[int position] => (uint)position < (uint)values.Length ? values[position] : throw Errors.NoSuchPlace("Indices", position, values.Length);

    /// <summary>Copies the values into a vector.</summary>
    public static Indices Create(params ReadOnlySpan<int> values) => new(values.ToArray(), Shape.Create(values.Length));

    /// <summary>Copies the values, in row-major order, into the given shape.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Indices Create(ReadOnlySpan<int> values, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.ElementCount == values.Length ? new Indices(values.ToArray(), shape) : throw Errors.ValueCount("Indices.Create", values.Length, shape);
    }

    /// <summary>Takes over an array that nobody else holds.</summary>
    internal static Indices Own(int[] values, Shape shape) => new(values, shape);

    /// <summary>The integers in row-major order.</summary>
    public ReadOnlySpan<int> AsSpan() => values;

    /// <summary>The integers in row-major order, copied.</summary>
    public int[] ToArray() => [.. values];

    /// <summary>The iterator that collection expressions ask for.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)values).GetEnumerator();

    /// <summary>The same integers in another shape of the same length; one size may be -1: whatever is left.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements, or the -1 cannot be found.</exception>
    public Indices Reshape(params ReadOnlySpan<int> shape)
    {
        var target = ShapeRules.Reshape("Indices.Reshape", Shape, shape);
        return target.ElementCount == values.Length ? new Indices(values, target) : throw Errors.ValueCount("Indices.Reshape", values.Length, target);
    }

    /// <summary>The integers as text.</summary>
    public override string ToString() => $"Indices {Shape} {Shape.Text(values.AsSpan(0, Math.Min(values.Length, 20)))}{(values.Length > 20 ? " ..." : "")}";

    /// <summary>Throws unless every index selects an element of the axis.</summary>
    internal void CheckRange(string op, Shape shape, int axis)
    {
        for (var position = 0; position < values.Length; position++)
        {
            if ((uint)values[position] >= (uint)shape[axis])
            {
                throw Errors.IndexOutOfAxis(op, values[position], position, shape, axis);
            }
        }
    }

    /// <summary>Throws unless every index lies in 0 .. <paramref name="size"/> - 1.</summary>
    internal void CheckRange(string op, int size, string what)
    {
        for (var position = 0; position < values.Length; position++)
        {
            if ((uint)values[position] >= (uint)size)
            {
                throw Errors.IndexOutOfRange(op, values[position], position, size, what);
            }
        }
    }
}
