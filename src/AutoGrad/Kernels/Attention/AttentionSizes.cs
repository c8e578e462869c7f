namespace AutoGrad;

/// <summary>Where the rows of one head lie in an operand: heads may be matrices of their own or stand side by side in the last axis, alone or beside keys and values.</summary>
internal readonly record struct HeadView(int Offset, int BatchStride, int HeadStride, int RowStride)
{
    public nint Start(int batch, int head) => Offset + ((nint)batch * BatchStride) + ((nint)head * HeadStride);

    /// <summary>Throws unless the rows of all heads lie within a span.</summary>
    public void Check(string what, in AttentionSizes sizes, int rows, int size, int length)
    {
        long reach = Start(sizes.Batch - 1, sizes.Heads - 1) + ((rows - 1) * (long)RowStride) + size;
        if (reach > length)
        {
            KernelErrors.LengthMismatch(what, reach, length);
        }
    }
}

/// <summary>The sizes of an attention, and how its work is cut: by them alone.</summary>
internal readonly record struct AttentionSizes(
    int Batch, int Heads, int Queries, int Keys, int Size, int ValueSize, bool IsCausal, double Scale, HeadView Query, HeadView Key, HeadView Value, HeadView Result)
{
    /// <summary>Numbers noted for each query: what was taken out of the exponent, and the sum of the exponentials.</summary>
    public const int Notes = 2;

    /// <summary>Keys in a block, a multiple of every tile's columns. With <see cref="QueryLimit"/> queries two blocks of float scores are 196 KB: they stay in the second cache level.</summary>
    public const int KeyBlock = 192;

    private const int QueryLimit = 128;

    // A common multiple of the tiles' rows (6, 8).
    private const int RowStep = 24;

    // Fewer pieces than this leave cores idle at the end.
    private const int WantedPieces = 8;

    // Multiply-adds below which handing work to other threads costs more than it saves.
    private const long SplitThreshold = 1L << 19;

    /// <summary>Independent attentions: batches times heads.</summary>
    public int Lines => Batch * Heads;

    /// <summary>Queries in a block.</summary>
    public int QueryBlock
    {
        get
        {
            int blocks = Math.Max(1, Quotient(Queries, QueryLimit));
            return Math.Max(1, GemmTiles.RoundUp(Quotient(Queries, blocks), RowStep));
        }
    }

    /// <summary>Into how many pieces the queries of a line are cut where there are few lines; each a whole number of blocks.</summary>
    public int Pieces => Lines >= WantedPieces ? 1 : Quotient(Quotient(Queries, QueryBlock), BlocksInPiece);

    /// <summary>Queries in a piece.</summary>
    public int PieceLength => BlocksInPiece * QueryBlock;

    /// <summary>Whether the work repays handing it to other threads.</summary>
    public bool IsWorthSplitting => (long)Lines * Queries * Keys * (Size + ValueSize) > SplitThreshold;

    /// <summary>Whether there is nothing to attend to, or nobody who does.</summary>
    public bool IsEmpty => Lines == 0 || Queries == 0 || Keys == 0;

    private int BlocksInPiece
    {
        get
        {
            int blocks = Math.Max(1, Quotient(Queries, QueryBlock));
            return Lines >= WantedPieces ? blocks : Quotient(blocks, Math.Min(blocks, Quotient(WantedPieces, Math.Max(1, Lines))));
        }
    }

    /// <summary>How many keys of a block from <paramref name="firstKey"/> on a query sees.</summary>
    public int Visible(int query, int firstKey, int keys) => IsCausal ? Math.Clamp(query + 1 - firstKey, 0, keys) : keys;

    /// <summary>value / divisor, rounded up.</summary>
    public static int Quotient(int value, int divisor) => (value + divisor - 1) / divisor;
}
