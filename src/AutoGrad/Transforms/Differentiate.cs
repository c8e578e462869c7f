using System.Numerics;

namespace AutoGrad;

/// <summary>Functions of functions: each takes a function of tensors and returns its derivative as another function.</summary>
/// <remarks>
/// They nest to any order, and inside an open tape their results are tracked by it. Results outlive every scope.
/// Notation: f maps x of n elements to y of m elements; J is its m x n Jacobian matrix.
/// </remarks>
public static partial class Differentiate
{
    /// <summary>The gradient of a function with one number as its result: x -> dy/dx.</summary>
    /// <param name="function">The function.</param>
    /// <param name="unreached">What a result gives that does not depend on x at all.</param>
    /// <exception cref="TapeException">The result has more than one element, or does not depend on x.</exception>
    public static Func<Tensor<T>, Tensor<T>> Gradient<T>(Func<Tensor<T>, Tensor<T>> function, Unreached unreached = Unreached.Throw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var both = ValueAndGradient(function, unreached);
        return x => both(x).Gradient;
    }

    /// <summary>A function's value, one number, together with its gradient: x -> (y, dy/dx).</summary>
    /// <param name="function">The function.</param>
    /// <param name="unreached">What a result gives that does not depend on x at all.</param>
    /// <exception cref="TapeException">The result has more than one element, or does not depend on x.</exception>
    public static Func<Tensor<T>, (Tensor<T> Value, Tensor<T> Gradient)> ValueAndGradient<T>(Func<Tensor<T>, Tensor<T>> function, Unreached unreached = Unreached.Throw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            return value.Length == 1
                ? (value.KeepMemory(), Pull(tape, value, Tensor.Ones<T>(value.Shape), input, unreached, last: true))
                : throw Errors.NumberNeeded(value.Shape);
        };
    }

    /// <summary>A function's value and its gradients by several arguments: (x1, x2, ...) -> (y, [dy/dx1, dy/dx2, ...]).</summary>
    /// <param name="function">The function.</param>
    /// <param name="unreached">What an argument gets on which the result does not depend.</param>
    /// <exception cref="TapeException">The result has more than one element, or does not depend on an argument.</exception>
    public static Func<Tensor<T>[], (Tensor<T> Value, Tensor<T>[] Gradients)> ValueAndGradients<T>(Func<Tensor<T>[], Tensor<T>> function, Unreached unreached = Unreached.Throw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return arguments =>
        {
            ArgumentNullException.ThrowIfNull(arguments);
            using var tape = new Tape<T>();
            var inputs = new Tensor<T>[arguments.Length];
            for (var index = 0; index < inputs.Length; index++)
            {
                inputs[index] = tape.Watch(arguments[index]);
            }

            var value = function(inputs);
            if (value.Length != 1)
            {
                throw Errors.NumberNeeded(value.Shape);
            }

            var gradients = tape.Gradients(value, of: inputs, last: true, unreached: unreached == Unreached.Throw ? Unreached.Throw : Unreached.Zero);
            return (value.KeepMemory(), Array.ConvertAll(inputs, input => gradients[input].KeepMemory()));
        };
    }

    /// <summary>The vector-Jacobian product, reverse mode: (x, v) -> (y, J' v).</summary>
    /// <remarks>v has the shape of y, the product that of x. Cost: a small multiple of the function's, whatever the sizes.</remarks>
    /// <exception cref="ShapeException">v has not the shape of y.</exception>
    public static Func<Tensor<T>, Tensor<T>, (Tensor<T> Value, Tensor<T> Product)> Vjp<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, cotangent) =>
        {
            ArgumentNullException.ThrowIfNull(cotangent);
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            return cotangent.Shape == value.Shape
                ? (value.KeepMemory(), Pull(tape, value, cotangent, input, Unreached.Zero, last: true))
                : throw Errors.SeedShape("Vjp", value.Shape, cotangent.Shape);
        };
    }

    /// <summary>The Jacobian-vector product, forward mode: (x, t) -> (y, J t).</summary>
    /// <remarks>t has the shape of x, the product that of y: the derivative of f at x in the direction t.</remarks>
    /// <exception cref="ShapeException">t has not the shape of x.</exception>
    public static Func<Tensor<T>, Tensor<T>, (Tensor<T> Value, Tensor<T> Product)> Jvp<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, tangent) =>
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(tangent);
            if (tangent.Shape != x.Shape)
            {
                throw Errors.SameShape("Jvp", x.Shape, tangent.Shape);
            }

            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            return (value.KeepMemory(), Push(tape, input, tangent, value));
        };
    }

    /// <summary>The Jacobian: x -> J, of shape y.Shape followed by x.Shape: element [i.., j..] is dy_i / dx_j.</summary>
    /// <remarks>By rows (one backward sweep each) or by columns (one forward sweep each), whichever are fewer; a column counts twice, since a forward sweep costs more.</remarks>
    public static Func<Tensor<T>, Tensor<T>> Jacobian<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            using var tape = new Tape<T>();
            var input = tape.Watch(x);
            var value = function(input);
            var shape = Shape.Create([.. value.Shape, .. x.Shape]);
            if (!value.IsTracked || shape.ElementCount == 0)
            {
                return Tensor.Zeros<T>(shape).KeepMemory();
            }

            var byRows = GoesBackward(value.Length, x.Length);
            var lines = new Tensor<T>[byRows ? value.Length : x.Length];
            for (var index = 0; index < lines.Length; index++)
            {
                lines[index] = byRows
                    ? Pull(tape, value, Unit<T>(value.Shape, index), input, Unreached.Zero).Reshape(x.Length)
                    : Push(tape, input, Unit<T>(x.Shape, index), value).Reshape(value.Length);
            }

            return Ops.Stack(lines, byRows ? 0 : 1).ReshapeTo(shape).KeepMemory();
        };
    }

    /// <summary>The Hessian of a function with one number as its result: x -> d2y/dx2, of shape x.Shape followed by x.Shape.</summary>
    public static Func<Tensor<T>, Tensor<T>> Hessian<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T> => Jacobian(Gradient(function, Unreached.Zero));

    /// <summary>The product of the Hessian with a vector, without forming the Hessian: (x, v) -> H v.</summary>
    /// <remarks>Formula: the gradient of x -> &lt;dy/dx, v&gt;. Cost: a small multiple of the gradient's. Source: Pearlmutter, Fast exact multiplication by the Hessian, 1994.</remarks>
    /// <exception cref="ShapeException">v has not the shape of x.</exception>
    public static Func<Tensor<T>, Tensor<T>, Tensor<T>> HessianVectorProduct<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradient = Gradient(function, Unreached.Zero);
        return (x, vector) =>
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(vector);
            return vector.Shape == x.Shape
                ? Gradient<T>(point => (gradient(point) * vector).Sum(), Unreached.Zero)(x)
                : throw Errors.SameShape("HessianVectorProduct", x.Shape, vector.Shape);
        };
    }

    /// <summary>J' v for a recorded value; zeros where the value does not depend on the input, if the caller allows that.</summary>
    private static Tensor<T> Pull<T>(Tape<T> tape, Tensor<T> value, Tensor<T> cotangent, Tensor<T> input, Unreached unreached, bool last = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var policy = unreached == Unreached.Throw ? Unreached.Throw : Unreached.Zero;
        return tape.Gradients(value, cotangent, of: [input], last: last, unreached: policy)[input].KeepMemory();
    }

    /// <summary>J t for a recorded value.</summary>
    private static Tensor<T> Push<T>(Tape<T> tape, Tensor<T> input, Tensor<T> tangent, Tensor<T> value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (input is BatchedTensor<T> row)
        {
            return value is BatchedTensor<T> result && result.Batch == row.Batch
                ? result.With(Push(tape, row.Whole, Ops.Spread(row.Batch, tangent), result.Whole))
                : throw new NoBatchedFormException("Jvp");
        }

        var recording = tape.Open("Jvp");
        var product = value.IsTracked ? ForwardSweep.Run(recording, [input.Ordinal], [tangent], [value.Ordinal])[0] : null;
        return (product ?? Tensor.Zeros<T>(value.Shape)).KeepMemory();
    }

    private static Tensor<T> Unit<T>(Shape shape, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor<T>.Generated("Unit", shape, new UnitKernel<T>(index));
}
