using System.Numerics;

namespace AutoGrad;

/// <summary>How Interpolate finds an element between those of an image.</summary>
public enum Interpolation
{
    /// <summary>The nearest one before it.</summary>
    Nearest,

    /// <summary>The weighted mean of its neighbours in both directions.</summary>
    Bilinear,
}

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Scales images in the last two axes to another height and width.</summary>
        /// <remarks>
        /// Formula: nearest: y[.., i, j] = x[.., ⌊i height / rows⌋, ⌊j width / columns⌋]. Bilinear: along each axis y_i = (1 - w) x_k + w x_(k+1) with k + w = (i + 1/2) size / count - 1/2,
        /// or i (size - 1) / (count - 1) with aligned corners, kept within the axis.
        /// Derivative: g with the same weights, added at the places read.  Shapes: x is [.., height, width]; y is [.., rows, columns].  Keeps: nothing.
        /// Errors: AG603 where x has fewer than two axes, AG601 for a size below 1, AG661 for an image without elements, AG131 for an unknown interpolation.
        /// Edges: the same size gives x.  Accuracy: nearest exact, bilinear 3 ulp of the largest neighbour.
        /// </remarks>
        /// <param name="rows">The new height.</param>
        /// <param name="columns">The new width.</param>
        /// <param name="interpolation">What an element between others is.</param>
        /// <param name="alignCorners">Whether the first and last elements of both images lie on each other, instead of the images' edges; for bilinear only.</param>
        public Tensor<T> Interpolate(int rows, int columns, Interpolation interpolation = Interpolation.Nearest, bool alignCorners = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            CheckAdaptive("Interpolate", x.Shape, rows, columns);
            return interpolation switch
            {
                Interpolation.Nearest => Nearest(Nearest(x, x.Rank - 2, rows), x.Rank - 1, columns),
                Interpolation.Bilinear => Between(Between(x, x.Rank - 2, rows, alignCorners), x.Rank - 1, columns, alignCorners),
                _ => throw Errors.Value("Interpolate", $"the interpolation {interpolation} was given", "Choose one of the enumeration: Nearest or Bilinear."),
            };
        }
    }

    private static Tensor<T> Nearest<T>(Tensor<T> x, int axis, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = x.Shape[axis];
        var places = new int[count];
        for (var index = 0; index < count; index++)
        {
            places[index] = (int)((long)index * size / count);
        }

        return x.IndexSelect(axis, Indices.Own(places, Shape.Create(count)));
    }

    private static Tensor<T> Between<T>(Tensor<T> x, int axis, int count, bool alignCorners)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = x.Shape[axis];
        var (lower, upper, weights) = (new int[count], new int[count], new T[count]);
        for (var index = 0; index < count; index++)
        {
            var position = alignCorners ? (count == 1 ? 0 : index * (size - 1.0) / (count - 1)) : ((index + 0.5) * size / count) - 0.5;
            position = Math.Clamp(position, 0, size - 1);
            lower[index] = (int)position;
            upper[index] = Math.Min(lower[index] + 1, size - 1);
            weights[index] = T.CreateTruncating(position - lower[index]);
        }

        var shape = new int[x.Rank];
        Array.Fill(shape, 1);
        shape[axis] = count;
        var low = x.IndexSelect(axis, Indices.Own(lower, Shape.Create(count)));
        var high = x.IndexSelect(axis, Indices.Own(upper, Shape.Create(count)));
        return low.Lerp(high, Tensor.Create<T>(weights).ReshapeTo(Shape.Create(shape)));
    }
}
