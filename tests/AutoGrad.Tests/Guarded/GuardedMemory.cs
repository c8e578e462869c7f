using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Native memory between two pages that nobody may touch: an access before its start or behind its end ends the process. Linux only.</summary>
/// <remarks>
/// Memory ends where a page ends, or starts where one starts (<see cref="IsAtStart"/>). The first way its address takes every remainder that lengths have, so
/// loops that expect alignment are caught too. It is filled with NaN when it is made, which a kernel that reads what it should write would spread.
/// This file is compiled twice: into these tests and into the copy of the library whose tensors lie in such memory.
/// </remarks>
internal sealed unsafe class GuardedMemory
{
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    // A process may map memory 65,530 times, its runtime included; a block takes three.
    private const int MostBlocks = 8000;

    // By the number of pages between the guards.
    private static readonly ConcurrentDictionary<int, ConcurrentBag<nint>> idle = new();

    private static int mapped;
    private static int unguarded;

    [ThreadStatic]
    private static bool isOn;

    [ThreadStatic]
    private static bool isAtStart;

    // What the tensors of this thread lie in. A span of native memory keeps nothing alive, so nothing is used again before all are done.
    [ThreadStatic]
    private static List<GuardedMemory>? lent;

    private readonly int bytes;
    private readonly int pages;
    private readonly nint block;
    private readonly bool startsPage;

    public GuardedMemory(int bytes)
    {
        (this.bytes, startsPage) = (bytes, isAtStart);
        pages = PagesFor(bytes);
        block = idle.TryGetValue(pages, out var blocks) && blocks.TryTake(out var taken) ? taken : Map(pages);
        new Span<byte>((void*)(block + Environment.SystemPageSize), pages * Environment.SystemPageSize).Fill(0xFF);
    }

    /// <summary>Whether tensors of this thread lie in guarded memory, in the copy of the library.</summary>
    public static bool IsOn => isOn;

    /// <summary>Memory for a tensor of this thread, until the next <see cref="Switch"/>, where that is guarded and the system still has some to map, else null.</summary>
    public static GuardedMemory? Lend(int bytes)
    {
        if (LendScratch(bytes) is not { } memory)
        {
            return null;
        }

        (lent ??= []).Add(memory);
        return memory;
    }

    /// <summary>The same for what a kernel of this thread works with, until it is given back.</summary>
    public static GuardedMemory? LendScratch(int bytes)
    {
        if (!isOn)
        {
            return null;
        }

        if (Volatile.Read(ref mapped) < MostBlocks || (idle.TryGetValue(PagesFor(bytes), out var blocks) && !blocks.IsEmpty) || Unmap())
        {
            return new GuardedMemory(bytes);
        }

        Interlocked.Increment(ref unguarded);
        return null;
    }

    /// <summary>How often there was none to lend although memory was to be guarded: what ran there was not checked.</summary>
    public static int Unguarded() => Volatile.Read(ref unguarded);

    /// <summary>Whether memory starts at a page's start rather than end at its end.</summary>
    public static bool IsAtStart => isAtStart;

    private byte* Start => (byte*)block + Environment.SystemPageSize + (startsPage ? 0 : (pages * Environment.SystemPageSize) - bytes);

    /// <summary>Begins or ends to put this thread's tensors into guarded memory. What lies there already must not be read any more.</summary>
    public static void Switch(bool on, bool atStart)
    {
        (isOn, isAtStart) = (on, atStart);
        foreach (var memory in lent ?? [])
        {
            memory.Return();
        }

        lent?.Clear();
    }

    /// <summary>Gives the memory back; nobody may read it any more.</summary>
    public void Return() => idle.GetOrAdd(pages, static _ => []).Add(block);

    /// <summary>The first elements; all of them but where a tensor is the front part of another one's memory.</summary>
    public Span<T> Span<T>(int length)
        where T : unmanaged => new Span<T>(Start, bytes / sizeof(T))[..length];

    /// <summary>Gives the system an idle block of any size back; false if there is none.</summary>
    private static bool Unmap()
    {
        foreach (var (pages, blocks) in idle)
        {
            if (blocks.TryTake(out var block))
            {
                _ = munmap(block, (nuint)((pages + 2) * Environment.SystemPageSize));
                Interlocked.Decrement(ref mapped);
                return true;
            }
        }

        return false;
    }

    private static int PagesFor(int bytes) => Math.Max(1, (bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize);

    private static nint Map(int pages)
    {
        Interlocked.Increment(ref mapped);
        var size = Environment.SystemPageSize;
        var block = mmap(0, (nuint)((pages + 2) * size), None, PrivateAnonymous, -1, 0);
        return block != -1 && mprotect(block + size, (nuint)(pages * size), ReadWrite) == 0 ? block : throw new InvalidOperationException("No memory could be mapped.");
    }

    [DllImport("libc")]
    private static extern nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int munmap(nint address, nuint length);

    [DllImport("libc")]
    private static extern int mprotect(nint address, nuint length, int protection);
}
