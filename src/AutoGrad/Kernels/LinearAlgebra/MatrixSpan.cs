using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A matrix, or a block of one, in row-major memory: element [i, j] is at i * stride + j.</summary>
internal readonly ref struct MatrixSpan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Span<T> memory;

    public MatrixSpan(Span<T> memory, int rows, int columns)
        : this(memory, rows, columns, columns)
    {
    }

    private MatrixSpan(Span<T> memory, int rows, int columns, int stride)
    {
        this.memory = memory;
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    /// <summary>A matrix that its user only reads: a factor, an operand.</summary>
    public static MatrixSpan<T> OfConstant(ReadOnlySpan<T> memory, int rows, int columns) =>
        new(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(memory), memory.Length)[..(rows * columns)], rows, columns);

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How far one row lies behind the other.</summary>
    public int Stride { get; }

    public ref T this[int row, int column] => ref memory[(row * Stride) + column];

    public Span<T> Row(int row) => memory.Slice(row * Stride, Columns);

    /// <summary>The block of a size whose first element is [row, column].</summary>
    public MatrixSpan<T> Block(int row, int column, int rows, int columns) =>
        rows == 0 || columns == 0 ? new(default, rows, columns, Stride) : new(memory[((row * Stride) + column)..], rows, columns, Stride);

    public void CopyTo(MatrixSpan<T> target)
    {
        for (var row = 0; row < Rows; row++)
        {
            Row(row).CopyTo(target.Row(row));
        }
    }

    public void Fill(T value)
    {
        for (var row = 0; row < Rows; row++)
        {
            Row(row).Fill(value);
        }
    }

    public void SwapRows(int first, int second)
    {
        if (first != second)
        {
            var upper = Row(first);
            var lower = Row(second);
            for (var column = 0; column < Columns; column++)
            {
                (upper[column], lower[column]) = (lower[column], upper[column]);
            }
        }
    }

    /// <summary>This matrix -= op(A) op(B), by one matrix product of dense copies: where nearly all the work of a blocked factorization is done.</summary>
    /// <remarks>The copies cost m k + k n + m n moves beside 2 m n k operations; blocks that are too small for that to pay never come here.</remarks>
    public void SubtractProduct(MatrixSpan<T> a, bool transposeA, MatrixSpan<T> b, bool transposeB)
    {
        var depth = transposeA ? a.Rows : a.Columns;
        if (Rows == 0 || Columns == 0 || depth == 0)
        {
            return;
        }

        using var scratch = new Scratch<T>((Rows * depth) + (depth * Columns) + (Rows * Columns));
        var left = scratch.Span[..(Rows * depth)];
        var right = scratch.Span.Slice(left.Length, depth * Columns);
        var product = scratch.Span[(left.Length + right.Length)..];
        a.CopyTo(new MatrixSpan<T>(left, a.Rows, a.Columns));
        b.CopyTo(new MatrixSpan<T>(right, b.Rows, b.Columns));
        Gemm.Multiply(left, transposeA, right, transposeB, product, Rows, Columns, depth);
        for (var row = 0; row < Rows; row++)
        {
            TensorPrimitives.Subtract(Row(row), product.Slice(row * Columns, Columns), Row(row));
        }
    }
}
