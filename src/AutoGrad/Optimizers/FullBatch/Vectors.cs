using System.Numerics;

namespace AutoGrad;

/// <summary>Vectors of the full-batch methods, and how they become tensors and parameters.</summary>
internal static class Vectors
{
    public static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    public static double Norm(double[] x) => Math.Sqrt(Dot(x, x));

    /// <summary>The largest size of an element; NaN where one is.</summary>
    public static double Largest(double[] x) => x.Aggregate(0.0, static (largest, value) => Math.Max(largest, Math.Abs(value)));

    /// <summary>x + factor y, new.</summary>
    public static double[] Add(double[] x, double factor, double[] y)
    {
        var sum = new double[x.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = x[i] + (factor * y[i]);
        }

        return sum;
    }

    /// <summary>factor x, new.</summary>
    public static double[] Scale(double factor, double[] x) => Array.ConvertAll(x, value => factor * value);

    public static Tensor<T> ToTensor<T>(double[] values, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.Create<T>(Array.ConvertAll(values, T.CreateTruncating), shape);

    public static double[] ToArray<T>(Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(tensor.ToArray(), double.CreateTruncating);

    /// <summary>Tensors of the parameters' shapes, one after another.</summary>
    public static double[] ToArray<T>(ParameterList<T> parameters, Func<Parameter<T>, Tensor<T>> read)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. parameters.SelectMany(parameter => ToArray(read(parameter)))];

    /// <summary>A vector cut into tensors of the parameters' shapes.</summary>
    public static Tensor<T>[] Split<T>(double[] values, ParameterList<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parts = new Tensor<T>[parameters.Count];
        var start = 0;
        for (var index = 0; index < parts.Length; index++)
        {
            var parameter = parameters[index];
            parts[index] = ToTensor<T>(values[start..(start + parameter.Length)], parameter.Shape);
            start += parameter.Length;
        }

        return parts;
    }

    public static void Write<T>(double[] values, ParameterList<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = new Scope<T>();
        var parts = Split(values, parameters);
        for (var index = 0; index < parts.Length; index++)
        {
            parameters[index].Assign(parts[index]);
        }
    }
}
