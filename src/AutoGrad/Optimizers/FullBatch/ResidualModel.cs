using System.Numerics;

namespace AutoGrad;

/// <summary>Residuals as a least-squares method sees them: numbers in double, on the host.</summary>
internal abstract class ResidualModel
{
    /// <summary>How often the residuals were evaluated.</summary>
    public int Evaluations { get; protected set; }

    /// <summary>The residuals at a point.</summary>
    public abstract double[] Evaluate(double[] point);

    /// <summary>The residuals at a point and the columns of their Jacobian.</summary>
    public abstract (double[] Residuals, double[][] Columns) Linearize(double[] point);
}

/// <summary>Residuals that are a function of one tensor.</summary>
internal sealed class FunctionResiduals<T>(Func<Tensor<T>, Tensor<T>> residuals, Shape shape) : ResidualModel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Tensor<T>, Tensor<T>> jacobian = Differentiate.Jacobian(residuals);

    public override double[] Evaluate(double[] point)
    {
        Evaluations++;
        using var scope = new Scope<T>();
        return Vectors.ToArray(residuals(Vectors.ToTensor<T>(point, shape)));
    }

    public override (double[] Residuals, double[][] Columns) Linearize(double[] point)
    {
        var values = Evaluate(point);
        using var scope = new Scope<T>();
        var slopes = Vectors.ToArray(jacobian(Vectors.ToTensor<T>(point, shape)));
        var columns = new double[point.Length][];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = new double[values.Length];
            for (var row = 0; row < values.Length; row++)
            {
                columns[column][row] = slopes[(row * columns.Length) + column];
            }
        }

        return (values, columns);
    }
}

/// <summary>Residuals that are computed from parameters, which take the values of each point that is tried.</summary>
internal sealed class ParameterResiduals<T>(Func<Tensor<T>> residuals, ParameterList<T> parameters) : ResidualModel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override double[] Evaluate(double[] point)
    {
        Evaluations++;
        Vectors.Write(point, parameters);
        using var scope = new Scope<T>();
        return Vectors.ToArray(residuals());
    }

    public override (double[] Residuals, double[][] Columns) Linearize(double[] point)
    {
        Evaluations++;
        Vectors.Write(point, parameters);
        using var tape = new Tape<T>();
        var values = residuals();
        var columns = Array.ConvertAll(point, _ => new double[values.Length]);
        for (var row = 0; row < values.Length; row++)
        {
            using var scope = new Scope<T>();
            var unit = new double[values.Length];
            unit[row] = 1;
            var gradients = tape.Gradients(values, Vectors.ToTensor<T>(unit, values.Shape), of: [.. parameters], unreached: Unreached.Zero);
            var slopes = Vectors.ToArray(parameters, parameter => gradients[parameter]);
            for (var column = 0; column < columns.Length; column++)
            {
                columns[column][row] = slopes[column];
            }
        }

        return (Vectors.ToArray(values), columns);
    }
}
