using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>The Jacobian of a function whose result depends, place by place, on few elements of its argument: x -> its non-zero elements.</summary>
    /// <remarks>
    /// Columns without a common row are moved together in one forward sweep, or rows without a common column pulled in one backward sweep, whichever needs fewer: a band of
    /// width 3 takes 3 sweeps whatever its length. Rows and columns count the elements of y and x in row-major order.
    /// </remarks>
    /// <param name="function">The function, of tensors of any shape.</param>
    /// <param name="pattern">Where its Jacobian may differ from zero: known, or found by <see cref="JacobianPattern"/>.</param>
    /// <exception cref="ShapeException">The pattern has another size than the Jacobian.</exception>
    public static Func<Tensor<T>, SparseMatrix<T>> SparseJacobian<T>(Func<Tensor<T>, Tensor<T>> function, SparsityPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(pattern);
        return x =>
        {
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            CheckSize("SparseJacobian", pattern, value, x);
            var backward = GoesBackward(pattern.RowColors, pattern.ColumnColors);
            var coloring = backward ? pattern.ByRows : pattern.ByColumns;
            var places = pattern.Places().Select(place => backward ? (coloring.Colors[place.Row], place.Column) : (coloring.Colors[place.Column], place.Row));
            return Compressed(tape, input, value, pattern, coloring, backward, places);
        };
    }

    /// <summary>The Hessian of a function with one number as its result, of which most elements are zero: x -> its non-zero elements.</summary>
    /// <remarks>
    /// Columns are put together so that of the equal elements [i, j] and [j, i] at least one stands alone in a sweep. That often takes fewer sweeps than the columns of a Jacobian
    /// with the same pattern: a matrix of a diagonal, one full row and one full column takes 2, not n.
    /// </remarks>
    /// <param name="function">The function.</param>
    /// <param name="pattern">Where its Hessian may differ from zero: known, or found by <see cref="HessianPattern"/>. One triangle suffices.</param>
    /// <exception cref="ShapeException">The pattern has another size than the Hessian.</exception>
    public static Func<Tensor<T>, SparseMatrix<T>> SparseHessian<T>(Func<Tensor<T>, Tensor<T>> function, SparsityPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var gradient = Gradient(function, Unreached.Zero);
        var square = pattern.Height == pattern.Width ? pattern.Union(pattern.Transposed()) : pattern;
        return x =>
        {
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = gradient(input);
            CheckSize("SparseHessian", square, value, x);
            var coloring = square.BySymmetry;
            var places = square.Places().Select(place =>
                Coloring.CountOf(square.Row(place.Row), place.Row, coloring.Colors, coloring.Colors[place.Column]) > 1
                    ? (coloring.Colors[place.Row], place.Column)
                    : (coloring.Colors[place.Column], place.Row));
            return Compressed(tape, input, value, square, coloring, backward: true, places);
        };
    }

    /// <summary>Where the Jacobian of a function may differ from zero near a point, found by sending NaN through it: x -> the pattern.</summary>
    /// <remarks>
    /// One sweep for each row or column, whichever are fewer, as many as the dense Jacobian takes; it pays where the pattern is used again. It is that of the branches taken at x:
    /// where the function selects (Where, Max, Relu), take points on every side and join their patterns.
    /// </remarks>
    /// <param name="function">The function.</param>
    public static Func<Tensor<T>, SparsityPattern> JacobianPattern<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            var backward = GoesBackward(value.Length, x.Length);
            var places = new List<(int Row, int Column)>();
            for (var index = 0; value.IsTracked && index < (backward ? value.Length : x.Length); index++)
            {
                var line = backward
                    ? Pull(tape, value, Probe<T>(value.Shape, index), input, Unreached.Zero).ToArray()
                    : Push(tape, input, Probe<T>(x.Shape, index), value).ToArray();
                for (var other = 0; other < line.Length; other++)
                {
                    if (T.IsNaN(line[other]))
                    {
                        places.Add(backward ? (index, other) : (other, index));
                    }
                }
            }

            return SparsityPattern.Create(value.Length, x.Length, places);
        };
    }

    /// <summary>Where the Hessian of a function may differ from zero near a point: x -> the pattern. See <see cref="JacobianPattern"/>.</summary>
    /// <param name="function">The function.</param>
    public static Func<Tensor<T>, SparsityPattern> HessianPattern<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T> => JacobianPattern(Gradient(function, Unreached.Zero));

    /// <summary>One sweep for each colour; then each place of the pattern is looked up in its colour's line.</summary>
    private static SparseMatrix<T> Compressed<T>(
        Tape<T> tape, Tensor<T> input, Tensor<T> value, SparsityPattern pattern, Coloring coloring, bool backward, IEnumerable<(int Color, int Element)> places)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!value.IsTracked || pattern.Count == 0)
        {
            return new(pattern, Tensor.Zeros<T>(pattern.Count).KeepMemory());
        }

        var lines = new Tensor<T>[coloring.Count];
        var length = backward ? input.Length : value.Length;
        for (var color = 0; color < lines.Length; color++)
        {
            T[] members = [.. coloring.Colors.Select(other => other == color ? T.One : T.Zero)];
            var seed = Tensor.Create<T>(members).ReshapeTo(backward ? value.Shape : input.Shape);
            lines[color] = backward ? Pull(tape, value, seed, input, Unreached.Zero).Reshape(length) : Push(tape, input, seed, value).Reshape(length);
        }

        int[] positions = [.. places.Select(place => (place.Color * length) + place.Element)];
        return new(pattern, Ops.Stack(lines).Reshape(-1).IndexSelect(0, Indices.Own(positions, Shape.Create(positions.Length))).KeepMemory());
    }

    private static void CheckSize<T>(string op, SparsityPattern pattern, Tensor<T> value, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (pattern.Height != value.Length || pattern.Width != x.Length)
        {
            throw Errors.PatternSize(op, pattern.Height, pattern.Width, value.Shape, x.Shape);
        }
    }

    /// <summary>NaN at one place, zeros elsewhere.</summary>
    private static Tensor<T> Probe<T>(Shape shape, int index)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var probe = new T[shape.ElementCount];
        probe[index] = T.NaN;
        return Tensor.Create<T>(probe).ReshapeTo(shape);
    }
}
