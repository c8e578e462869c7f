using System.Numerics;

namespace AutoGrad;

/// <summary>What kind of function an op is in its arguments: forward mode reads the Jacobian-vector product off the same rule.</summary>
internal enum OpKind : byte
{
    /// <summary>Any function: the Jacobian-vector product is the rule transposed (differentiated with respect to its cotangent).</summary>
    General,

    /// <summary>Linear in each argument: like General, but its rule does not depend on the argument's value.</summary>
    Linear,

    /// <summary>The Jacobian is diagonal and symmetric: the rule applied to the tangent is the Jacobian-vector product.</summary>
    ElementWise,
}

/// <summary>One recorded op: its result, and for each tracked argument the parent's ordinal and the rule that turns the result's cotangent into the argument's.</summary>
/// <remarks>Nodes live in a list that the recording reuses from step to step; three arguments are held in place, each with a rule of its own or all with <see cref="Joint"/>, more in <see cref="More"/>.</remarks>
internal struct Node<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public const int NoParent = -1;

    /// <summary>What is left of a node whose tape has ended while an enclosing one goes on: a constant, which no tape tracks, so that it keeps nothing alive.</summary>
    public static Node<T> Cut => new() { Parent0 = NoParent, Parent1 = NoParent, Parent2 = NoParent, Level = int.MaxValue };

    /// <summary>Unique within the recording and never reused; 0 once the node's tape has ended.</summary>
    public long Id;

    /// <summary>The outermost tape, counted from 0, that tracks this node.</summary>
    public int Level;

    public OpKind Kind;

    /// <summary>Whether operands were broadcast: only then may a cotangent have the result's shape instead of the parent's.</summary>
    public bool Broadcasts;

    public int Parent0;
    public int Parent1;
    public int Parent2;
    public Rule<T> Rule0;
    public Rule<T> Rule1;
    public Rule<T> Rule2;
    public JointRule<T>? Joint;
    public ManyRules<T>? More;
    public Tensor<T>? Output;

    /// <summary>Whether there is nothing to send a cotangent to.</summary>
    public readonly bool IsLeaf => Parent0 < 0 && Parent1 < 0 && Parent2 < 0 && More is null;

    public readonly string Op => Output?.Op ?? "released";
}

/// <summary>The arguments of a node with more than three, or with one rule for all of them.</summary>
/// <param name="Parents">The parents' ordinals; <see cref="Node{T}.NoParent"/> for untracked arguments.</param>
/// <param name="Rules">One rule for each argument, null for untracked ones; or null when there is a joint rule.</param>
/// <param name="Joint">One rule for all arguments, where they share work; gives null for arguments that need no gradient.</param>
internal sealed record ManyRules<T>(int[] Parents, Func<Tensor<T>, Tensor<T>>?[]? Rules, Func<Tensor<T>, Tensor<T>?[]>? Joint)
    where T : unmanaged, IFloatingPointIeee754<T>;
