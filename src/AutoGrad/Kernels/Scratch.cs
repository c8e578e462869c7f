using System.Buffers;

namespace AutoGrad;

/// <summary>Memory for what a kernel needs only while it runs, rented from the pool of arrays and given back when the variable goes out of scope. What is in it at first is undefined.</summary>
/// <remarks>
/// <c>using var scratch = new Scratch&lt;T&gt;(length);</c>, then <c>scratch.Span</c> or <c>fixed (T* start = scratch)</c>. It starts on a cache line, since a vector that straddles two
/// costs two loads. That is a matter of speed alone and no kernel may rely on it: the collector may move an array that is not pinned yet, and the tests put scratch elsewhere.
/// </remarks>
internal readonly unsafe ref struct Scratch<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] array;

    public Scratch(int length)
    {
        array = length == 0 ? [] : ArrayPool<T>.Shared.Rent(length + (Alignment / sizeof(T)));
        Span = Aligned(array, length);
    }

    public Span<T> Span { get; }

    /// <summary>For <c>fixed</c>; null where the length is 0.</summary>
    public ref T GetPinnableReference() => ref Span.GetPinnableReference();

    public void Dispose() => ArrayPool<T>.Shared.Return(array);

    private static Span<T> Aligned(T[] array, int length)
    {
        fixed (T* start = array)
        {
            return array.AsSpan((int)(-(nint)start & (Alignment - 1)) / sizeof(T), length);
        }
    }
}
