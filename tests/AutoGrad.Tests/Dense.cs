using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>A plain array of double with a shape: what references compute with. It shares nothing with the library but the conversion to and from tensors.</summary>
internal sealed class Dense
{
    public Dense(int[] shape, double[] values)
    {
        if (shape.Aggregate(1, static (product, size) => product * size) != values.Length)
        {
            throw new ArgumentException($"The shape [{string.Join(", ", shape)}] does not hold {values.Length} values.", nameof(values));
        }

        (Shape, Values) = (shape, values);
    }

    public int[] Shape { get; }

    public double[] Values { get; }

    public int Rank => Shape.Length;

    public int Length => Values.Length;

    public double this[params ReadOnlySpan<int> index] => Values[Flat(Shape, index)];

    public static Dense Scalar(double value) => new([], [value]);

    public static Dense Vector(params double[] values) => new([values.Length], values);

    public static Dense Matrix(double[,] values) => new([values.GetLength(0), values.GetLength(1)], [.. values.Cast<double>()]);

    /// <summary>Zeros with a single one.</summary>
    public static Dense OneHot(int[] shape, int flat)
    {
        var result = From(shape, static _ => 0);
        result.Values[flat] = 1;
        return result;
    }

    /// <summary>An array from a function of the index.</summary>
    public static Dense From(int[] shape, Func<int[], double> element) => new(shape, [.. Indices(shape).Select(element)]);

    /// <summary>Copies a tensor.</summary>
    public static Dense Of<T>(Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T> => new([.. tensor.Shape.AsSpan()], Array.ConvertAll(tensor.ToArray(), double.CreateTruncating));

    /// <summary>A function of one element of each operand, broadcast.</summary>
    public static Dense Zip(Func<double[], double> function, params Dense[] operands)
    {
        var shape = operands.Aggregate(Array.Empty<int>(), static (shape, operand) => Broadcast(shape, operand.Shape));
        return From(shape, index => function(Array.ConvertAll(operands, operand => operand.At(index))));
    }

    /// <summary>The shape that two shapes broadcast to.</summary>
    public static int[] Broadcast(int[] x, int[] y)
    {
        var shape = new int[Math.Max(x.Length, y.Length)];
        for (var back = 1; back <= shape.Length; back++)
        {
            var (left, right) = (back <= x.Length ? x[^back] : 1, back <= y.Length ? y[^back] : 1);
            shape[^back] = left == 1 ? right : right == 1 || right == left ? left : throw new ArgumentException("The shapes do not broadcast.");
        }

        return shape;
    }

    /// <summary>All indices of a shape in row-major order, each in an array of its own.</summary>
    public static IEnumerable<int[]> Indices(int[] shape)
    {
        var length = shape.Aggregate(1, static (product, size) => product * size);
        for (var flat = 0; flat < length; flat++)
        {
            yield return Unflatten(shape, flat);
        }
    }

    public static int[] Unflatten(int[] shape, int flat)
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        }

        return index;
    }

    /// <summary>The element at an index of a shape that this one broadcasts to.</summary>
    public double At(ReadOnlySpan<int> index)
    {
        var own = new int[Rank];
        for (var axis = 0; axis < Rank; axis++)
        {
            own[axis] = Shape[axis] == 1 ? 0 : index[index.Length - Rank + axis];
        }

        return this[own];
    }

    public Dense Map(Func<double, double> function) => new(Shape, Array.ConvertAll(Values, x => function(x)));

    public Dense Reshape(params int[] shape) => new(shape, Values);

    /// <summary>A function of all elements over some axes (all, when none is named), which become 1 or vanish.</summary>
    public Dense Fold(int[] axes, bool keepAxes, Func<double[], double> function)
    {
        var folded = Enumerable.Range(0, Rank).Select(axis => axes.Length == 0 || axes.Any(named => (named < 0 ? named + Rank : named) == axis)).ToArray();
        var kept = Shape.Select((size, axis) => folded[axis] ? 1 : size).ToArray();
        var inner = Shape.Select((size, axis) => folded[axis] ? size : 1).ToArray();
        var result = From(kept, outer => function([.. Indices(inner).Select(index => this[[.. index.Zip(outer, static (i, o) => i + o)]])]));
        return keepAxes ? result : result.Reshape([.. Shape.Where((_, axis) => !folded[axis])]);
    }

    /// <summary>A function of each line along one axis into a line (of any length): softmax, sorting, scans, slices.</summary>
    public Dense Along(int axis, Func<double[], double[]> function)
    {
        axis = axis < 0 ? axis + Rank : axis;
        int[] Replace(int[] index, int value) => [.. index.Select((i, a) => a == axis ? value : i)];
        var size = function([.. Enumerable.Range(0, Shape[axis]).Select(static i => (double)i + 1)]).Length;
        return From(Replace(Shape, size), index => function([.. Enumerable.Range(0, Shape[axis]).Select(i => this[Replace(index, i)])])[index[axis]]);
    }

    public Tensor<T> To<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.Create<T>(Array.ConvertAll(Values, T.CreateTruncating), AutoGrad.Shape.Create(Shape));

    public override string ToString() =>
        $"[{string.Join(", ", Shape)}]({string.Join(", ", Values.Take(24).Select(static x => x.ToString("R", CultureInfo.InvariantCulture)))}{(Length > 24 ? ", ..." : "")})";

    private static int Flat(int[] shape, ReadOnlySpan<int> index)
    {
        var flat = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)shape[axis])
            {
                throw new ArgumentOutOfRangeException(nameof(index), $"Index {index[axis]} on axis {axis} of [{string.Join(", ", shape)}].");
            }

            flat = (flat * shape[axis]) + index[axis];
        }

        return flat;
    }
}
