using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>The Jacobians of a function that maps each row by itself: x -> J, element [i, r.., c..] being dy[i, r..] / dx[i, c..].</summary>
    /// <remarks>
    /// The first axis of x and of y counts rows: observations, curves, bodies. Row i of y must depend on row i of x alone. Then a sweep that is seeded with ones along one
    /// column of all rows gives that line of every row's Jacobian at once, so that the number of sweeps is the smaller of the two sizes of a row, whatever the number of rows.
    /// Where rows do depend on each other the result is the sum of their derivatives. Source: Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, section 8.1 (compression).
    /// </remarks>
    /// <param name="function">The function, from [n, c..] to [n, r..].</param>
    /// <exception cref="ShapeException">x has no axis of rows, or y has another number of rows.</exception>
    public static Func<Tensor<T>, Tensor<T>> BatchedJacobian<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            ArgumentNullException.ThrowIfNull(x);
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            if (x.Rank == 0 || value.Rank == 0 || x.Shape[0] != value.Shape[0])
            {
                throw Errors.Rule(
                    "BatchedJacobian",
                    $"the argument has the shape {x.Shape} and the result {value.Shape}",
                    "The first axis of both counts the rows. Use Jacobian where the function does not map row by row.");
            }

            var rows = x.Shape[0];
            var shape = Shape.Create([.. value.Shape, .. x.Shape.Skip(1)]);
            if (!value.IsTracked || shape.ElementCount == 0)
            {
                return Tensor.Zeros<T>(shape).KeepMemory();
            }

            var (height, width) = (value.Length / rows, x.Length / rows);
            var backward = GoesBackward(height, width);
            var lines = new Tensor<T>[backward ? height : width];
            for (var index = 0; index < lines.Length; index++)
            {
                lines[index] = backward
                    ? Pull(tape, value, Column<T>(value.Shape, height, index), input, Unreached.Zero).Reshape(rows, width)
                    : Push(tape, input, Column<T>(x.Shape, width, index), value).Reshape(rows, height);
            }

            return Ops.Stack(lines, backward ? 1 : 2).ReshapeTo(shape).KeepMemory();
        };
    }

    /// <summary>Ones at one place of every row, zeros elsewhere.</summary>
    private static Tensor<T> Column<T>(Shape shape, int width, int index)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Unit<T>(Shape.Create(width), index).BroadcastTo(Shape.Create(shape.ElementCount / width, width)).ReshapeTo(shape);

    /// <summary>Backward unless the columns are fewer by half: a forward sweep costs 1 to 2 backward ones, by how many of its rules have to be transposed.</summary>
    private static bool GoesBackward(int height, int width) => height <= 2 * (long)width;
}
