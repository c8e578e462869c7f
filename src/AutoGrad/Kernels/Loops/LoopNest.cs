using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The loops over a shape, innermost first, with the element strides of up to three operands. Axes of size 1 are gone and axes that every
/// operand walks as one are joined: an addition of equal shapes becomes one loop, a bias two, whatever the rank.
/// </summary>
/// <remarks>There is always at least one axis (of size 1 for a single element), so that no loop needs a case for rank 0.</remarks>
internal struct LoopNest
{
    public AxisInts Shape;
    public AxisInts X;
    public AxisInts Y;
    public AxisInts Z;

    /// <summary>How many loops are left; at least 1.</summary>
    public int Rank { get; private set; }

    /// <summary>How many elements the loops visit; 0 when an axis is empty.</summary>
    public long Count { get; private set; }

    /// <summary>Builds the loops; an operand that is left out has stride 0 on every axis.</summary>
    /// <remarks>Built where it will stand, and only what its rank needs: clearing and copying its 272 bytes was a tenth of summing 32 rows of 16 numbers.</remarks>
    public static void Create(out LoopNest nest, ReadOnlySpan<int> shape, ReadOnlySpan<int> x, ReadOnlySpan<int> y = default, ReadOnlySpan<int> z = default)
    {
        Unsafe.SkipInit(out nest);
        nest.Rank = 0;
        nest.Count = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            nest.Count *= shape[axis];
            nest.Append(shape[axis], At(x, axis), At(y, axis), At(z, axis));
        }

        if (nest.Rank == 0)
        {
            (nest.Shape[0], nest.X[0], nest.Y[0], nest.Z[0]) = (1, 0, 0, 0);
            nest.Rank = 1;
        }

        static int At(ReadOnlySpan<int> strides, int axis) => strides.IsEmpty ? 0 : strides[axis];
    }

    /// <summary>How often the loops from <paramref name="first"/> outwards turn.</summary>
    public readonly int Turns(int first)
    {
        int turns = 1;
        for (int axis = first; axis < Rank; axis++)
        {
            turns *= Shape[axis];
        }

        return turns;
    }

    /// <summary>
    /// Throws unless every position offset + sum(index * stride) lies inside a span: one check for all elements, after which loops may use
    /// pointers.
    /// </summary>
    public readonly void CheckReach(in AxisInts strides, long offset, int length)
    {
        if (Count == 0)
        {
            return;
        }

        long low = offset;
        long high = offset;
        for (int axis = 0; axis < Rank; axis++)
        {
            long reach = (long)strides[axis] * (Shape[axis] - 1);
            low += Math.Min(reach, 0);
            high += Math.Max(reach, 0);
        }

        if (low < 0 || high >= length)
        {
            KernelErrors.OutOfReach(low, high, length);
        }
    }

    /// <summary>Removes one loop, for kernels that walk that axis themselves.</summary>
    public void Remove(int axis)
    {
        for (int next = axis + 1; next < Rank; next++)
        {
            Shape[next - 1] = Shape[next];
            X[next - 1] = X[next];
            Y[next - 1] = Y[next];
            Z[next - 1] = Z[next];
        }

        Rank--;
    }

    private void Append(int size, int x, int y, int z)
    {
        if (size == 1)
        {
            return;
        }

        if (Rank > 0)
        {
            int inner = Rank - 1;
            long extent = Shape[inner];
            if (x == X[inner] * extent && y == Y[inner] * extent && z == Z[inner] * extent)
            {
                Shape[inner] *= size;
                return;
            }
        }

        if (Rank == AxisInts.Capacity)
        {
            KernelErrors.RankTooHigh();
        }

        Shape[Rank] = size;
        X[Rank] = x;
        Y[Rank] = y;
        Z[Rank] = z;
        Rank++;
    }
}

/// <summary>What kernels throw when their caller broke a promise; users meet the checks of the ops first.</summary>
internal static class KernelErrors
{
    [DoesNotReturn]
    public static void OutOfReach(long low, long high, int length) =>
        throw new ArgumentException($"Offset and strides reach the elements {low} to {high} of a span that has {length}; "
            + "every position must lie inside it. Check shape and strides before the launch.");

    [DoesNotReturn]
    public static void RankTooHigh() =>
        throw new ArgumentException($"A shape has more than {AxisInts.Capacity} axes that cannot be joined; join axes by a Reshape before the op.");

    [DoesNotReturn]
    public static void LengthMismatch(string what, long expected, long actual) =>
        throw new ArgumentException($"The {what} has {actual} elements where the shape asks for {expected}; both must be equal.");

    [DoesNotReturn]
    public static void IndexOutOfRange(int index, int size, int position) =>
        throw new ArgumentOutOfRangeException(nameof(index), index,
            $"The index at position {position} is {index}; indices of an axis of size {size} run from 0 to {size - 1}.");

    /// <summary>Throws unless a span has exactly the expected number of elements.</summary>
    public static void CheckLength(string what, long expected, long actual)
    {
        if (expected != actual)
        {
            LengthMismatch(what, expected, actual);
        }
    }
}
