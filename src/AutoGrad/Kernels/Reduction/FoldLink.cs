namespace AutoGrad;

/// <summary>A fold of all elements at the end of a <see cref="Chain"/>, which finds them in the cache. Its second operand is the space that it works in.</summary>
internal abstract class FoldLink<T> : ChainLink<T>
    where T : unmanaged
{
    /// <summary>What each block leaves there: the accumulators between its halves, which one thread folds one after the other, and its result.</summary>
    protected static int SpacePerBlock => FoldBlock.SumsOf<T>() + 1;

    /// <summary>How many elements the space has for an operand of a given length.</summary>
    public static int SpaceFor(int length) => Blocks(length) * SpacePerBlock;

    /// <summary>The number, after the last piece.</summary>
    public abstract T Result(int length);

    protected static int Blocks(int length) => (length + FoldBlock.Length - 1) / FoldBlock.Length;
}

/// <summary>The bits are those of <see cref="Fold"/>: the same blocks, of two pieces each, combined in the same order.</summary>
internal sealed unsafe class FoldLink<T, TFold, TEnd>(TFold fold, TEnd end) : FoldLink<T>
    where T : unmanaged
    where TFold : struct, IFoldKernel<T>
    where TEnd : struct, IMapKernel<T>
{
    public override void Run(T* scratch, nint first, int length, int total)
    {
        T* elements = x.At(scratch, first);
        T* block = y.At(scratch, first / FoldBlock.Length * SpacePerBlock);
        if (first % FoldBlock.Length != 0)
        {
            *block = FoldBlock.RunSecondHalf(fold, elements, length, block + 1);
        }
        else if (first + Chain.Piece < total)
        {
            FoldBlock.RunFirstHalf(fold, elements, block + 1);
        }
        else
        {
            *block = FoldBlock.Run(fold, elements, default(ScalarOperand<T>), length);
        }
    }

    public override T Result(int length) => end.Invoke(Fold.Combine(fold, y.At(null, 0), SpacePerBlock, Blocks(length)));
}
