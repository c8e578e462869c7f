using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Properties;

/// <summary>A tensor with a cotangent or tangent of its shape.</summary>
internal sealed record Directed(Dense X, Dense V);

/// <summary>Two tensors that broadcast.</summary>
internal sealed record Pair(Dense X, Dense Y);

/// <summary>A tensor and some of its axes, each once, some negative.</summary>
internal sealed record AxesCase(Dense X, int[] Axes)
{
    public override string ToString() => $"{X} over [{string.Join(", ", Axes)}]";
}

/// <summary>The generators G1, G2, G3, G5 and G8, with shrinkers: fewer axes, smaller sizes, simpler numbers.</summary>
internal static class Draws
{
    private const int LargestLength = 200;
    private static readonly int[] sizes = [0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65];

    /// <summary>Quarters from -4 to 4: sums and products of a few are exact in double.</summary>
    private static readonly Gen<double> latticeNumber = Gen.Choose(-16, 16).Select(static k => k / 4.0);

    private static readonly Gen<double> smoothNumber = Gen.Choose(-2000, 2000).Select(static k => k / 1000.0);

    private static readonly Gen<double> positiveNumber = Gen.Choose(200, 3000).Select(static k => k / 1000.0);

    /// <summary>Any tensor on the lattice.</summary>
    public static Arbitrary<Dense> Lattice { get; } = Arb.From(Shapes().SelectMany(static shape => Fill(shape, latticeNumber)), Shrink);

    /// <summary>Any tensor with elements between -2 and 2.</summary>
    public static Arbitrary<Dense> Smooth { get; } = Arb.From(Shapes().SelectMany(static shape => Fill(shape, smoothNumber)), Shrink);

    /// <summary>Any tensor with elements between 0.2 and 3.</summary>
    public static Arbitrary<Dense> Positive { get; } = Arb.From(Shapes().SelectMany(static shape => Fill(shape, positiveNumber)), static x => Shrink(x).Where(static y => y.Values.All(static e => e > 0)));

    /// <summary>A vector of 1 to 6 elements between -2 and 2: for Hessians.</summary>
    public static Arbitrary<Dense> ShortVector { get; } =
        Arb.From(Gen.Choose(1, 6).SelectMany(static size => Fill([size], smoothNumber)), static x => Shrink(x).Where(static y => y.Rank == 1 && y.Length > 0));

    /// <summary>Matrices of 1 to 5 rows and columns with elements between -2 and 2, on the lattice of quarters.</summary>
    public static Arbitrary<Dense> Matrices { get; } = Arb.From(
        from rows in Gen.Choose(1, 5)
        from columns in Gen.Choose(1, 5)
        from values in Gen.ArrayOf(Gen.Choose(-8, 8).Select(static k => k / 4.0), rows * columns)
        select new Dense([rows, columns], values),
        static x => Shrink(x).Where(static y => y.Rank == 2 && y.Length > 0));

    public static Arbitrary<Directed> LatticeDirected { get; } = Directed(latticeNumber, latticeNumber);

    public static Arbitrary<Directed> SmoothDirected { get; } = Directed(smoothNumber, smoothNumber);

    public static Arbitrary<Directed> PositiveDirected { get; } = Directed(positiveNumber, smoothNumber);

    public static Arbitrary<Pair> LatticePair { get; } = Pairs(latticeNumber);

    public static Arbitrary<Pair> SmoothPair { get; } = Pairs(smoothNumber);

    public static Arbitrary<AxesCase> LatticeAxes { get; } = Arb.From(
        from x in Lattice.Generator
        from marks in Gen.ArrayOf(Gen.Choose(0, 2), x.Rank)
        select new AxesCase(x, [.. Enumerable.Range(0, x.Rank).Where(axis => marks[axis] > 0).Select(axis => marks[axis] == 2 ? axis - x.Rank : axis)]),
        static c => [.. c.Axes.Select((_, i) => c with { Axes = [.. c.Axes.Where((_, j) => j != i)] }), .. ShrinkValues(c.X).Select(x => c with { X = x })]);

    /// <summary>G1: rank 0 to 5, a tenth empty, many with a 1, not too long.</summary>
    public static Gen<int[]> Shapes() =>
        from rank in Gen.Choose(0, 5)
        from shape in Gen.ArrayOf(Gen.Elements(sizes), rank)
        from empty in Gen.Choose(0, 9)
        select Bounded(empty == 0 ? shape : Array.ConvertAll(shape, static size => Math.Max(size, 1)));

    /// <summary>Smaller tensors: an axis dropped, an axis halved, numbers zeroed or rounded.</summary>
    public static IEnumerable<Dense> Shrink(Dense x)
    {
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (x.Shape[axis] > 0)
            {
                yield return Dense.From([.. x.Shape[..axis], .. x.Shape[(axis + 1)..]], index => x[[.. index[..axis], 0, .. index[axis..]]]);
            }

            foreach (var size in new[] { 1, x.Shape[axis] / 2, x.Shape[axis] - 1 }.Where(size => size >= 0 && size < x.Shape[axis]).Distinct())
            {
                yield return Dense.From([.. x.Shape[..axis], size, .. x.Shape[(axis + 1)..]], index => x[index]);
            }
        }

        foreach (var simpler in ShrinkValues(x))
        {
            yield return simpler;
        }
    }

    private static IEnumerable<Dense> ShrinkValues(Dense x)
    {
        if (x.Values.Any(static e => e != 1))
        {
            yield return x.Map(static _ => 1);
        }

        if (x.Values.Any(static e => e != Math.Round(e)))
        {
            yield return x.Map(static e => Math.Round(e));
        }

        for (var flat = 0; flat < Math.Min(x.Length, 16); flat++)
        {
            if (x.Values[flat] is not (0 or 1))
            {
                foreach (var number in new double[] { 0, 1 })
                {
                    var values = (double[])x.Values.Clone();
                    values[flat] = number;
                    yield return new Dense(x.Shape, values);
                }
            }
        }
    }

    private static int[] Bounded(int[] sizes)
    {
        for (var axis = 0; axis < sizes.Length && sizes.Aggregate(1L, static (product, size) => product * size) > LargestLength; axis++)
        {
            sizes[axis] = Math.Min(sizes[axis], 2);
        }

        return sizes;
    }

    private static Gen<Dense> Fill(int[] shape, Gen<double> number) =>
        Gen.ArrayOf(number, shape.Aggregate(1, static (product, size) => product * size)).Select(values => new Dense(shape, values));

    private static Arbitrary<Directed> Directed(Gen<double> number, Gen<double> direction) => Arb.From(
        from shape in Shapes()
        from x in Fill(shape, number)
        from v in Fill(shape, direction)
        select new Directed(x, v),
        static c => Together(c.X, c.V).Select(static both => new Directed(both.X, both.Y)));

    /// <summary>G2: draw the result's shape, then drop leading axes or set sizes to 1 in each operand.</summary>
    private static Arbitrary<Pair> Pairs(Gen<double> number) => Arb.From(
        from shape in Shapes()
        from x in Narrowed(shape)
        from y in Narrowed(shape)
        from xs in Fill(x, number)
        from ys in Fill(y, number)
        select new Pair(xs, ys),
        static pair => Together(pair.X, pair.Y));

    private static Gen<int[]> Narrowed(int[] shape) =>
        from keep in Gen.Choose(0, 2)
        from drop in Gen.Choose(0, shape.Length)
        from ones in Gen.ArrayOf(Gen.Choose(0, 3), shape.Length)
        select keep == 0 ? shape : shape.Select((size, axis) => ones[axis] == 0 ? 1 : size).Skip(drop).ToArray();

    /// <summary>Shrinks two tensors by the same steps, aligned from the last axis, so that they go on broadcasting.</summary>
    private static IEnumerable<Pair> Together(Dense x, Dense y)
    {
        var rank = Math.Max(x.Rank, y.Rank);
        for (var back = rank; back >= 1; back--)
        {
            yield return new Pair(Cut(x, back, 0), Cut(y, back, 0));
            var size = Math.Max(back <= x.Rank ? x.Shape[^back] : 1, back <= y.Rank ? y.Shape[^back] : 1);
            if (size > 1)
            {
                yield return new Pair(Cut(x, back, size / 2), Cut(y, back, size / 2));
                yield return new Pair(Cut(x, back, size - 1), Cut(y, back, size - 1));
            }
        }

        foreach (var simpler in ShrinkValues(x))
        {
            yield return new Pair(simpler, y);
        }

        foreach (var simpler in ShrinkValues(y))
        {
            yield return new Pair(x, simpler);
        }
    }

    /// <summary>Cuts the axis counted from the end to a size; 0 drops the axis, keeping its first place.</summary>
    private static Dense Cut(Dense x, int back, int size)
    {
        var axis = x.Rank - back;
        if (axis < 0 || (size > 0 && x.Shape[axis] <= 1))
        {
            return x;
        }

        if (size > 0)
        {
            return Dense.From([.. x.Shape[..axis], Math.Min(size, x.Shape[axis]), .. x.Shape[(axis + 1)..]], index => x[index]);
        }

        int[] shape = [.. x.Shape[..axis], .. x.Shape[(axis + 1)..]];
        return x.Shape[axis] == 0 ? Dense.From(shape, static _ => 0) : Dense.From(shape, index => x[[.. index[..axis], 0, .. index[axis..]]]);
    }
}
