namespace AutoGrad;

/// <summary>Runs element-wise loops and folds of one length after another over pieces that stay in the first cache level, all loops over a piece before the next.</summary>
/// <remarks>
/// The bits are those of whole passes: an element's value depends neither on its position nor on the length. What is saved is memory traffic: each result is read
/// again while it is in the cache, and what nobody reads afterwards is written to scratch alone.
/// </remarks>
internal static unsafe class Chain
{
    /// <summary>Elements of a piece, half a block of a fold: two dozen results of floats at once are less than the second cache level.</summary>
    public const int Piece = FoldBlock.Length / 2;

    /// <param name="links">The loops, in order.</param>
    /// <param name="length">The elements of each.</param>
    /// <param name="slots">How many places of scratch they write to.</param>
    public static void Run<T>(ReadOnlySpan<ChainLink<T>> links, int length, int slots)
        where T : unmanaged => Chunks.Run(length, Chunks.Length, new Item<T>(links.ToArray(), length, slots));

    private readonly struct Item<T>(ChainLink<T>[] links, int total, int slots) : IChunkItem
        where T : unmanaged
    {
        public void Invoke(int start, int length)
        {
            using var scratch = new Scratch<T>(slots * Piece);
            fixed (T* places = scratch)
            {
                for (int first = start; first < start + length; first += Piece)
                {
                    foreach (var link in links)
                    {
                        link.Run(places, first, Math.Min(Piece, start + length - first), total);
                    }
                }
            }
        }
    }
}

/// <summary>What a link reads or writes: pinned memory, one number, or a place in scratch.</summary>
internal unsafe struct ChainOperand<T>
    where T : unmanaged
{
    private T* start;
    private int slot;

    /// <summary>One number for all elements, where <see cref="IsNumber"/>.</summary>
    public T Number { get; private init; }

    public bool IsNumber { get; private init; }

    /// <summary>Memory that the garbage collector does not move.</summary>
    public static ChainOperand<T> Pinned(Span<T> memory)
    {
        fixed (T* start = memory)
        {
            return new ChainOperand<T> { start = start, slot = -1 };
        }
    }

    public static ChainOperand<T> Repeated(T number) => new() { Number = number, IsNumber = true };

    /// <summary>Moves from memory to a place in scratch.</summary>
    public void MoveTo(int place) => slot = place;

    /// <summary>Where the piece from an element on lies.</summary>
    public readonly T* At(T* scratch, nint first) => slot < 0 ? start + first : scratch + ((nint)slot * Chain.Piece);
}

/// <summary>One element-wise loop of a <see cref="Chain"/>: a kernel with what it reads and writes.</summary>
internal abstract unsafe class ChainLink<T>
    where T : unmanaged
{
    // Fields, so that a move to scratch changes the operand itself.
    protected ChainOperand<T> x;
    protected ChainOperand<T> y;
    protected ChainOperand<T> z;
    protected ChainOperand<T> output;

    public ref ChainOperand<T> X => ref x;

    public ref ChainOperand<T> Y => ref y;

    public ref ChainOperand<T> Z => ref z;

    public ref ChainOperand<T> Output => ref output;

    /// <summary>Runs the loop over one piece of so many elements in total.</summary>
    public abstract void Run(T* scratch, nint first, int length, int total);
}

/// <summary>A function of one operand.</summary>
internal sealed unsafe class MapLink<T, TKernel>(TKernel kernel) : ChainLink<T>
    where T : unmanaged
    where TKernel : struct, IMapKernel<T>
{
    public override void Run(T* scratch, nint first, int length, int total)
    {
        T* target = output.At(scratch, first);
        if (x.IsNumber)
        {
            ElementLoop.Map(kernel, new ScalarOperand<T>(x.Number), target, length);
        }
        else
        {
            ElementLoop.Map(kernel, new DenseOperand<T>(x.At(scratch, first)), target, length);
        }
    }
}

/// <summary>A function of two operands, one of which may be a number.</summary>
internal sealed unsafe class ZipLink<T, TKernel>(TKernel kernel) : ChainLink<T>
    where T : unmanaged
    where TKernel : struct, IZipKernel<T>
{
    public override void Run(T* scratch, nint first, int length, int total)
    {
        T* target = output.At(scratch, first);
        if (x.IsNumber)
        {
            ElementLoop.Zip(kernel, new ScalarOperand<T>(x.Number), new DenseOperand<T>(y.At(scratch, first)), target, length);
        }
        else if (y.IsNumber)
        {
            ElementLoop.Zip(kernel, new DenseOperand<T>(x.At(scratch, first)), new ScalarOperand<T>(y.Number), target, length);
        }
        else
        {
            ElementLoop.Zip(kernel, new DenseOperand<T>(x.At(scratch, first)), new DenseOperand<T>(y.At(scratch, first)), target, length);
        }
    }
}

/// <summary>A function of three operands.</summary>
internal sealed unsafe class Zip3Link<T, TKernel>(TKernel kernel) : ChainLink<T>
    where T : unmanaged
    where TKernel : struct, IZip3Kernel<T>
{
    public override void Run(T* scratch, nint first, int length, int total) =>
        ElementLoop.Zip3(
            kernel,
            new DenseOperand<T>(x.At(scratch, first)),
            new DenseOperand<T>(y.At(scratch, first)),
            new DenseOperand<T>(z.At(scratch, first)),
            output.At(scratch, first),
            length);
}
