using System.Numerics;

namespace AutoGrad;

/// <summary>A reproducible source of random numbers: a seed and a counter, passed explicitly to whatever draws.</summary>
/// <remarks>
/// The n-th number of a seed is a function of the seed and n alone (Philox 4x32-10), so the same on every machine, and <see cref="Position"/> can be saved and restored.
/// Streams made by <see cref="Split"/> are independent of each other. Not for several threads at once: split one stream for each.
/// Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11.
/// </remarks>
/// <param name="seed">The seed: equal seeds give equal numbers.</param>
public sealed class RandomStream(ulong seed)
{
    private readonly ulong stream;
    private ulong splits;

    private RandomStream(ulong seed, ulong stream)
        : this(seed) => this.stream = stream;

    /// <summary>The seed.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Told of every stream that is drawn from on this thread: a checkpoint sees by it that it knows all of them, a replay where to begin again.</summary>
    [ThreadStatic]
    internal static DrawnStreams? Drawn;

    /// <summary>Which of the seed's streams this is; the first is 0.</summary>
    internal ulong Stream => stream;

    /// <summary>How many streams were split off.</summary>
    internal ulong Splits
    {
        get => splits;
        set => splits = value;
    }

    /// <summary>How many numbers have been drawn; set it to continue where a saved run stopped.</summary>
    public ulong Position { get; set; }

    /// <summary>A new stream, independent of this one and of its other splits.</summary>
    public RandomStream Split()
    {
        RowBatch.Refuse("RandomStream");
        Drawn?.Add(this);

        // The child's stream number is drawn by the generator itself from the parent's, so that splits of splits differ too.
        var (low, high, _, _) = Philox.Generate(Seed ^ 0x9E3779B97F4A7C15, stream, ++splits);
        return new RandomStream(Seed, (((ulong)high << 32) | low) & 0x0FFF_FFFF_FFFF_FFFF);
    }

    /// <summary>Numbers spread evenly over [low, high).</summary>
    public Tensor<T> Uniform<T>(Shape shape, double low = 0, double high = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!(low <= high && double.IsFinite(high - low)))
        {
            throw Errors.Value("RandomStream.Uniform", FormattableString.Invariant($"the bounds {low} and {high} were given"), "Both must be finite, and the lower one not above the upper one. Exchange them.");
        }

        var kernel = new UniformKernel<T>(Seed, stream, Take(shape.ElementCount), T.CreateTruncating(low), T.CreateTruncating(high));
        return Tensor<T>.Generated("Uniform", shape, kernel);
    }

    /// <summary>Numbers of the normal distribution with the given mean and standard deviation.</summary>
    public Tensor<T> Normal<T>(Shape shape, double mean = 0, double standardDeviation = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!(standardDeviation >= 0 && double.IsFinite(standardDeviation) && double.IsFinite(mean)))
        {
            throw Errors.Value("RandomStream.Normal", FormattableString.Invariant($"mean {mean} and standard deviation {standardDeviation} were given"), "Both must be finite, and the standard deviation 0 or more. Check whether a variance or a logarithm was meant.");
        }

        var kernel = new NormalKernel<T>(Seed, stream, Take(shape.ElementCount), T.CreateTruncating(mean), T.CreateTruncating(standardDeviation));
        return Tensor<T>.Generated("Normal", shape, kernel);
    }

    /// <summary>One number spread evenly over [0, 1).</summary>
    public double NextDouble()
    {
        Span<double> value = stackalloc double[1];
        RandomKernels.Uniform(value, Seed, stream, Take(1));
        return value[0];
    }

    /// <summary>One integer of 0 .. bound - 1, all equally likely.</summary>
    public int NextInteger(int bound)
    {
        if (bound < 1)
        {
            throw Errors.Value("RandomStream.NextInteger", FormattableString.Invariant($"the bound {bound} was given"), "Numbers from 0 to below the bound are drawn, so it must be 1 or more.");
        }

        Span<int> value = stackalloc int[1];
        RandomKernels.Integers(value, bound, Seed, stream, Take(1));
        return value[0];
    }

    /// <summary>The numbers 0 .. count - 1 in random order.</summary>
    /// <remarks>Source: Fisher and Yates, as given by Durstenfeld, Communications of the ACM 7 (1964).</remarks>
    public int[] Permutation(int count)
    {
        if (count < 0)
        {
            throw Errors.Value("RandomStream.Permutation", FormattableString.Invariant($"the count {count} was given"), "It must be 0 or more: the numbers from 0 to below it are shuffled.");
        }

        var order = new int[count];
        for (var index = 0; index < count; index++)
        {
            order[index] = index;
        }

        for (var last = count - 1; last > 0; last--)
        {
            var other = NextInteger(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>Sets numbers aside for an op that draws them itself, now and again when it runs backward.</summary>
    internal (ulong Key, ulong Stream, ulong Start) Reserve(int count) => (Seed, stream, Take(count));

    private ulong Take(int count)
    {
        RowBatch.Refuse("RandomStream");
        Drawn?.Add(this);
        var start = Position;
        Position += (ulong)count;
        return start;
    }
}
