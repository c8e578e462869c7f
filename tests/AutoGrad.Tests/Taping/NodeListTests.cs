using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>The chunks of a list of nodes: cleared when truncated, kept while a period needs them, let go when it did not.</summary>
public sealed class NodeListTests
{
    private const int Chunk = 512;

    [Fact]
    public void What_is_truncated_is_empty_when_it_is_used_again_and_what_stays_stays()
    {
        var list = Filled(3 * Chunk);
        list.Truncate(Chunk + 100);
        Assert.Equal(Chunk + 100, list.Count);
        Assert.Equal(Chunk + 100, list[Chunk + 99].Id);
        Assert.Equal(3 * Chunk, list.Added);
        for (var ordinal = Chunk + 100; ordinal < 3 * Chunk; ordinal++)
        {
            Assert.Equal(0, list.Add().Id);
        }
    }

    [Fact]
    public void Chunks_of_a_period_are_used_again_in_the_next_and_let_go_after_one_without_use()
    {
        var list = Filled(4 * Chunk);
        ref var last = ref list[(4 * Chunk) - 1];
        list.Truncate(0);
        list.Trim(everything: false);
        Fill(list, 4 * Chunk);
        Assert.True(Unsafe.AreSame(ref last, ref list[(4 * Chunk) - 1]));

        ref var first = ref list[0];
        ref var second = ref list[Chunk];
        list.Truncate(0);
        list.Trim(everything: false);
        list.Trim(everything: false);
        Fill(list, 4 * Chunk);
        Assert.True(Unsafe.AreSame(ref first, ref list[0]));
        Assert.False(Unsafe.AreSame(ref second, ref list[Chunk]));
        Assert.False(Unsafe.AreSame(ref last, ref list[(4 * Chunk) - 1]));
    }

    [Fact]
    public void All_free_chunks_go_when_everything_is_trimmed_and_no_other()
    {
        var list = Filled((5 * Chunk) + 7);
        ref var kept = ref list[(4 * Chunk) - 1];
        ref var freed = ref list[4 * Chunk];
        ref var end = ref list[5 * Chunk];
        list.Truncate(4 * Chunk);
        list.Trim(everything: true);
        Assert.True(Unsafe.AreSame(ref kept, ref list[(4 * Chunk) - 1]));
        Assert.Equal(0, list.IdAt(4 * Chunk));
        Fill(list, (5 * Chunk) + 7);
        Assert.False(Unsafe.AreSame(ref freed, ref list[4 * Chunk]));
        Assert.False(Unsafe.AreSame(ref end, ref list[5 * Chunk]));
    }

    [Fact]
    public void A_node_is_known_by_its_place_and_identity()
    {
        var list = Filled(3);
        Assert.True(list.Holds(2, 3));
        Assert.False(list.Holds(2, 2));
        Assert.False(list.Holds(3, 0));
        Assert.False(list.Holds(-1, 0));
        Assert.Equal(3, list.IdAt(2));
        Assert.Equal(0, list.IdAt(3));
        Assert.Equal(0, list.IdAt(Chunk));
        Assert.Equal(0, list.IdAt(100 * Chunk));
    }

    private static NodeList<double> Filled(int count)
    {
        var list = new NodeList<double>();
        Fill(list, count);
        return list;
    }

    /// <summary>Adds nodes up to a count, each with an identity of one more than its place.</summary>
    private static void Fill(NodeList<double> list, int count)
    {
        for (var ordinal = list.Count; ordinal < count; ordinal++)
        {
            list.Add().Id = ordinal + 1;
        }
    }
}
