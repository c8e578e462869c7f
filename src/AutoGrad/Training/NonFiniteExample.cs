using System.Numerics;

namespace AutoGrad;

/// <summary>Looks in a batch for the number that made a loss NaN or infinite.</summary>
internal static class NonFiniteExample
{
    /// <summary>Which example of the batch holds it, in words; empty if the data are finite and the fault lies in the model.</summary>
    public static string Describe<T>(Batch<T> batch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = Describe("input", batch.Inputs);
        return inputs.Length > 0 || batch.HasLabels ? inputs : Describe("target", batch.Targets);
    }

    private static string Describe<T>(string part, Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = tensor.ToArray();
        var index = Array.FindIndex(values, static value => !T.IsFinite(value));
        return index < 0 ? "" : FormattableString.Invariant($" The {part} of example {index / (values.Length / tensor.Shape[0])} of this batch holds {double.CreateTruncating(values[index])}: mend or leave out such examples.");
    }
}
