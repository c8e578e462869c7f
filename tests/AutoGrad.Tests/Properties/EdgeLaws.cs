using AutoGrad.Checks;
using AutoGrad.Edges;
using FsCheck;
using FsCheck.Fluent;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Law 94: what an op gives at a special number is what was documented for that number, wherever it stands among others.</summary>
public class EdgeLaws
{
    private static readonly OpRow[] rows = [.. OpTable.Rows.Where(static row => row is { IsElementwise: true, Arity: 1, Orders: > 0 })];

    private static readonly Arbitrary<SpecialCase> cases = Arb.From(
        from row in Gen.Elements(rows)
        from special in Gen.Elements(EdgeValues.Doubles)
        from length in Gen.Choose(1, 40)
        from place in Gen.Choose(0, length - 1)
        select new SpecialCase(row, special.Name, special.Value, length, place));

    // The matrix of edges, which is reviewed, holds each op at each special number by itself. Here the number stands in a line, where vectors compute it.
    [Law(94)]
    [Fact]
    public void A_special_number_gives_what_is_documented_for_it_at_any_place_and_disturbs_no_neighbour() => Holds(cases, static c =>
    {
        var ordinary = Operands.Draw(c.Row, [[c.Length]])[0];
        var line = new Dense([c.Length], [.. ordinary.Values.Select((element, place) => place == c.Place ? c.Number : element)]);
        var ones = ordinary.Map(static _ => 1);
        var (value, slope) = (Evaluate.Value<double>(c.Row, [line]), Evaluate.Gradients<double>(c.Row, [line], ones)[0]);
        Assert.Equal(EdgeMatrix.Documented(c.Row, c.Special), (EdgeValues.Text(value.Values[c.Place]), EdgeValues.Text(slope.Values[c.Place])));
        Same(Without(Evaluate.Value<double>(c.Row, [ordinary]), c.Place), Without(value, c.Place));
        Same(Without(Evaluate.Gradients<double>(c.Row, [ordinary], ones)[0], c.Place), Without(slope, c.Place));
    });

    private static Dense Without(Dense line, int place) => Dense.Vector([.. line.Values[..place], .. line.Values[(place + 1)..]]);

    private sealed record SpecialCase(OpRow Row, string Special, double Number, int Length, int Place)
    {
        public override string ToString() => $"{Row.Name} at {Special}, place {Place} of {Length}";
    }
}
