using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A rule that needs one tensor beside the cotangent, and is the same function for all nodes of its op.</summary>
/// <param name="cotangent">The cotangent of a node's result.</param>
/// <param name="kept">What that node keeps.</param>
internal delegate Tensor<T> KeepingRule<T>(Tensor<T> cotangent, Tensor<T> kept)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>What turns the cotangent of a node's result into an argument's: a closure, or a function that all nodes of the op share and the one tensor that it needs here.</summary>
/// <remarks>A closure costs two objects, 88 bytes, with every op that is recorded; a function with what it keeps costs none.</remarks>
internal readonly struct Rule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Delegate? function;

    private Rule(Delegate? function, Tensor<T>? kept) => (this.function, Kept) = (function, kept);

    /// <summary>A function that all nodes share, with what this one keeps.</summary>
    public Rule(KeepingRule<T> function, Tensor<T> kept)
        : this((Delegate)function, kept)
    {
    }

    /// <summary>What the node keeps for a shared function; null for a closure.</summary>
    public Tensor<T>? Kept { get; }

    /// <summary>Whether there is a rule: the argument is tracked.</summary>
    public bool Exists => function is not null;

    /// <summary>The object whose method the rule is, by which it says what else it can do.</summary>
    public object? Target => function?.Target;

    public static implicit operator Rule<T>(Func<Tensor<T>, Tensor<T>>? closure) => new(closure, null);

    /// <summary>The argument's cotangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor<T> Pull(Tensor<T> cotangent) => Kept is { } kept
        ? Unsafe.As<KeepingRule<T>>(function!)(cotangent, kept)
        : Unsafe.As<Func<Tensor<T>, Tensor<T>>>(function!)(cotangent);

    /// <summary>Whether the rule is this very closure.</summary>
    public bool Is(Func<Tensor<T>, Tensor<T>> closure) => ReferenceEquals(function, closure);
}
