using System.Numerics;

namespace AutoGrad;

/// <summary>Counts which buffers the cotangents of an unrecorded sweep lie in, and lets each go as soon as nobody holds it.</summary>
/// <remarks>
/// A rule may hand its cotangent on, reshape it, give it to several arguments or return what it had captured, so what is counted is not tensors but buffers: how many
/// cotangents on their way lie in one. After a node's rules have run, a buffer rented since the sweep began that no cotangent lies in is free. What the rules
/// rented besides is free then too; not before, since two rules of a node may share it. Rules of the user's own are the exception: see <see cref="Destiny.Seen"/>.
/// </remarks>
internal struct CotangentMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Arena<T>? arena;
    private readonly int start;
    private readonly int depth;
    private readonly int firstDropped;
    private int nodeStart;
    private int overwriteBelow;

    public CotangentMemory(bool counts)
    {
        var current = Arena<T>.Current;
        if (counts && current.ReleasesEarly)
        {
            arena = current;
            start = current.Count;
            depth = current.Depth;
            firstDropped = current.Dropped.Count;
        }
    }

    /// <summary>A cotangent is on its way.</summary>
    public readonly void Hold(Tensor<T> cotangent)
    {
        if (arena is not null && cotangent.Memory is { } memory && arena.Lends(memory))
        {
            memory.Holders++;
        }
    }

    /// <summary>A cotangent has arrived, or a sum has taken its place. Its buffer may still be in use until the node's rules have run.</summary>
    public readonly void Drop(Tensor<T> cotangent)
    {
        if (arena is not null && cotangent.Memory is { } memory && arena.Lends(memory) && --memory.Holders == 0)
        {
            arena.Dropped.Add(memory);
        }
    }

    /// <summary>Takes back a <see cref="Hold"/> of what is given out: its buffer is the scope's again.</summary>
    public readonly void GiveOut(Tensor<T> cotangent)
    {
        if (arena is not null && cotangent.Memory is { } memory && arena.Lends(memory))
        {
            memory.Holders--;
        }
    }

    /// <summary>
    /// Whether a cotangent lies in a buffer of its own, so that another may be added in place: rented in this sweep, held once, and seen by no user.
    /// </summary>
    public readonly bool MayOverwrite(Tensor<T> cotangent) =>
        arena is not null && cotangent.Memory is { Holders: 1, Destiny: Destiny.Pool } memory && memory.Position >= start && memory.Position < overwriteBelow && arena.Lends(memory);

    /// <summary>The rules of a node are about to run.</summary>
    /// <param name="mayShare">Whether one tensor that they rent may be given to an argument after another was added to it: by a joint rule, or by the third of several.</param>
    public void EnterNode(bool mayShare)
    {
        nodeStart = arena?.Count ?? 0;
        overwriteBelow = mayShare ? nodeStart : int.MaxValue;
    }

    /// <summary>The rules of a node have run, and its cotangent was dropped.</summary>
    public readonly void LeaveNode()
    {
        // A scope that a user's function left open changes what the marks mean: then all waits for the scopes' ends.
        if (arena is null || arena.Depth != depth)
        {
            return;
        }

        if (arena.Count > nodeStart)
        {
            arena.ReleaseSince(nodeStart);
        }

        for (var index = arena.Dropped.Count - 1; index >= firstDropped; index--)
        {
            arena.Release(arena.Dropped[index], start);
            arena.Dropped.RemoveAt(index);
        }
    }

    /// <summary>All nodes that could read this memory have been visited for the last time.</summary>
    public readonly void ReleaseOutput(Storage<T>? memory)
    {
        if (arena is not null && memory is not null && arena.Depth == depth)
        {
            arena.ReleaseSpent(memory);
        }
    }

    /// <summary>The sweep has ended, by an error perhaps.</summary>
    public readonly void Abandon() => arena?.Dropped.RemoveRange(firstDropped, arena.Dropped.Count - firstDropped);
}
