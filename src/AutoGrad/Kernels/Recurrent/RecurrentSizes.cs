namespace AutoGrad;

/// <summary>The sizes of a recurrence: a state of <paramref name="Hidden"/> numbers for each of <paramref name="Batch"/> rows goes through <paramref name="Steps"/> steps.</summary>
internal readonly record struct RecurrentSizes(int Steps, int Batch, int Hidden)
{
    // Rows of the batch in one piece of work. They never meet, so a piece runs through all steps on its own. A core that is slower for a while does fewer pieces; fewer rows in one would leave tiles of the product empty.
    private const int PieceRows = 8;

    // Multiply-adds below which handing pieces to other threads costs more than it saves.
    private const long SplitThreshold = 1L << 20;

    /// <summary>Elements of a state: one number for each row and unit.</summary>
    public int StateLength => Batch * Hidden;

    /// <summary>Elements of <paramref name="count"/> numbers for each unit, row and step.</summary>
    public long PerStep(int count) => (long)Steps * StateLength * count;

    /// <summary>How many pieces the rows are cut into, by shape alone.</summary>
    public int Pieces => (Batch + PieceRows - 1) / PieceRows;

    /// <summary>Rows of all pieces but perhaps the last.</summary>
    public int RowsOfPiece => Batch == 0 ? 0 : (Batch + Pieces - 1) / Pieces;

    /// <summary>The rows of one piece: the first, and how many.</summary>
    public (int First, int Count) RowsOf(int piece) => (Math.Min(piece * RowsOfPiece, Batch), Math.Clamp(Batch - (piece * RowsOfPiece), 0, RowsOfPiece));

    /// <summary>Runs the pieces, on several cores where that pays.</summary>
    public void Share<TItem>(TItem item)
        where TItem : struct, IWorkItem
    {
        if ((long)Steps * Batch * Hidden * Hidden > SplitThreshold)
        {
            Work.Run(Pieces, item);
            return;
        }

        for (var piece = 0; piece < Pieces; piece++)
        {
            item.Invoke(piece);
        }
    }
}
