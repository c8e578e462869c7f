using System.Numerics;

namespace AutoGrad;

/// <summary>A map of each input feature, (x - shift) factor, that was measured on one dataset and is applied to others: what the test data says must not leak into it.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class FeatureScaling<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private FeatureScaling(Tensor<T> shift, Tensor<T> factor) => (Shift, Factor) = (shift.Keep(), factor.Keep());

    /// <summary>What is subtracted from each feature, in the shape of one input.</summary>
    public Tensor<T> Shift { get; }

    /// <summary>What each feature is then multiplied by.</summary>
    public Tensor<T> Factor { get; }

    /// <summary>Brings each feature to mean 0 and standard deviation 1. A feature that never changes becomes 0.</summary>
    public static FeatureScaling<T> Standardize(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var scope = new Scope<T>();
        return new FeatureScaling<T>(data.Inputs.Mean(0), Inverse(data.Inputs.Variance([0], correction: 0).Sqrt()));
    }

    /// <summary>Brings each feature to the range from 0 to 1. A feature that never changes becomes 0.</summary>
    public static FeatureScaling<T> ToUnitRange(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var scope = new Scope<T>();
        var least = data.Inputs.Min(0);
        return new FeatureScaling<T>(least, Inverse(data.Inputs.Max(0) - least));
    }

    /// <summary>Scales inputs, [n, ..] or one alone.</summary>
    public Tensor<T> Apply(Tensor<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);

        // Subtraction would broadcast a single column to as many features as were measured.
        var given = inputs.Shape.AsSpan();
        var measured = Shift.Shape.AsSpan();
        if (given.Length - measured.Length is not (0 or 1) || !given[^measured.Length..].SequenceEqual(measured))
        {
            throw Errors.ScalingInputs(inputs.Shape, Shift.Shape);
        }

        return (inputs - Shift) * Factor;
    }

    /// <summary>The same examples with scaled inputs.</summary>
    public Dataset<T> Apply(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var scope = new Scope<T>();
        return data.WithInputs(Apply(data.Inputs));
    }

    private static Tensor<T> Inverse(Tensor<T> spread)
    {
        var constant = spread.EqualTo(Tensor.Zeros<T>(spread.Shape));
        return Ops.Where(constant, Tensor.Ones<T>(spread.Shape), 1 / (spread + constant));
    }
}
