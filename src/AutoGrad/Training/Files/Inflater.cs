namespace AutoGrad;

/// <summary>Unpacks deflated bytes. One instance serves all entries of an archive, so that unpacking allocates nothing: a stream of the runtime's would cost more than a small entry has bytes.</summary>
/// <remarks>Source: RFC 1951, by section; Huffman codes as canonical ones (Schwartz and Kallick, Generating a canonical prefix encoding, 1964), with a table for the short.</remarks>
internal sealed class Inflater
{
    /// <summary>How far back a distance may reach, section 2; as many bytes are handed on at a time.</summary>
    public const int Window = 1 << 15;

    // Section 3.2.5: the lengths and distances that symbols begin at, and how many bits follow.
    private static readonly ushort[] lengths = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] distances = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    // Section 3.2.7: the order in which the lengths of the code of lengths are given.
    private static readonly byte[] order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly byte[] output;
    private readonly Func<int, bool> take;
    private readonly byte[] input = new byte[1 << 10];
    private readonly byte[] codeLengths = new byte[288 + 32];
    private readonly HuffmanCode symbols = new(288);
    private readonly HuffmanCode steps = new(32);

    private Stream stream = Stream.Null;
    private long left;
    private int place;
    private int count;
    private uint bits;
    private int bitCount;
    private int padding;
    private int filled;
    private bool isFilledOnce;
    private bool wantsMore;

    /// <summary>Makes an inflater.</summary>
    /// <param name="output">Where pieces are unpacked to, of <see cref="Window"/> bytes.</param>
    /// <param name="take">Told how many bytes a piece has; returns whether it wants more. Pieces are full but for the last.</param>
    public Inflater(byte[] output, Func<int, bool> take) => (this.output, this.take) = (output, take);

    private bool IsCut => bitCount < padding;

    /// <summary>Unpacks all.</summary>
    /// <param name="stream">Where the packed bytes are, from its position on.</param>
    /// <param name="packed">How many there are.</param>
    /// <returns>What is wrong with the packed bytes; null if they are whole, or no more were wanted.</returns>
    public string? Run(Stream stream, long packed)
    {
        (this.stream, left, place, count, bits, bitCount, padding, filled, isFilledOnce, wantsMore) = (stream, packed, 0, 0, 0, 0, 0, 0, false, true);
        for (var isLast = false; !isLast;)
        {
            isLast = Bits(1) == 1;
            var fault = Bits(2) switch
            {
                0 => Stored(),
                1 => Fixed(),
                2 => Dynamic(),
                _ => "a block is of no known kind",
            };
            if (fault is not null || IsCut || !wantsMore)
            {
                return IsCut ? "they end too early" : fault;
            }
        }

        wantsMore = filled == 0 || take(filled);
        return left + (count - place) + ((bitCount - padding) / 8) > 0 ? "they go on after the last block" : null;
    }

    /// <summary>Section 3.2.4.</summary>
    private string? Stored()
    {
        Drop(bitCount % 8); // To the next whole byte.
        var (length, inverse) = (Bits(16), Bits(16));
        if (length != (~inverse & 0xFFFF))
        {
            return "the length of a stored block is not its inverse";
        }

        for (; length > 0 && wantsMore && !IsCut; length--)
        {
            Put((byte)Bits(8));
        }

        return null;
    }

    /// <summary>Section 3.2.6.</summary>
    private string? Fixed()
    {
        var fixedLengths = codeLengths.AsSpan();
        fixedLengths[..144].Fill(8);
        fixedLengths[144..256].Fill(9);
        fixedLengths[256..280].Fill(7);
        fixedLengths[280..288].Fill(8);
        fixedLengths[288..].Fill(5);
        symbols.Make(fixedLengths[..288]);
        steps.Make(fixedLengths[288..]);
        return Coded();
    }

    /// <summary>Section 3.2.7.</summary>
    private string? Dynamic()
    {
        var (literals, end, given) = (Bits(5) + 257, Bits(5) + 1, Bits(4) + 4);
        if (literals > 286 || end > 30)
        {
            return "a block has too many codes";
        }

        end += literals;
        var found = codeLengths.AsSpan();
        found[..order.Length].Clear();
        for (var index = 0; index < given; index++)
        {
            found[order[index]] = (byte)Bits(3);
        }

        if (!symbols.Make(found[..order.Length]))
        {
            return "the code of the lengths is none";
        }

        for (var index = 0; index < end;)
        {
            var symbol = Symbol(symbols);
            if (symbol < 0 || (symbol == 16 && index == 0))
            {
                return "a length of a code is none";
            }

            var (length, times) = symbol switch
            {
                16 => (found[index - 1], Bits(2) + 3),
                17 => ((byte)0, Bits(3) + 3),
                18 => ((byte)0, Bits(7) + 11),
                _ => ((byte)symbol, 1),
            };
            if (index + times > end)
            {
                return "there are more lengths than codes";
            }

            found.Slice(index, times).Fill(length);
            index += times;
        }

        return found[256] > 0 && symbols.Make(found[..literals]) && steps.Make(found[literals..end]) ? Coded() : "a code has too many words, or too few";
    }

    /// <summary>Section 3.2.5.</summary>
    private string? Coded()
    {
        while (wantsMore && !IsCut)
        {
            var symbol = Symbol(symbols);
            if (symbol is >= 0 and < 256)
            {
                Put((byte)symbol);
                continue;
            }

            if (symbol is < 0 or > 285)
            {
                return "a word is in no code";
            }

            if (symbol == 256)
            {
                return null;
            }

            var length = lengths[symbol - 257] + Bits(lengthBits[symbol - 257]);
            var step = Symbol(steps);
            if (step is < 0 or > 29)
            {
                return "a distance is in no code";
            }

            var distance = distances[step] + Bits(step < 4 ? 0 : (step / 2) - 1);
            if (!isFilledOnce && distance > filled)
            {
                return "a distance reaches before the beginning";
            }

            for (; length > 0 && wantsMore; length--)
            {
                Put(output[(filled - distance) & (Window - 1)]);
            }
        }

        return null;
    }

    private void Put(byte value)
    {
        output[filled++] = value;
        if (filled == Window)
        {
            (wantsMore, filled, isFilledOnce) = (take(Window), 0, true);
        }
    }

    private int Symbol(HuffmanCode code)
    {
        Need(HuffmanCode.Longest);
        var (symbol, length) = code.Find((int)bits & ((1 << HuffmanCode.Longest) - 1));
        Drop(length);
        return symbol;
    }

    private int Bits(int wanted)
    {
        Need(wanted);
        var value = (int)bits & ((1 << wanted) - 1);
        Drop(wanted);
        return value;
    }

    /// <summary>Reads until so many bits are there. After the last come zeros, which are counted: a code may look further than the bytes go.</summary>
    private void Need(int wanted)
    {
        while (bitCount < wanted)
        {
            if (place == count && left > 0)
            {
                (place, count) = (0, stream.Read(input.AsSpan(0, (int)long.Min(left, input.Length))));
                left = count == 0 ? 0 : left - count;
            }

            if (place < count)
            {
                bits |= (uint)input[place++] << bitCount;
            }
            else
            {
                padding += 8;
            }

            bitCount += 8;
        }
    }

    private void Drop(int count)
    {
        bits >>= count;
        bitCount -= count;
    }
}
