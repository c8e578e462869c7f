namespace AutoGrad;

/// <summary>A prefix code that is known by the lengths of its words alone: words of one length follow each other by symbol, and longer ones follow shorter ones.</summary>
/// <remarks>Source: RFC 1951, section 3.2.2; Schwartz and Kallick, Generating a canonical prefix encoding, 1964. Words come with their first bit lowest.</remarks>
internal sealed class HuffmanCode(int symbolCount)
{
    /// <summary>The most bits of a word.</summary>
    public const int Longest = 15;

    /// <summary>Words of up to so many bits are found in a table, by what follows them too.</summary>
    private const int Short = 9;

    private readonly (short Symbol, byte Length)[] table = new (short, byte)[1 << Short];
    private readonly short[] counts = new short[Longest + 1];
    private readonly short[] sorted = new short[symbolCount];

    /// <summary>Makes the code; false if no code has such lengths.</summary>
    /// <param name="lengths">The length of each symbol's word, 0 for none.</param>
    public bool Make(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(table);
        Array.Clear(counts);
        foreach (var length in lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        Span<int> next = stackalloc int[Longest + 2]; // The next word of each length,
        Span<int> places = stackalloc int[Longest + 2]; // and its symbol's place among the sorted.
        (next[1], places[1]) = (0, 0);
        var (free, used) = (1, 0);
        for (var length = 1; length <= Longest; length++)
        {
            free = (2 * free) - counts[length];
            used += counts[length];
            if (free < 0)
            {
                return false;
            }

            next[length + 1] = (next[length] + counts[length]) << 1;
            places[length + 1] = places[length] + counts[length];
        }

        // A code may be incomplete only where it has one word, of one bit, or none.
        if (free > 0 && used != counts[1])
        {
            return false;
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
            {
                continue;
            }

            sorted[places[length]++] = (short)symbol;
            for (var word = Reversed(next[length]++, length); length <= Short && word < table.Length; word += 1 << length)
            {
                table[word] = ((short)symbol, (byte)length);
            }
        }

        return true;
    }

    /// <summary>The symbol whose word comes first, and the word's length; -1 if there is none.</summary>
    /// <param name="bits">What follows, of at least <see cref="Longest"/> bits.</param>
    public (int Symbol, int Length) Find(int bits)
    {
        if (table[bits & (table.Length - 1)] is { Length: > 0 } found)
        {
            return (found.Symbol, found.Length);
        }

        var (word, first, place) = (0, 0, 0);
        for (var length = 1; length <= Longest; length++)
        {
            word |= bits & 1;
            bits >>= 1;
            if (word - first < counts[length])
            {
                return (sorted[place + word - first], length);
            }

            place += counts[length];
            first = (first + counts[length]) << 1;
            word <<= 1;
        }

        return (-1, 0);
    }

    private static int Reversed(int word, int length)
    {
        var reversed = 0;
        for (; length > 0; length--)
        {
            reversed = (reversed << 1) | (word & 1);
            word >>= 1;
        }

        return reversed;
    }
}
