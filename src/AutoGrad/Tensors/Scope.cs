using System.Numerics;

namespace AutoGrad;

/// <summary>
/// A memory scope that does not record: what ops and creation functions make inside is rented from a pool and goes back when the scope ends.
/// For inference, metrics, optimizers and finite differences.
/// </summary>
/// <remarks>
/// Use it as <c>using var scope = new Scope&lt;float&gt;();</c>. Rank-0 tensors, kept tensors (<see cref="Tensor{T}.Keep"/>) and parameters outlive it.
/// Inside an open tape a scope also suspends recording.
/// </remarks>
/// <typeparam name="T">The element type whose tensors the scope owns.</typeparam>
public readonly ref struct Scope<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Arena<T> arena;
    private readonly History? suspended;
    private readonly long id;

    /// <summary>Opens the scope on this thread.</summary>
    public Scope()
    {
        arena = Arena<T>.Current;
        id = arena.Open();
        suspended = arena.History;
        suspended?.Suspend();
    }

    /// <summary>Ends the scope; a second call does nothing.</summary>
    /// <exception cref="TapeException">A scope or tape opened inside this one is still open.</exception>
    public void Dispose()
    {
        if (arena is null || !arena.IsOpen(id))
        {
            return;
        }

        if (!arena.IsInnermost(id))
        {
            throw Errors.InnerScopeOpen("Scope.Dispose");
        }

        suspended?.Resume();
        arena.Close(everythingOutward: false);
    }
}
