using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snt = System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Makes tensors. Inside a scope or tape the memory is rented and goes back at its end; outside, the tensor owns it.</summary>
public static class Tensor
{
    /// <summary>A vector of the given values, copied: <c>Tensor.Create([1.0, 2.0])</c>, or <c>Tensor.Create&lt;float&gt;([1, 2])</c> for integer literals.</summary>
    public static Tensor<T> Create<T>(params ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Filled("Create", values, Shape.Create(values.Length));

    /// <summary>The given values, copied in row-major order into a shape.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor<T> Create<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Filled("Create", values, shape);

    /// <summary>A matrix from a rectangular array, copied.</summary>
    public static Tensor<T> Create<T>(T[,] values)
        where T : unmanaged, IFloatingPointIeee754<T> => FromArray<T>(values);

    /// <summary>A tensor of rank 3 from an array, copied.</summary>
    public static Tensor<T> Create<T>(T[,,] values)
        where T : unmanaged, IFloatingPointIeee754<T> => FromArray<T>(values);

    /// <summary>A tensor from an array of any rank from 1 to 8, copied.</summary>
    /// <exception cref="ValueException">The array's elements are not of type <typeparamref name="T"/>.</exception>
    public static Tensor<T> FromArray<T>(Array values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.GetType().GetElementType() != typeof(T))
        {
            throw Errors.Value("FromArray", $"an array of {values.GetType().GetElementType()} was given", $"The elements must be {typeof(T)}.");
        }

        Span<int> sizes = stackalloc int[values.Rank];
        for (var axis = 0; axis < values.Rank; axis++)
        {
            sizes[axis] = values.GetLength(axis);
        }

        var elements = values.Length == 0
            ? []
            : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return Filled("FromArray", elements, Shape.For("FromArray", sizes));
    }

    /// <summary>One number as a tensor of rank 0.</summary>
    public static Tensor<T> Scalar<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(Shape.Scalar, value);

    /// <summary>Zeros.</summary>
    public static Tensor<T> Zeros<T>(params ReadOnlySpan<int> shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(Shape.For("Zeros", shape), T.Zero, "Zeros");

    /// <summary>Zeros.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor<T> Zeros<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(shape, T.Zero, "Zeros");

    /// <summary>Ones.</summary>
    public static Tensor<T> Ones<T>(params ReadOnlySpan<int> shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(Shape.For("Ones", shape), T.One, "Ones");

    /// <summary>Ones.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor<T> Ones<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(shape, T.One, "Ones");

    /// <summary>One number everywhere.</summary>
    public static Tensor<T> Full<T>(Shape shape, T value)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(shape, value, "Full");

    /// <summary>The numbers start, start + step, ... below <paramref name="end"/> (above it for a negative step).</summary>
    /// <remarks>Formula: y_i = start + i step for i = 0 .. ceil((end - start) / step) - 1; each element is computed by itself, so errors do not add up.</remarks>
    /// <exception cref="ValueException">The step is zero or a bound is not finite.</exception>
    public static Tensor<T> Arange<T>(T start, T end, T step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(start) || !T.IsFinite(end) || !T.IsFinite(step) || step == T.Zero)
        {
            throw Errors.Value("Arange", FormattableString.Invariant($"start {start}, end {end} and step {step} were given"), "All must be finite and the step not zero.");
        }

        var count = T.Max(T.Ceiling((end - start) / step), T.Zero);
        if (count > T.CreateTruncating(Array.MaxLength))
        {
            throw Errors.Value("Arange", FormattableString.Invariant($"start {start}, end {end} and step {step} give {count} numbers"), $"A tensor holds at most {Array.MaxLength}.");
        }

        return Tensor<T>.Generated("Arange", Shape.Create(int.CreateTruncating(count)), new RangeKernel<T>(start, step));
    }

    /// <summary>The numbers 0, 1, ... <paramref name="count"/> - 1.</summary>
    public static Tensor<T> Arange<T>(int count)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor<T>.Generated("Arange", Shape.For("Arange", count), new RangeKernel<T>(T.Zero, T.One));

    /// <summary>Evenly spaced numbers from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    /// <remarks>Formula: y_i = start + i (end - start) / (count - 1); a count of 1 gives start alone. The last element is exactly end.</remarks>
    public static Tensor<T> Linspace<T>(T start, T end, int count)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor<T>.Generated("Linspace", Shape.For("Linspace", count), new LinspaceKernel<T>(start, end));

    /// <summary>The identity matrix, or a rectangular one with ones on the main diagonal.</summary>
    public static Tensor<T> Eye<T>(int rows, int? columns = null)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor<T>.Generated("Eye", Shape.For("Eye", rows, columns ?? rows), new EyeKernel<T>(columns ?? rows));

    /// <summary>Copies a tensor of the base class library. Its shape [] does not exist there: one number comes as [1].</summary>
    public static Tensor<T> FromTensor<T>(Snt.Tensor<T> source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        Span<int> sizes = stackalloc int[source.Rank];
        for (var axis = 0; axis < source.Rank; axis++)
        {
            sizes[axis] = checked((int)source.Lengths[axis]);
        }

        var values = new T[checked((int)source.FlattenedLength)];
        source.FlattenTo(values);
        return Filled("FromTensor", values, Shape.For("FromTensor", sizes));
    }

    internal static Tensor<T> Full<T>(Shape shape, T value, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        var output = Tensor<T>.Allocate(op, shape);
        Launch.Fill(value, output);
        return output;
    }

    private static Tensor<T> Filled<T>(string op, ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
        {
            throw Errors.ValueCount(op, values.Length, shape);
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Fill(values, output);
        return output;
    }
}
