namespace AutoGrad.Tests.Backward;

public sealed class GradientsTests
{
    private static Tensor<double> Vector(params double[] values) => Tensor.Create<double>(values);

    [Fact]
    public void A_value_used_twice_gets_the_sum_of_both_contributions()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Scalar(3.0));
        Assert.Equal(7.0, tape.Gradients((x * x) + x)[x].Item());
    }

    [Fact]
    public void Many_uses_add_up_without_touching_borrowed_cotangents()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var y = tape.Watch(Vector(3, 4));

        // Add lends its cotangent to both arguments; adding in place into it for x must not change what y sees.
        var sum = x + y;
        var z = (sum * 2).Sum() + x.Sum() + x.Sum() + x.Sum() + (sum * sum).Sum();
        var gradients = tape.Gradients(z);
        Assert.Equal([2 + 3 + (2 * 4.0), 2 + 3 + (2 * 6.0)], gradients[x].ToArray());
        Assert.Equal([2 + (2 * 4.0), 2 + (2 * 6.0)], gradients[y].ToArray());
    }

    [Fact]
    public void A_tape_may_be_swept_again_with_the_same_bits()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(0.1, 0.7, 1.3));
        var y = (x.Sin() * x.Exp()).Sum();
        Assert.Equal(tape.Gradients(y)[x].ToArray(), tape.Gradients(y)[x].ToArray());
    }

    [Fact]
    public void Create_graph_tracks_the_gradient_on_the_same_tape()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Scalar(2.0));
        var slope = tape.Gradients(x * x * x, createGraph: true)[x];
        var curvature = tape.Gradients(slope, createGraph: true)[x];
        Assert.Equal((12.0, 12.0, 6.0), (slope.Item(), curvature.Item(), tape.Gradients(curvature)[x].Item()));
    }

    [Fact]
    public void Several_targets_with_seeds_are_swept_at_once()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var squares = x.Square();
        var sum = x.Sum();
        var gradients = tape.Gradients([squares, sum], [Vector(10, 100), Tensor.Scalar(1.0)]);
        Assert.Equal([21.0, 401.0], gradients[x].ToArray());
    }

    [Fact]
    public void A_seed_gives_a_vector_jacobian_product()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        Assert.Equal([6.0, 16.0], tape.Gradients(x.Square(), Vector(3, 4))[x].ToArray());
    }

    [Fact]
    public void Intermediates_are_asked_for_by_name()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var hidden = x * 3;
        var y = (hidden * hidden).Sum();
        var gradients = tape.Gradients(y, of: [hidden, x]);
        Assert.Equal([6.0, 12.0], gradients[hidden].ToArray());
        Assert.Equal([18.0, 36.0], gradients[x].ToArray());
    }

    [Fact]
    public void The_target_itself_may_be_asked_for()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Scalar(2.0));
        var y = x * x;
        Assert.Equal(1.0, tape.Gradients(y, of: [y])[y].Item());
    }

    [Fact]
    public void An_unreached_leaf_throws_when_asked_for_or_gives_zeros_or_nothing_by_choice()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var unused = tape.Watch(Vector(3, 4));
        var y = x.Sum();
        var gradients = tape.Gradients(y);
        Assert.Equal("AG218", Assert.Throws<TapeException>(() => gradients[unused]).Code);
        Assert.False(gradients.TryGet(unused, out _));
        Assert.Equal([0.0, 0.0], tape.Gradients(y, unreached: Unreached.Zero)[unused].ToArray());
        Assert.False(tape.Gradients(y, of: [unused], unreached: Unreached.Absent).TryGet(unused, out _));
    }

    [Fact]
    public void An_unreached_leaf_named_in_of_throws_at_once()
    {
        var code = "";
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var unused = tape.Watch(Vector(3, 4));
        try
        {
            _ = tape.Gradients(x.Sum(), of: [x, unused]);
        }
        catch (TapeException error)
        {
            code = error.Code;
        }

        Assert.Equal("AG218", code);
    }

    [Fact]
    public void Parameters_that_no_path_reached_are_listed()
    {
        var used = new Parameter<double>(Vector(1, 2), "used");
        var dead = new Parameter<double>(Vector(1, 2), "dead");
        using var tape = new Tape<double>();
        _ = dead * 2;
        var gradients = tape.Gradients((used * 3).Sum());
        Assert.Equal([dead], gradients.UnreachedParameters);
        Assert.Equal([dead, used], gradients.Parameters);
    }

    [Fact]
    public void Kept_gradients_outlive_the_tape_and_are_constants_afterwards()
    {
        var weight = new Parameter<double>(Vector(1, 2), "weight");
        Gradients<double> kept;
        using (var tape = new Tape<double>())
        {
            kept = tape.Gradients((weight * weight).Sum()).Keep();
        }

        using (var noise = new Tape<double>())
        {
            _ = Tensor.Zeros<double>(2) + 5;
        }

        Assert.Equal([2.0, 4.0], kept[weight].ToArray());
        using var next = new Tape<double>();
        Assert.Equal([2.0, 4.0], next.Gradients((weight * kept[weight]).Sum())[weight].ToArray());
    }

    [Fact]
    public void The_last_sweep_says_so_and_no_other_follows()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var y = (x * x).Sum();
        Assert.Equal([2.0, 4.0], tape.Gradients(y, last: true)[x].ToArray());
        var code = "";
        try
        {
            _ = tape.Gradients(y);
        }
        catch (TapeException error)
        {
            code = error.Code;
        }

        Assert.Equal("AG224", code);
    }

    [Fact]
    public void A_broadcast_argument_gets_its_own_shape_back()
    {
        using var tape = new Tape<double>();
        var matrix = tape.Watch(Tensor.Ones<double>(2, 3));
        var row = tape.Watch(Vector(1, 2, 3));
        var number = tape.Watch(Tensor.Scalar(2.0));
        var gradients = tape.Gradients((matrix * row * number).Sum());
        Assert.Equal(matrix.Shape, gradients[matrix].Shape);
        Assert.Equal([4.0, 4.0, 4.0], gradients[row].ToArray());
        Assert.Equal(12.0, gradients[number].Item());
    }

    [Fact]
    public void A_dead_branch_changes_nothing()
    {
        double[] Run(bool withDeadBranch)
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Vector(0.3, 0.7));
            var y = x.Sin();
            if (withDeadBranch)
            {
                _ = (y * x).Exp().Sum();
            }

            return tape.Gradients((y * y).Sum())[x].ToArray();
        }

        Assert.Equal(Run(false), Run(true));
    }

    [Fact]
    public void A_wrong_shape_from_a_custom_rule_is_an_error_and_not_a_broadcast()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Ones<double>(2, 3));
        var y = CustomOp.Apply("RowSum", x, x => (x.Sum(1), g => g)).Sum();
        var code = "";
        try
        {
            _ = tape.Gradients(y);
        }
        catch (ShapeException error)
        {
            code = error.Code;
        }

        Assert.Equal("AG222", code);
    }

    [Fact]
    public void Check_mode_stops_at_the_first_non_finite_result_forward_and_backward()
    {
        var forward = Assert.Throws<NonFiniteException>(() =>
        {
            using var tape = new Tape<double>(check: true);
            var x = tape.Watch(Vector(1, 0));
            _ = (x.Log() * 2).Sum();
        });
        Assert.Equal("Log", forward.Op);
        Assert.Contains("at [1]", forward.Message, StringComparison.Ordinal);
        Assert.Contains("GradientsTests.cs:", forward.Message, StringComparison.Ordinal);

        var backward = Assert.Throws<NonFiniteException>(() =>
        {
            using var tape = new Tape<double>(check: true);
            var x = tape.Watch(Vector(1, 1e-320));
            _ = tape.Gradients(x.Log().Sum());
        });
        Assert.Contains("backward rule of Log", backward.Message, StringComparison.Ordinal);
        Assert.Contains("GradientsTests.cs:", backward.Message, StringComparison.Ordinal);

        using var unchecked_ = new Tape<double>();
        Assert.Equal(double.NegativeInfinity, unchecked_.Watch(Vector(0)).Log().Sum().Item());
    }

    [Fact]
    public void A_constant_target_reaches_nothing_by_choice()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var slope = tape.Gradients((x * 3).Sum(), createGraph: true)[x];
        Assert.Equal([0.0, 0.0], tape.Gradients(slope.Sum(), unreached: Unreached.Zero)[x].ToArray());
    }

    [Fact]
    public void What_is_detached_kept_or_reshaped_from_a_parameter_does_not_change_with_it()
    {
        var weight = new Parameter<double>(Vector(1, 2), "weight");
        Tensor<double>[] copies = [weight.Detach(), weight.Keep(), weight.Reshape(2, 1)];
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 1));
        var y = (x * weight.Detach()).Sum();
        weight.Assign(Vector(5, 6));
        Assert.All(copies, copy => Assert.Equal([1.0, 2.0], copy.ToArray()));
        Assert.Equal([1.0, 2.0], tape.Gradients(y)[x].ToArray());
    }

    [Fact]
    public void A_buffer_that_changed_since_it_was_recorded_stops_the_sweep()
    {
        var error = Assert.Throws<ParameterException>(() =>
        {
            var norm = new BatchNorm1D<double>(2);
            norm.Evaluate();
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Ones<double>(3, 2));
            var y = (x * norm.RunningVariance).Sum();
            norm.RunningVariance.Assign(Vector(5, 6));
            _ = tape.Gradients(y);
        });
        Assert.Equal("AG221", error.Code);
        Assert.Contains("buffer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_call_does_not_spend_the_tape()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Vector(1, 2));
        var y = x.Square().Sum();
        var refused = false;
        try
        {
            _ = tape.Gradients(Vector(1), last: true);
        }
        catch (TapeException)
        {
            refused = true;
        }

        Assert.True(refused);
        Assert.Equal([2.0, 4.0], tape.Gradients(y, last: true)[x].ToArray());
    }
}
