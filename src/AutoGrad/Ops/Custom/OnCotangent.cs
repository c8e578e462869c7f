using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The same numbers; every backward sweep shows the observer the cotangent that arrives here, once, when it is complete.</summary>
        /// <remarks>
        /// Formula: y = x.  Derivative: g, which the observer sees and cannot change.  Shapes: any, same.  Keeps: the observer.
        /// Edges: without a tape, and in forward mode, the observer is never called; where no cotangent arrives, neither. What it computes is not recorded, and goes back to
        /// the pool when it returns, except numbers of rank 0; to hold the cotangent itself, it says <c>g.Keep()</c>.  Accuracy: exact.
        /// </remarks>
        /// <param name="observer">Called with the sum of all contributions. To change a cotangent, write an op: <c>CustomOp.Apply("Reverse", x, x => (x, g => -g))</c>.</param>
        public Tensor<T> OnCotangent(Action<Tensor<T>> observer)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(observer);
            return Enter(x.Alias("OnCotangent", x.Shape), OpKind.General, x, observer, static (_, _, observer) => new ObservingRule<T>(observer).Pull);
        }
    }
}

/// <summary>The identity in both directions; backward it is watched.</summary>
internal sealed class ObservingRule<T>(Action<Tensor<T>> observer) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent)
    {
        using var scope = new Scope<T>();
        observer(cotangent);
        return cotangent;
    }

    public Tensor<T> Push(Tensor<T> tangent) => tangent;
}
