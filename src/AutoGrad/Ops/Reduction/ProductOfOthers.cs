using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>For each element the product of all the others over some axes, differentiated along any number of directions: every derivative of a product.</summary>
    /// <remarks>
    /// Formula: with x and directions d1 .. dm of one shape, y_k is the coefficient of e1 e2 .. em in the product over j other than k of
    /// (x_j + e1 d1_j + .. + em dm_j), where every e squares to 0. Without directions that is the product of the others.
    /// Derivative: the op is linear in each direction and symmetric, so for a direction it is the op with g in its place, and for x the op with g as one more.
    /// Shapes: all the same.  Keeps: the operands.  Accuracy: products from both ends, no division; zeros are exact.
    /// Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 3.3, for the product; the rest is algebra of nilpotents.
    /// </remarks>
    private static Tensor<T> ProductOfOthers<T>(Tensor<T>[] operands, AxisSet axes)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ApplyMany(
            operands,
            operands[0].Shape,
            new ProductOfOthersKernel<T>(operands[0].Shape, axes),
            OpKind.General,
            static (operands, _, index, kernel) => g =>
            {
                if (index == 0)
                {
                    return ProductOfOthers([.. operands, g], kernel.Axes);
                }

                Tensor<T>[] replaced = [.. operands];
                replaced[index] = g;
                return ProductOfOthers(replaced, kernel.Axes);
            },
            "ProductOfOthers");
}

/// <summary>
/// Products from the front and from the back of each group of elements, as polynomials in m nilpotent symbols: 2^m coefficients, one for each subset
/// of the directions. The coefficient of all symbols in front times back is the sum over subsets of front[subset] * back[the rest].
/// </summary>
internal readonly record struct ProductOfOthersKernel<T>(Shape From, AxisSet Axes) : IManyKernel<T>, IBatchable<ProductOfOthersKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ProductOfOthersKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public void Invoke(Operands<T> operands, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        var subsets = 1 << (operands.Count - 1);
        var (groups, size) = Split();
        using var offsets = new Scratch<int>(groups + size);
        using var polynomials = new Scratch<T>((size + 1) * subsets);
        var starts = offsets.Span[..groups];
        var steps = offsets.Span[groups..];
        Offsets(starts, false);
        Offsets(steps, true);
        var back = polynomials.Span[(size * subsets)..];
        foreach (var start in starts)
        {
            var front = polynomials.Span[..(size * subsets)];
            Begin(front);
            for (var j = 1; j < size; j++)
            {
                front.Slice((j - 1) * subsets, subsets).CopyTo(front.Slice(j * subsets, subsets));
                Extend(front.Slice(j * subsets, subsets), operands, start + steps[j - 1]);
            }

            Begin(back);
            for (var j = size - 1; j >= 0; j--)
            {
                var sum = T.Zero;
                for (var subset = 0; subset < subsets; subset++)
                {
                    sum += front[(j * subsets) + subset] * back[subsets - 1 - subset];
                }

                output[start + steps[j]] = sum;
                Extend(back, operands, start + steps[j]);
            }
        }
    }

    private static void Begin(Span<T> polynomial)
    {
        polynomial.Clear();
        polynomial[0] = T.One;
    }

    /// <summary>Multiplies by one element's factor; larger subsets first, since each reads the smaller ones as they were.</summary>
    private static void Extend(Span<T> polynomial, Operands<T> operands, int position)
    {
        var x = operands[0][position];
        for (var subset = polynomial.Length - 1; subset >= 0; subset--)
        {
            var coefficient = polynomial[subset] * x;
            for (var direction = 1; direction < operands.Count; direction++)
            {
                var bit = 1 << (direction - 1);
                if ((subset & bit) != 0)
                {
                    coefficient += polynomial[subset ^ bit] * operands[direction][position];
                }
            }

            polynomial[subset] = coefficient;
        }
    }

    private (int Groups, int Size) Split()
    {
        var (groups, size) = (1, 1);
        for (var axis = 0; axis < From.Rank; axis++)
        {
            (groups, size) = Axes.Contains(axis) ? (groups, size * From[axis]) : (groups * From[axis], size);
        }

        return (groups, size);
    }

    /// <summary>The offsets of all positions over the reduced, or over the kept, axes in row-major order.</summary>
    private void Offsets(Span<int> offsets, bool reduced)
    {
        Span<int> strides = stackalloc int[From.Rank];
        ShapeRules.Strides(From, strides);
        var count = 1;
        offsets[0] = 0;
        for (var axis = 0; axis < From.Rank; axis++)
        {
            if (Axes.Contains(axis) != reduced)
            {
                continue;
            }

            // From the back, so that what is multiplied out is not overwritten before it is read.
            for (var outer = count - 1; outer >= 0; outer--)
            {
                var start = offsets[outer];
                for (var i = From[axis] - 1; i >= 0; i--)
                {
                    offsets[(outer * From[axis]) + i] = start + (i * strides[axis]);
                }
            }

            count *= From[axis];
        }
    }
}
