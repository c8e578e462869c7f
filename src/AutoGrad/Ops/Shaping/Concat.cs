using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>Joins tensors along an axis that they have: <c>Ops.Concat([a, b], axis: 1)</c>.</summary>
    /// <remarks>
    /// Formula: y is the tensors one behind the other along the axis.  Derivative: each tensor's part of g.
    /// Shapes: all sizes but that of the axis are equal; that one is their sum.  Keeps: nothing.
    /// Errors: AG163 for other sizes, AG169 for no tensors, AG111 for an axis that does not exist; numbers of rank 0 have none: Stack them.
    /// Edges: empty tensors add nothing.  Accuracy: exact.
    /// </remarks>
    public static Tensor<T> Concat<T>(ReadOnlySpan<Tensor<T>> tensors, int axis = 0)
        where T : unmanaged, IFloatingPointIeee754<T> => Join("Concat", tensors.ToArray(), axis);

    /// <summary>Joins the tensors of an array that the op may keep.</summary>
    private static Tensor<T> Join<T>(string op, Tensor<T>[] tensors, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tensors.Length == 0)
        {
            throw Errors.NoTensors(op);
        }

        ArgumentNullException.ThrowIfNull(tensors[0], nameof(tensors));
        var first = tensors[0].Shape;
        var along = ShapeRules.Axis(op, axis, first);
        var starts = new int[tensors.Length + 1];
        for (var index = 0; index < tensors.Length; index++)
        {
            ArgumentNullException.ThrowIfNull(tensors[index], nameof(tensors));
            var shape = tensors[index].Shape;
            if (shape.Rank != first.Rank || !shape.AsSpan()[..along].SequenceEqual(first.AsSpan()[..along]) || !shape.AsSpan()[(along + 1)..].SequenceEqual(first.AsSpan()[(along + 1)..]))
            {
                throw Errors.Concat(op, index, shape, first, along);
            }

            var end = (long)starts[index] + shape[along];
            starts[index + 1] = end <= Array.MaxLength ? (int)end : throw Errors.Rule(op, $"axis {along} would get {end} elements", $"A tensor holds at most {Array.MaxLength}.");
        }

        if (tensors.Length == 1)
        {
            return tensors[0];
        }

        var kernel = new ConcatKernel<T>(WithSize(first, along, starts[^1]), along, starts);
        return ApplyMany(
            tensors,
            kernel.To,
            kernel,
            OpKind.Linear,
            static (_, _, index, kernel) => g => g.Narrow(kernel.Axis, kernel.Starts[index], kernel.Starts[index + 1] - kernel.Starts[index]),
            op);
    }
}

/// <summary>Copies operands side by side; operand k fills the places Starts[k] up to Starts[k + 1] of the axis.</summary>
internal readonly record struct ConcatKernel<T>(Shape To, int Axis, int[] Starts) : IManyKernel<T>, IBatchable<ConcatKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ConcatKernel<T> Over(int rows) => this with { To = To.Over(rows), Axis = Axis + 1 };

    public void Invoke(Operands<T> operands, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        var inner = 1;
        foreach (var size in To.AsSpan()[(Axis + 1)..])
        {
            inner *= size;
        }

        var row = inner * To[Axis];
        for (var index = 0; index < operands.Count; index++)
        {
            var from = operands[index];
            var length = inner * (Starts[index + 1] - Starts[index]);
            for (var (read, write) = (0, inner * Starts[index]); read < from.Length; read += length, write += row)
            {
                from.Slice(read, length).CopyTo(output[write..]);
            }
        }
    }
}
