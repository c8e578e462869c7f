using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// A reduction: result = Term(x0, c0) combined with Term(x1, c1) and so on, where Combine is associative in exact arithmetic. The second number of
/// a term is a center (one per result: a mean, a maximum) or a second operand (a dot product); kernels without one ignore it.
/// </summary>
/// <remarks>The scalar and vector methods must give the same bits lane by lane, as in <see cref="IMapKernel{T}"/>.</remarks>
internal interface IFoldKernel<T>
    where T : unmanaged
{
    /// <summary>Whether terms need a center; a constant that the JIT folds away.</summary>
    static virtual bool HasCenter => false;

    /// <summary>What changes nothing, not even the sign of a zero, when it is combined with any number.</summary>
    T Identity { get; }

    /// <summary>The result over no elements.</summary>
    T Empty { get; }

    T Term(T x, T center);

    Vector512<T> Term(Vector512<T> x, Vector512<T> center);

    T Combine(T left, T right);

    Vector512<T> Combine(Vector512<T> left, Vector512<T> right);
}
