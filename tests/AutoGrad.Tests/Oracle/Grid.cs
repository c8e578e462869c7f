namespace AutoGrad.Oracle;

/// <summary>A plain array of numbers of any kind with a shape: what definitions compute with. It shares nothing with the library.</summary>
internal sealed class Grid<N>(int[] shape, N[] values)
    where N : struct, IReal<N>
{
    public int[] Shape { get; } = shape;

    public N[] Values { get; } = values;

    public int Rank => Shape.Length;

    public N this[params ReadOnlySpan<int> index] => Values[Flat(index)];

    public static Grid<N> From(int[] shape, Func<int[], N> element) => new(shape, [.. Dense.Indices(shape).Select(element)]);

    /// <summary>A function of one element of each operand, broadcast.</summary>
    public static Grid<N> Zip(Func<N[], N> function, params Grid<N>[] operands)
    {
        var shape = operands.Aggregate(Array.Empty<int>(), static (shape, operand) => Dense.Broadcast(shape, operand.Shape));
        return From(shape, index => function(Array.ConvertAll(operands, operand => operand.At(index))));
    }

    /// <summary>The element at an index of a shape that this one broadcasts to.</summary>
    public N At(ReadOnlySpan<int> index)
    {
        var flat = 0;
        var lead = index.Length - Rank;
        for (var axis = 0; axis < Rank; axis++)
        {
            flat = (flat * Shape[axis]) + (Shape[axis] == 1 ? 0 : index[lead + axis]);
        }

        return Values[flat];
    }

    public Grid<N> Map(Func<N, N> function) => new(Shape, Array.ConvertAll(Values, x => function(x)));

    /// <summary>The same array over another kind of number.</summary>
    public Grid<M> Lift<M>(Func<N, M> function)
        where M : struct, IReal<M> => new(Shape, Array.ConvertAll(Values, x => function(x)));

    public Grid<N> Reshape(params int[] shape) => new(shape, Values);

    /// <summary>A function of all elements over some axes (all, when none is named), which become 1 or vanish.</summary>
    public Grid<N> Fold(int[] axes, bool keepAxes, Func<N[], N> function)
    {
        var folded = Enumerable.Range(0, Rank).Select(axis => axes.Length == 0 || axes.Any(named => (named < 0 ? named + Rank : named) == axis)).ToArray();
        int[] kept = [.. Shape.Select((size, axis) => folded[axis] ? 1 : size)];
        int[] inner = [.. Shape.Select((size, axis) => folded[axis] ? size : 1)];
        var result = From(kept, outer => function([.. Dense.Indices(inner).Select(index => this[[.. index.Zip(outer, static (i, o) => i + o)]])]));
        return keepAxes ? result : result.Reshape([.. Shape.Where((_, axis) => !folded[axis])]);
    }

    /// <summary>A function of each line along one axis into a line of some length.</summary>
    public Grid<N> Along(int axis, int length, Func<N[], N[]> function)
    {
        var place = axis < 0 ? axis + Rank : axis;
        int[] shape = [.. Shape];
        shape[place] = length;
        var values = new N[shape.Aggregate(1, static (product, size) => product * size)];
        int[] starts = [.. Shape];
        starts[place] = 1;
        var (stride, size) = (Shape[(place + 1)..].Aggregate(1, static (product, size) => product * size), Shape[place]);
        foreach (var start in Dense.Indices(starts))
        {
            var lead = 0;
            var tail = 0;
            for (var at = 0; at < Rank; at++)
            {
                (lead, tail) = at < place ? ((lead * Shape[at]) + start[at], 0) : (lead, at == place ? 0 : (tail * Shape[at]) + start[at]);
            }

            var line = function([.. Enumerable.Range(0, size).Select(i => Values[(((lead * size) + i) * stride) + tail])]);
            for (var i = 0; i < length; i++)
            {
                values[(((lead * length) + i) * stride) + tail] = line[i];
            }
        }

        return new(shape, values);
    }

    public Grid<N> Along(int axis, Func<N[], N[]> function) => Along(axis, Shape[axis < 0 ? axis + Rank : axis], function);

    private int Flat(ReadOnlySpan<int> index)
    {
        var flat = 0;
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            flat = (flat * Shape[axis]) + index[axis];
        }

        return flat;
    }
}
