using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>A function that trades time for memory: it keeps nothing of its way, and every sweep runs it again.</summary>
    /// <remarks>
    /// <para>The result is recorded as one node with what the function uses, its argument, parameters and other captured tensors, as parents; all of them get their
    /// gradients, with the same bits as without. It may stand inside another such function, and has every order of derivative.</para>
    /// <para>A chain of n layers cut into segments of √n keeps 2 √n results instead of n, for one more forward pass.</para>
    /// <para>The function must do the same each time. Random streams are set back for it, and writes to parameters and buffers, such as running statistics, happen the first time
    /// only; what else it changes or reads from outside (fields, files, clocks) is its own affair. Results that it made on the way cannot be read after it has returned.</para>
    /// </remarks>
    /// <param name="function">The function, such as a block of layers.</param>
    /// <exception cref="TapeException">A sweep ran the function again and it gave another shape, or used another parameter.</exception>
    public static Func<Tensor<T>, Tensor<T>> Recompute<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return x => RecomputedSegment<T>.Run(() => function(x));
    }
}
