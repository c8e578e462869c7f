using System.Numerics;

namespace AutoGrad;

/// <summary>Momentum whose direction is made nearly orthogonal: every singular direction of a weight matrix gets a step of about the same length.</summary>
/// <remarks>
/// Formula: b = momentum b + (1 - momentum) g;  u = b, or (1 - momentum) g + momentum b with Nesterov's look-ahead;  o = five Newton-Schulz steps from u / (|u| + 1e-7),
/// x = a x + (b (x x') + c (x x')^2) x with (a, b, c) = (3.4445, -4.775, 2.0315), which bring its singular values near 1;
/// p *= 1 - learningRate weightDecay;  p -= learningRate sqrt(max(1, outputs / inputs)) o.
/// Shapes: matrices [inputs, outputs]; of kernels of more axes the first is the outputs and the others together the inputs. Vectors, and usually embeddings and the last
/// layer, belong to another method: put both into <see cref="OptimizerGroups{T}"/>.
/// Source: Jordan, Jin, Boza, You, Cesista, Newhouse and Bernstein, Muon: an optimizer for hidden layers in neural networks (2024).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Muon<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="parameters">What to train: parameters of two axes or more.</param>
    /// <exception cref="ParameterException">A parameter has fewer than two axes.</exception>
    public Muon(ParameterList<T> parameters)
        : base(parameters, 1e-3)
    {
        string[] vectors = [.. Enumerable.Range(0, parameters.Count).Where(index => parameters[index].Rank < 2).Select(parameters.PathAt)];
        if (vectors.Length > 0)
        {
            throw Errors.NoMatrix("Muon", vectors);
        }
    }

    /// <summary>How much of the former direction is kept.</summary>
    public double Momentum { get; init => field = Fraction(value, nameof(Momentum)); } = 0.95;

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>How strongly parameters are drawn to zero, taken off the parameters themselves.</summary>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["momentum"];

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(state);
        state.Assign(0, (Momentum * state[0]) + ((1 - Momentum) * gradient));
        var direction = Nesterov ? ((1 - Momentum) * gradient) + (Momentum * state[0]) : state[0];
        if (parameter.Length == 0)
        {
            return;
        }

        var shape = parameter.Shape;
        var rows = shape[0];
        var columns = parameter.Length / rows;
        var (outputs, inputs) = parameter.Rank == 2 ? (columns, rows) : (rows, columns);
        var step = Orthogonalize(direction.Reshape(rows, columns)).ReshapeTo(shape);
        parameter.Assign(((1 - (LearningRate * WeightDecay)) * parameter) - (LearningRate * Math.Sqrt(Math.Max(1, (double)outputs / inputs)) * step));
    }

    private static Tensor<T> Orthogonalize(Tensor<T> matrix)
    {
        // The smaller side outside: the product x x' is then the small one.
        var isTall = matrix.Shape[0] > matrix.Shape[1];
        var x = isTall ? matrix.Transpose() : matrix;
        x /= x.Norm() + 1e-7;
        for (var step = 0; step < 5; step++)
        {
            var square = x.MatMul(x, transposeRight: true);
            x = (3.4445 * x) + ((-4.775 * square) + (2.0315 * square.MatMul(square))).MatMul(x);
        }

        return isTall ? x.Transpose() : x;
    }
}
