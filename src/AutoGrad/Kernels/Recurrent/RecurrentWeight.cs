using System.Numerics;

namespace AutoGrad;

/// <summary>The gradient of a recurrent weight: the outputs before each step, transposed, times the cotangents of the products at that step, summed over steps and rows.</summary>
internal static class RecurrentWeight
{
    /// <summary>All steps but the first are one product, since outputs and cotangents of neighbouring steps follow each other in memory; the first, from the initial output, is added.</summary>
    public static void Gradient<T>(RecurrentSizes sizes, ReadOnlySpan<T> hidden, ReadOnlySpan<T> outputs, ReadOnlySpan<T> g, Span<T> weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weight.IsEmpty || sizes.Steps == 0)
        {
            weight.Clear();
            return;
        }

        var width = weight.Length / sizes.Hidden;
        var rows = (sizes.Steps - 1) * sizes.Batch;
        Gemm.Multiply(outputs[..(rows * sizes.Hidden)], true, g[(sizes.Batch * width)..], false, weight, sizes.Hidden, width, rows);
        using var scratch = new Scratch<T>(weight.Length);
        var first = scratch.Span;
        Gemm.Multiply(hidden, true, g[..(sizes.Batch * width)], false, first, sizes.Hidden, width, sizes.Batch);
        Gemm.AddTo(weight, first);
    }
}
