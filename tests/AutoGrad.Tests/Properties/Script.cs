using FsCheck;
using FsCheck.Fluent;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>
/// G15: scopes and tapes that open and end inside each other, and what is made, watched, combined, kept, detached, swept and read in them, beside a model that knows of each tensor
/// its numbers, its derivatives by every leaf, and how long it lives. A tensor that has ended throws or, where it may have moved outward, still has its numbers; it never has others.
/// </summary>
internal sealed class Script
{
    private const int Size = 2;
    private const int Deepest = 4;

    private readonly int[] choices;
    private readonly List<Thing> things = [];
    private readonly List<Block> open = [new(Kind.Outside)];
    private int next;

    private Script(int[] choices) => this.choices = choices;

    /// <summary>How often gradients were compared, a combination was refused, and a tensor had ended: scripts that do little would prove little.</summary>
    public static (int Sweeps, int Refusals, int Ends) Done { get; private set; }

    private enum Kind
    {
        Outside,
        Scope,
        Tape,
    }

    public static Arbitrary<Script> Any { get; } = Arb.From(
        Gen.ArrayOf(Gen.Choose(0, 9999), 120).Select(static choices => new Script(choices)),
        static script => Enumerable.Range(1, 6).Select(part => new Script(script.choices[..(script.choices.Length * part / 7)])));

    private Block Innermost => open[^1];

    /// <summary>Whether a tape is open and no scope inside it suspends it.</summary>
    private bool IsRecording => Innermost.Kind == Kind.Tape;

    public override string ToString() => $"[{string.Join(", ", choices)}]";

    /// <summary>Runs the script; a case may run more than once.</summary>
    public void Run()
    {
        (next, things.Capacity) = (0, 64);
        things.Clear();
        while (next < choices.Length)
        {
            Step(default, false);
        }

        things.ForEach(Read);
    }

    private int Choose(int count) => next < choices.Length ? choices[next++] % count : 0;

    /// <summary>One step in the innermost block; false where it ends.</summary>
    private bool Step(Tape<double> tape, bool hasTape)
    {
        switch (Choose(14))
        {
            case 0 or 1 when open.Count < Deepest:
                Inside(Choose(3) == 0 || Innermost.Kind == Kind.Scope ? Kind.Scope : Kind.Tape);
                return true;
            case 2 when open.Count > 1:
                return false;
            case 3 or 4:
                double[] numbers = [Choose(7) - 3, Choose(7) - 3];
                things.Add(new Thing(Tensor.Create(numbers), numbers, new Memory(Innermost), Innermost));
                return true;
            case 5 or 6 when hasTape && Pick() is { Marks.Count: 0 } source:
                var leaf = new Thing(tape.Watch(source.Tensor), source.Value, source.Memory, Innermost);
                source.CopyPartials(leaf);
                leaf.Partials[leaf] = [1, 1];
                leaf.Tape = Innermost;
                things.Add(leaf);
                return true;
            case 7 or 8 or 9 when (Choose(3) == 0 ? Pick(static thing => thing.Marks.Count > 0) : Pick()) is { } x && (Pick(thing => thing.Tapes.Any(x.Marks.Contains)) ?? Pick()) is { } y:
                Combine(x, y, Choose(2) == 0);
                return true;
            case 10 when (Pick(static thing => thing.Marks.Count > 0) ?? Pick()) is { } kept:
                var copy = new Thing(kept.Tensor.Keep(), kept.Value, new Memory(open[0]), open[0]);
                copy.Marks.UnionWith(kept.Marks);
                kept.Memory.MayStay = true;
                things.Add(copy);
                return true;
            case 11 when Pick() is { } attached:
                things.Add(new Thing(attached.Tensor.Detach(), attached.Value, attached.Memory, Innermost));
                return true;
            case 12 when hasTape && Pick(thing => thing.IsTrackedBy(Innermost)) is { } target:
                Sweep(tape, target);
                return true;
            default:
                if (things.Count > 0)
                {
                    Read(things[Choose(things.Count)]);
                }

                return true;
        }
    }

    private void Inside(Kind kind)
    {
        var block = new Block(kind);
        open.Add(block);
        if (kind == Kind.Tape)
        {
            using var tape = new Tape<double>();
            while (next < choices.Length && Step(tape, true))
            {
            }
        }
        else
        {
            using var scope = new Scope<double>();
            while (next < choices.Length && Step(default, false))
            {
            }
        }

        open.RemoveAt(open.Count - 1);
        block.HasEnded = true;
        block.MayMoveOutward = kind == Kind.Tape && open.Count > 1;
        foreach (var thing in things)
        {
            // What an enclosing tape tracks goes on living where that tape does.
            if (kind == Kind.Tape && thing.Partials.Keys.Any(static leaf => !leaf.Tape!.HasEnded))
            {
                thing.Memory.Owner = thing.Memory.Owner == block ? Innermost : thing.Memory.Owner;
                thing.Made = thing.Made == block ? Innermost : thing.Made;
            }
        }
    }

    /// <summary>One of the tensors that certainly live.</summary>
    private Thing? Pick() => Pick(static _ => true);

    private Thing? Pick(Func<Thing, bool> isWanted)
    {
        var living = things.Where(thing => thing.IsAlive && thing.Marks.All(static tape => !tape.HasEnded) && isWanted(thing)).ToArray();
        return living.Length > 0 ? living[Choose(living.Length)] : null;
    }

    private void Combine(Thing x, Thing y, bool multiply)
    {
        if (multiply && x.Value.Concat(y.Value).Any(static e => Math.Abs(e) > 1000))
        {
            return;
        }

        var tracked = x.Tapes.Concat(y.Tapes).ToHashSet();
        if (IsRecording && (x.Marks.Count > 0 || y.Marks.Count > 0))
        {
            if (x.Marks.Concat(y.Marks).Intersect(tracked).Any())
            {
                Assert.Throws<TapeException>(() => multiply ? x.Tensor * y.Tensor : x.Tensor + y.Tensor);
                Done = Done with { Refusals = Done.Refusals + 1 };
            }

            return;
        }

        double[] value = [.. x.Value.Zip(y.Value, (a, b) => multiply ? a * b : a + b)];
        var result = new Thing(multiply ? x.Tensor * y.Tensor : x.Tensor + y.Tensor, value, new Memory(Innermost), Innermost);
        if (IsRecording)
        {
            foreach (var leaf in x.Partials.Keys.Union(y.Partials.Keys).Where(static leaf => !leaf.Tape!.HasEnded))
            {
                result.Partials[leaf] = [.. Enumerable.Range(0, Size).Select(place => (x.Partial(leaf, place) * (multiply ? y.Value[place] : 1)) + (y.Partial(leaf, place) * (multiply ? x.Value[place] : 1)))];
            }
        }
        else
        {
            result.Marks.UnionWith(tracked.Concat(x.Marks).Concat(y.Marks));
        }

        things.Add(result);
    }

    private void Sweep(Tape<double> tape, Thing target)
    {
        var leaves = things.Where(thing => thing.Tape == Innermost).ToArray();
        var gradients = tape.Gradients(target.Tensor.Sum(), unreached: Unreached.Zero);
        Done = Done with { Sweeps = Done.Sweeps + 1 };
        foreach (var leaf in leaves)
        {
            Same(Dense.Vector([target.Partial(leaf, 0), target.Partial(leaf, 1)]), Dense.Of(gradients[leaf.Tensor]));
        }
    }

    private static void Read(Thing thing)
    {
        try
        {
            Assert.Equal(thing.Value, thing.Tensor.ToArray());
            Assert.False(thing.HasEnded, "A tensor was read whose scope has ended.");
        }
        catch (ScopeEndedException)
        {
            Assert.False(thing.IsAlive, "A tensor could not be read whose scope has not ended.");
            Done = Done with { Ends = Done.Ends + 1 };
        }
    }

    /// <summary>A scope, a tape, or what is outside all.</summary>
    private sealed record Block(Kind Kind)
    {
        public bool HasEnded { get; set; }

        public bool MayMoveOutward { get; set; }

        // By identity: two scopes that look alike are two.
        public bool Equals(Block? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    /// <summary>Memory that several tensors may lie in, and the block whose end takes it.</summary>
    private sealed class Memory(Block owner)
    {
        public Block Owner { get; set; } = owner;

        /// <summary>Whether a kept tensor lies there too: then it stays, though for the others that is not promised.</summary>
        public bool MayStay { get; set; }
    }

    /// <summary>A tensor and what the model knows of it.</summary>
    private sealed class Thing(Tensor<double> tensor, double[] value, Memory memory, Block made)
    {
        public Tensor<double> Tensor => tensor;

        public double[] Value => value;

        public Memory Memory => memory;

        /// <summary>The block whose end takes its history.</summary>
        public Block Made { get; set; } = made;

        /// <summary>The tape that it is a leaf of.</summary>
        public Block? Tape { get; set; }

        /// <summary>The derivative of each element by the leaf's element at the same place.</summary>
        public Dictionary<Thing, double[]> Partials { get; } = [];

        /// <summary>The tapes from which it was computed without being recorded.</summary>
        public HashSet<Block> Marks { get; } = [];

        public bool IsAlive => !memory.Owner.HasEnded && !Made.HasEnded;

        /// <summary>Whether reading must throw.</summary>
        public bool HasEnded => memory.Owner.HasEnded && !memory.Owner.MayMoveOutward && !memory.MayStay;

        public IEnumerable<Block> Tapes => Partials.Keys.Select(static leaf => leaf.Tape!).Where(static tape => !tape.HasEnded);

        public bool IsTrackedBy(Block block) => Tapes.Contains(block);

        public double Partial(Thing leaf, int place) => Partials.TryGetValue(leaf, out var partial) ? partial[place] : 0;

        public void CopyPartials(Thing target)
        {
            foreach (var (leaf, partial) in Partials.Where(static entry => !entry.Key.Tape!.HasEnded))
            {
                target.Partials[leaf] = partial;
            }
        }
    }
}
