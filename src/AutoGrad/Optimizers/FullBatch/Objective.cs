using System.Numerics;

namespace AutoGrad;

/// <summary>A function of a vector as the full-batch methods see it: numbers in double, on the host.</summary>
/// <remarks>These methods do little arithmetic of their own beside the function's, so plain loops over arrays serve them, in double for either element type.</remarks>
internal abstract class Objective
{
    /// <summary>How often the function was evaluated.</summary>
    public int Evaluations { get; protected set; }

    /// <summary>The value and the gradient at a point.</summary>
    public abstract (double Value, double[] Gradient) Evaluate(double[] point);

    /// <summary>The Hessian at a point times a vector.</summary>
    public abstract double[] HessianProduct(double[] point, double[] vector);
}

/// <summary>A function of one tensor.</summary>
internal sealed class FunctionObjective<T>(Func<Tensor<T>, Tensor<T>> function, Shape shape) : Objective
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Tensor<T>, (Tensor<T> Value, Tensor<T> Gradient)> both = Differentiate.ValueAndGradient(function);
    private readonly Func<Tensor<T>, Tensor<T>, Tensor<T>> product = Differentiate.HessianVectorProduct(function);

    public override (double Value, double[] Gradient) Evaluate(double[] point)
    {
        Evaluations++;
        using var scope = new Scope<T>();
        var (value, gradient) = both(Vectors.ToTensor<T>(point, shape));
        return (double.CreateTruncating(value.Item()), Vectors.ToArray(gradient));
    }

    public override double[] HessianProduct(double[] point, double[] vector)
    {
        using var scope = new Scope<T>();
        return Vectors.ToArray(product(Vectors.ToTensor<T>(point, shape), Vectors.ToTensor<T>(vector, shape)));
    }
}

/// <summary>A loss that is computed from parameters, which take the values of each point that is tried.</summary>
internal sealed class ParameterObjective<T>(Func<Tensor<T>> loss, ParameterList<T> parameters) : Objective
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override (double Value, double[] Gradient) Evaluate(double[] point)
    {
        Evaluations++;
        Vectors.Write(point, parameters);
        using var tape = new Tape<T>();
        var value = loss();
        var gradients = tape.Gradients(value, of: [.. parameters], unreached: Unreached.Zero);
        return (double.CreateTruncating(value.Item()), Vectors.ToArray(parameters, parameter => gradients[parameter]));
    }

    public override double[] HessianProduct(double[] point, double[] vector)
    {
        Vectors.Write(point, parameters);
        using var tape = new Tape<T>();
        var gradients = tape.Gradients(loss(), of: [.. parameters], createGraph: true, unreached: Unreached.Zero);
        var directions = Vectors.Split(vector, parameters);
        var slope = Tensor.Scalar(T.Zero);
        for (var index = 0; index < parameters.Count; index++)
        {
            slope += (gradients[parameters[index]] * directions[index]).Sum();
        }

        if (!slope.IsTracked)
        {
            return new double[vector.Length];
        }

        var products = tape.Gradients(slope, of: [.. parameters], unreached: Unreached.Zero);
        return Vectors.ToArray(parameters, parameter => products[parameter]);
    }
}
