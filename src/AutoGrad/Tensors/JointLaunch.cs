using System.Numerics;

namespace AutoGrad;

/// <content>Launches with several results: all cotangents of an op at once, or a result and what its rule needs.</content>
internal static partial class Launch
{
    /// <summary>Runs a kernel that writes several results.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="operands">What it reads.</param>
    /// <param name="results">What it writes; null for a result that nobody asked for.</param>
    /// <param name="notes">What it writes besides for the op's rule: no inspector looks at it.</param>
    public static void RunJoint<T, TKernel>(TKernel kernel, ReadOnlySpan<Tensor<T>> operands, ReadOnlySpan<Tensor<T>?> results, Tensor<T>? notes = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IJointKernel<T>
    {
        kernel.Invoke(new Operands<T>(operands), new Results<T>(results, notes));
        if (Inspector.IsAttached)
        {
            var isCounted = false;
            foreach (var result in results)
            {
                if (result is not null && !isCounted)
                {
                    Inspector.Inspect(kernel, result, operands);
                    isCounted = true;
                }
                else if (result is not null)
                {
                    Inspector.Inspect(result, operands);
                }
            }
        }
    }
}

/// <summary>The memory of several results; that of one nobody asked for is empty.</summary>
internal readonly ref struct Results<T>(ReadOnlySpan<Tensor<T>?> tensors, Tensor<T>? notes)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<Tensor<T>?> tensors = tensors;
    private readonly Tensor<T>? notes = notes;

    public Span<T> this[int index] => tensors[index] is { } tensor ? tensor.Write() : default;

    /// <summary>Numbers for the op's rule.</summary>
    public Span<T> Notes => notes is { } tensor ? tensor.Write() : default;
}

/// <summary>A function of any number of operands with any number of results.</summary>
internal interface IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void Invoke(Operands<T> operands, Results<T> results);
}
