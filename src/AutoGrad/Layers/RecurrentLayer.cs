using System.Numerics;

namespace AutoGrad;

/// <summary>What the recurrent layers share: their sizes, the order of axes, and the first and last state.</summary>
internal static class RecurrentLayer
{
    public static void CheckSizes(string layer, int inputs, int hidden)
    {
        if (inputs < 1 || hidden < 1)
        {
            throw Errors.RecurrentSize(layer, inputs, hidden);
        }
    }

    /// <summary>PyTorch's choice for every parameter.</summary>
    public static Initializer Initializer(int hidden) => AutoGrad.Initializer.Uniform(-1 / Math.Sqrt(hidden), 1 / Math.Sqrt(hidden));

    /// <summary>PyTorch's names of the parameters of one layer in one direction; the weights are transposed there.</summary>
    public static (string Name, bool IsTransposed) NameInFile(string name) => name switch
    {
        "inputWeight" => ("weight_ih_l0", true),
        "recurrentWeight" => ("weight_hh_l0", true),
        "inputBias" => ("bias_ih_l0", false),
        _ => ("bias_hh_l0", false),
    };

    /// <summary>The input as [steps, batch, inputs].</summary>
    public static Tensor<T> StepsFirst<T>(string layer, Tensor<T> x, int inputs, bool batchFirst)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 3 || x.Shape[2] != inputs)
        {
            throw Errors.RecurrentInput(layer, x.Shape, inputs, batchFirst);
        }

        return InOrder(x, batchFirst);
    }

    /// <summary>Exchanges batch and steps where the batch comes first.</summary>
    public static Tensor<T> InOrder<T>(Tensor<T> x, bool batchFirst)
        where T : unmanaged, IFloatingPointIeee754<T> => batchFirst ? x.Permute(1, 0, 2) : x;

    public static Tensor<T> State<T>(string layer, Tensor<T>? given, int batch, int hidden)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (given is null)
        {
            return Tensor.Zeros<T>(batch, hidden);
        }

        return given.Rank == 2 && given.Shape[0] == batch && given.Shape[1] == hidden ? given : throw Errors.RecurrentState(layer, given.Shape, batch, hidden);
    }

    /// <summary>The output of the last step, or what was there before the first.</summary>
    public static Tensor<T> Last<T>(Tensor<T> outputs, Tensor<T> hidden)
        where T : unmanaged, IFloatingPointIeee754<T> => outputs.Shape[0] == 0 ? hidden : outputs.Select(0, ^1);
}
