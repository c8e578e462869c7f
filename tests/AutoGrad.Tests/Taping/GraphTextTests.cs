namespace AutoGrad.Tests;

/// <summary>The pictures of a recorded graph, letter by letter: of an inner tape, of names with quotes, without what does not lead to the target.</summary>
public sealed class GraphTextTests
{
    [Fact]
    public void Both_pictures_show_what_leads_to_the_target_and_nothing_else()
    {
        var weight = new Parameter<double>(Tensor.Create(2.0, 3.0), "layer \"a\\b\"");
        using var outer = new Tape<double>();
        _ = outer.Watch(Tensor.Create(1.0)).Exp();
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(5.0, 7.0));
        _ = x.Exp();
        var y = (weight * x).Sum();
        var joined = Ops.Concat([x, weight, x]).Sum() + y;
        const string mermaid = """
            flowchart TD
                n0(["Watch [2]"])
                n3(["layer #quot;a\b#quot; [2]"])
                n4["Multiply [2]"]
                n3 --> n4
                n0 --> n4
                n5["Sum []"]
                n4 --> n5

            """;
        Assert.Equal(mermaid, tape.ToMermaid(y));
        const string dot = """
            digraph tape {
                node [shape=box, fontname="sans-serif"];
                n0 [label="Watch [2]", style=rounded];
                n3 [label="layer \"a\\b\" [2]", style=rounded];
                n4 [label="Multiply [2]"];
                n3 -> n4;
                n0 -> n4;
                n5 [label="Sum []"];
                n4 -> n5;
                n6 [label="Concat [6]"];
                n0 -> n6;
                n3 -> n6;
                n0 -> n6;
                n7 [label="Sum []"];
                n6 -> n7;
                n8 [label="Add []"];
                n7 -> n8;
                n5 -> n8;
            }

            """;
        Assert.Equal(dot, tape.ToDot(joined));
    }

    [Fact]
    public void A_leaf_alone_is_a_picture_too()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(5.0, 7.0));
        Assert.Equal("flowchart TD\n    n0([\"Watch [2]\"])\n", tape.ToMermaid(x));
    }

    [Fact]
    public void A_target_that_is_not_on_the_tape_is_refused()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Tensor.Create(1.0));
        var y = x.Exp();
        var tape = new Tape<double>();
        foreach (var target in new[] { y, x, Tensor.Create(3.0) })
        {
            Assert.Equal("AG214", Refusal(tape, target).Code);
            Assert.StartsWith("Graph", Refusal(tape, target).Message, StringComparison.Ordinal);
        }

        tape.Dispose();
    }

    private static TapeException Refusal(Tape<double> tape, Tensor<double> target)
    {
        try
        {
            _ = tape.ToMermaid(target);
        }
        catch (TapeException exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    [Fact]
    public void A_picture_needs_a_target_and_an_open_tape()
    {
        var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(1.0));
        Assert.Equal("target", Refused<ArgumentNullException>(tape, null!).ParamName);
        tape.Dispose();
        Assert.Equal("Graph", Refused<TapeException>(tape, x).Op);

        static TException Refused<TException>(Tape<double> tape, Tensor<double> target)
            where TException : Exception
        {
            try
            {
                tape.ToMermaid(target);
            }
            catch (TException exception)
            {
                return exception;
            }

            throw new InvalidOperationException("It was drawn.");
        }
    }
}
