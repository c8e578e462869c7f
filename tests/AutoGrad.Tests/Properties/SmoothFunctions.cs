using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Properties;

/// <summary>A smooth function of one tensor, by name.</summary>
internal sealed record SmoothFunction(string Name, Func<Tensor<double>, Tensor<double>> Call)
{
    /// <summary>Functions that are defined and tame between -2 and 2, on every shape.</summary>
    public static SmoothFunction[] All { get; } =
    [
        new("sin x", static x => x.Sin()),
        new("x cos x", static x => x * x.Cos()),
        new("exp(-x^2)", static x => (-x.Square()).Exp()),
        new("ln(1 + x^2)", static x => (1 + x.Square()).Log()),
        new("x / (2 + cos x)", static x => x / (2 + x.Cos())),
        new("sin(exp(x / 2)) - x^2", static x => (x / 2).Exp().Sin() - x.Square()),
        new("x over the sum of squares", static x => x / (1 + x.Square().Sum())),
        new("x times its sum", static x => x * x.Sin().Sum()),
    ];

    public static Gen<SmoothFunction> Any { get; } = Gen.Elements(All);

    public override string ToString() => Name;
}

/// <summary>A function, a point and a direction.</summary>
internal sealed record FunctionAt(SmoothFunction F, SmoothFunction G, Dense X, Dense V)
{
    public static Arbitrary<FunctionAt> Any { get; } = Build(Draws.SmoothDirected);

    /// <summary>At vectors of 1 to 6 elements.</summary>
    public static Arbitrary<FunctionAt> Short { get; } = Build(Arb.From(
        from x in Draws.ShortVector.Generator
        select new Directed(x, x.Map(static e => 1.5 - Math.Abs(e))),
        static c => Draws.Shrink(c.X).Where(static x => x.Rank == 1 && x.Length > 0).Select(static x => new Directed(x, x.Map(static e => 1.5 - Math.Abs(e))))));

    public override string ToString() => $"f = {F}, g = {G}, x = {X}, v = {V}";

    private static Arbitrary<FunctionAt> Build(Arbitrary<Directed> at) => Arb.From(
        from f in SmoothFunction.Any
        from g in SmoothFunction.Any
        from c in at.Generator
        select new FunctionAt(f, g, c.X, c.V),
        c => at.Shrinker(new Directed(c.X, c.V)).Select(smaller => c with { X = smaller.X, V = smaller.V }));
}
