namespace AutoGrad.Tests;

public sealed class FreezingTests
{
    private static Sequential<double> Model { get => new(new Dense<double>(3, 4, new RandomStream(1)), new Tanh<double>(), new Dense<double>(4, 2, new RandomStream(2))); }

    [Fact]
    public void A_frozen_part_stays_as_it_is_while_the_rest_moves_as_if_nothing_were_frozen()
    {
        var x = new RandomStream(3).Normal<double>([5, 3]);
        var (frozen, free) = (Model, Model);
        frozen[0].Freeze();
        Step(frozen, x);
        Step(free, x);
        Assert.Equal(Model.Parameters["0.weight"].ToArray(), frozen.Parameters["0.weight"].ToArray());
        Assert.NotEqual(Model.Parameters["0.weight"].ToArray(), free.Parameters["0.weight"].ToArray());
        Assert.Equal(free.Parameters["2.weight"].ToArray(), frozen.Parameters["2.weight"].ToArray());
    }

    [Fact]
    public void A_tape_takes_a_frozen_parameter_for_a_constant_and_computes_nothing_for_it()
    {
        var model = Model;
        model[0].Freeze();
        using var tape = new Tape<double>();
        var hidden = model[0].Forward(Tensor.Ones<double>(5, 3));
        Assert.False(hidden.IsTracked);
        var gradients = tape.Gradients(model[2].Forward(hidden).Sum());
        Assert.Equal(["2.weight", "2.bias"], gradients.Parameters.Select(static parameter => parameter.Name));
    }

    [Fact]
    public void A_frozen_parameter_that_is_watched_has_its_gradient_on_inner_tapes_too()
    {
        var w = new Parameter<double>(Tensor.Scalar(3.0), "w") { IsFrozen = true };
        using var outer = new Tape<double>();
        outer.Watch(w);
        using (var inner = new Tape<double>())
        {
            var x = inner.Watch(Tensor.Scalar(2.0));
            var slope = inner.Gradients(w * w * x, createGraph: true)[x];
            Assert.Equal(6, outer.Gradients(slope)[w].Item());
        }
    }

    [Fact]
    public void What_an_optimizer_remembers_waits_until_the_parameter_is_unfrozen()
    {
        var x = new RandomStream(3).Normal<double>([5, 3]);
        var model = Model;
        var adam = new AdamW<double>(model.Parameters) { WeightDecay = 0.1 };
        Step(model, x, adam);
        var (weight, remembered) = (model.Parameters["0.weight"].ToArray(), adam.StateOf(model.Parameters["0.weight"])![0].ToArray());
        model[0].Freeze();
        Step(model, x, adam);
        Assert.Equal(weight, model.Parameters["0.weight"].ToArray());
        Assert.Equal(remembered, adam.StateOf(model.Parameters["0.weight"])![0].ToArray());
        Assert.Equal((1L, 2L), (adam.StateOf(model.Parameters["0.weight"])!.Steps, adam.StateOf(model.Parameters["2.weight"])!.Steps));
        model.Unfreeze();
        Step(model, x, adam);
        Assert.NotEqual(weight, model.Parameters["0.weight"].ToArray());
    }

    [Fact]
    public void A_sweep_that_used_a_frozen_parameter_is_refused_once_it_was_written()
    {
        var w = new Parameter<double>(Tensor.Create([2.0]), "w") { IsFrozen = true };
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create([1.0]));
        var y = (x * w).Sum();
        w.Assign(Tensor.Create([5.0]));
        ParameterException? refusal = null;
        try
        {
            tape.Gradients(y);
        }
        catch (ParameterException error)
        {
            refusal = error;
        }

        Assert.Contains("frozen parameter 'w'", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_counted_once_and_by_whether_they_are_trained()
    {
        var model = Model;
        Assert.Equal((26L, 26L), (model.Parameters.ElementCount, model.Parameters.Trainable.ElementCount));
        model[0].Freeze();
        Assert.Equal((26L, 10L), (model.Parameters.ElementCount, model.Parameters.Trainable.ElementCount));
        var dense = new Dense<double>(2, 2, new RandomStream(1));
        Assert.Equal(6, new Sequential<double>(dense, new Relu<double>(), dense).Parameters.ElementCount);
    }

    private static void Step(Sequential<double> model, Tensor<double> x, Optimizer<double>? optimizer = null)
    {
        using var tape = new Tape<double>();
        (optimizer ?? new Adam<double>(model.Parameters)).Step(tape.Gradients(model.Forward(x).Square().Sum()));
    }
}
