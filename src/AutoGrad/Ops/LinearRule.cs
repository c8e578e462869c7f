using System.Numerics;

namespace AutoGrad;

/// <summary>The rule of an op that is linear in its one argument: forward it is the op itself.</summary>
/// <param name="kernel">The op's kernel, from which its rule is made.</param>
/// <param name="result">The shape of its result.</param>
/// <param name="rule">What makes the rule when a sweep comes.</param>
/// <param name="op">Its name.</param>
internal sealed class LinearRule<T, TKernel>(TKernel kernel, Shape result, Func<TKernel, Func<Tensor<T>, Tensor<T>>> rule, string op) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : struct, ISpanKernel<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => rule(kernel)(cotangent);

    public Tensor<T> Push(Tensor<T> tangent) => Ops.Apply(tangent, result, kernel, rule, op);
}
