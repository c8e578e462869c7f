namespace AutoGrad.Tests.Taping;

public sealed class TapeTests
{
    private static Tensor<double> Vector(params double[] values) => Tensor.Create<double>(values);

    [Fact]
    public void The_example_of_the_readme_gives_its_numbers()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2, 3));
        var y = (x.Square() + x.Sin()).Sum();
        Assert.Equal("[2.5403, 3.5839, 5.01]", tape.Gradients(y)[x].ToString());
    }

    [Fact]
    public void Watch_gives_a_new_tensor_on_the_same_numbers()
    {
        var original = Vector(1, 2);
        using var tape = new Tape<double>();
        var watched = tape.Watch(original);
        Assert.NotSame(original, watched);
        Assert.False(original.IsTracked);
        Assert.True(watched.IsTracked);
        Assert.True(original.AsSpan() == watched.AsSpan());
    }

    [Fact]
    public void Without_a_tape_nothing_is_recorded()
    {
        var x = Vector(1, 2);
        var y = (x * x).Sum();
        Assert.False(y.IsTracked);
    }

    [Fact]
    public void Ops_on_constants_record_nothing()
    {
        using var tape = new Tape<double>();
        _ = tape.Watch(Vector(1));
        var before = tape.Count;
        var c = Vector(1, 2) * Vector(3, 4);
        _ = (c.Sum() + 1).Exp();
        Assert.Equal(before, tape.Count);
    }

    [Fact]
    public void Three_nested_tapes_give_the_exact_third_derivative()
    {
        using var first = new Tape<double>();
        var a = first.Watch(Tensor.Scalar(0.7));
        Tensor<double> second;
        using (var middle = new Tape<double>())
        {
            var b = middle.Watch(a);
            Tensor<double> slope;
            using (var inner = new Tape<double>())
            {
                var c = inner.Watch(b);
                slope = inner.Gradients(c.Sin() * c)[c];
            }

            second = middle.Gradients(slope)[b];
        }

        // (x sin x)''' = -3 sin x - x cos x
        Assert.Equal((-3 * Math.Sin(0.7)) - (0.7 * Math.Cos(0.7)), first.Gradients(second)[a].Item(), 1e-14);
    }

    [Fact]
    public void Perturbations_are_not_confused()
    {
        // d/dx [ x * d/dy (x + y) ] = 1: the inner derivative must not see x as its own variable.
        using var outer = new Tape<double>();
        var x = outer.Watch(Tensor.Scalar(1.0));
        Tensor<double> inner;
        using (var tape = new Tape<double>())
        {
            var y = tape.Watch(Tensor.Scalar(1.0));
            inner = tape.Gradients(x + y)[y];
        }

        Assert.Equal(1.0, outer.Gradients(x * inner)[x].Item());
    }

    [Fact]
    public void A_gradient_returned_from_a_nested_tape_survives_its_scope_even_where_the_outer_tape_does_not_track_it()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Vector(1, 2, 3));
        Tensor<double> constant;
        using (var inner = new Tape<double>())
        {
            var y = inner.Watch(Vector(4, 5, 6));
            constant = inner.Gradients((3 * y).Sum())[y];
        }

        Assert.Equal([3.0, 3.0, 3.0], outer.Gradients((x * constant).Sum())[x].ToArray());
    }

    [Fact]
    public void What_an_inner_tape_computed_from_outer_tensors_stays_readable_for_the_outer_sweep()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Vector(1, 2, 3));
        Tensor<double> y;
        using (var inner = new Tape<double>())
        {
            var factor = inner.Watch(Vector(4, 5, 6)) * 1.0;
            y = (x * factor).Sum();
        }

        for (var noise = 0; noise < 20; noise++)
        {
            _ = Vector(9, 9, 9) + 1;
        }

        Assert.Equal([4.0, 5.0, 6.0], outer.Gradients(y)[x].ToArray());
    }

    [Fact]
    public void Ten_thousand_inner_tapes_do_not_make_the_outer_one_grow()
    {
        using var outer = new Tape<double>();
        _ = outer.Watch(Vector(1));
        var before = outer.Count;
        for (var turn = 0; turn < 10_000; turn++)
        {
            using var inner = new Tape<double>();
            var y = inner.Watch(Vector(2.0));
            _ = inner.Gradients(y.Square().Sum())[y];
        }

        Assert.Equal(before, outer.Count);
    }

    [Fact]
    public void A_parameter_is_watched_by_its_first_use_and_only_then()
    {
        var weight = new Parameter<double>(Vector(2, 3), "weight");
        using var tape = new Tape<double>();
        var x = Vector(5, 7);
        Assert.Empty(tape.Gradients(tape.Watch(Tensor.Scalar(1.0))).Parameters);
        var y = (weight * x).Sum();
        Assert.Equal([5.0, 7.0], tape.Gradients(y)[weight].ToArray());
        Assert.False(weight.IsTracked);
    }

    [Fact]
    public void A_parameter_used_first_on_a_nested_tape_is_a_leaf_of_both()
    {
        var weight = new Parameter<double>(Tensor.Scalar(3.0), "weight");
        using var outer = new Tape<double>();
        Tensor<double> slope;
        using (var inner = new Tape<double>())
        {
            slope = inner.Gradients(weight * weight * weight)[weight];
            Assert.Equal(27.0, slope.Item());
        }

        Assert.Equal(18.0, outer.Gradients(slope)[weight].Item());
    }

    [Fact]
    public void Two_threads_differentiate_shared_parameters_at_once_and_their_sum_is_in_list_order()
    {
        var weight = new Parameter<double>(Vector(1, 2, 3), "weight");
        var kept = new Gradients<double>[8];
        Parallel.For(0, kept.Length, worker =>
        {
            for (var turn = 0; turn < 200; turn++)
            {
                using var tape = new Tape<double>();
                var y = (weight.Square() * (worker + 1.0)).Sum();
                kept[worker] = tape.Gradients(y).Keep();
            }
        });
        Assert.Equal([72.0, 144.0, 216.0], Gradients.Sum(kept)[weight].ToArray());
    }

    [Fact]
    public void Disposing_twice_does_nothing()
    {
        var tape = new Tape<double>();
        var other = tape;
        tape.Dispose();
        using var next = new Tape<double>();
        other.Dispose();
        var x = next.Watch(Tensor.Scalar(2.0));
        Assert.Equal(4.0, next.Gradients(x * x)[x].Item());
    }

    [Fact]
    public void The_graph_is_drawn_as_mermaid_and_dot()
    {
        var weight = new Parameter<double>(Vector(2, 3), "layer.weight");
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(5, 7));
        var y = (weight * x).Sum();
        _ = x.Exp();
        var mermaid = tape.ToMermaid(y);
        Assert.StartsWith("flowchart TD", mermaid, StringComparison.Ordinal);
        Assert.Contains("layer.weight [2]", mermaid, StringComparison.Ordinal);
        Assert.Contains("Multiply [2]", mermaid, StringComparison.Ordinal);
        Assert.DoesNotContain("Exp", mermaid, StringComparison.Ordinal);
        Assert.Equal(3, mermaid.Split("-->").Length - 1);
        Assert.Contains("->", tape.ToDot(y), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_computed_unrecorded_inside_an_inner_tape_is_still_refused_by_the_outer_one()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Tensor.Scalar(3.0));
        Tensor<double> square;
        using (new Tape<double>())
        {
            using var scope = new Scope<double>();
            square = x * x;
        }

        Assert.Equal("AG212", Assert.Throws<TapeException>(() => square * x).Code);
    }

    [Fact]
    public void Check_mode_accepts_an_infinite_slope_that_a_zero_cotangent_absorbs()
    {
        using var tape = new Tape<double>(check: true);
        var x = tape.Watch(Vector(0, 4));
        Assert.Equal([0.0, 0.25], tape.Gradients(Ops.Where(x > 0, x.Sqrt(), x * 0).Sum())[x].ToArray());
    }
}
