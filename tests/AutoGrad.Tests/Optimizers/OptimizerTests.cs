namespace AutoGrad.Tests;

[Collection(nameof(Alone))]
public sealed class OptimizerTests
{
    private sealed class Forgetful : Layer<double>
    {
        private readonly Parameter<double> scale = new(Tensor.Create(2.0), "scale");

        public Forgetful() => Weight = AddParameter("weight", Tensor.Create(1.0));

        public Parameter<double> Weight { get; }

        public override Tensor<double> Forward(Tensor<double> x) => x * Weight * scale;
    }

    private sealed class SignDescent(ParameterList<double> parameters) : Optimizer<double>(parameters, learningRate: 0.1)
    {
        public override IReadOnlyList<string> StateNames => ["sum"];

        protected override void Update(Parameter<double> parameter, Tensor<double> gradient, OptimizerState<double> state)
        {
            state.Assign(0, state[0] + gradient);
            parameter.Assign(parameter - (LearningRate * state[0].Sign()));
        }
    }

    [Fact]
    public void A_parameter_that_a_module_forgot_to_register_is_named_at_the_first_step()
    {
        var model = new Forgetful();
        var sgd = new Sgd<double>(model.Parameters);
        using var tape = new Tape<double>();
        var loss = model.Forward(Tensor.Create(3.0)).Sum();
        var gradients = tape.Gradients(loss);
        var error = Assert.Throws<ParameterException>(() => sgd.Step(gradients));
        Assert.Equal("AG187", error.Code);
        Assert.Contains("'scale'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, model.Weight.Version);
        sgd.Step(tape.Gradients(loss, of: [.. sgd.Parameters]));
        Assert.Equal(1, model.Weight.Version);
    }

    [Fact]
    public void A_parameter_without_gradient_is_named_unless_the_sweep_says_what_it_means()
    {
        var used = new Parameter<double>(Tensor.Create(1.0), "used");
        var unused = new Parameter<double>(Tensor.Create(1.0), "unused");
        var sgd = new Sgd<double>([used, unused]) { LearningRate = 0.5, WeightDecay = 0.1 };
        var error = Assert.Throws<ParameterException>(() => sgd.Step(Gradient(used, Unreached.Throw)));
        Assert.Equal("AG188", error.Code);
        Assert.Contains("'unused'", error.Message, StringComparison.Ordinal);
        Assert.Equal([1.0], used.ToArray());
        sgd.Step(Gradient(used, Unreached.Absent));
        Assert.Equal([1.0], unused.ToArray());
        sgd.Step(Gradient(used, Unreached.Zero));
        Assert.Equal([0.95], unused.ToArray());
    }

    [Fact]
    public void Part_of_a_model_can_be_trained_and_the_rest_stays()
    {
        var random = new RandomStream(1);
        var model = new Sequential<double>(new Dense<double>(2, 3, random), new Tanh<double>(), new Dense<double>(3, 1, random));
        var frozen = model.Parameters["0.weight"].ToArray();
        var head = model.Parameters["2.weight"].ToArray();
        var sgd = new Sgd<double>(model.Parameters.Where(static path => path.StartsWith("2.", StringComparison.Ordinal))) { LearningRate = 0.1 };
        using var tape = new Tape<double>();
        sgd.Step(tape.Gradients(model.Forward(Tensor.Ones<double>(4, 2)).Sum()));
        Assert.Equal(frozen, model.Parameters["0.weight"].ToArray());
        Assert.NotEqual(head, model.Parameters["2.weight"].ToArray());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_stops_the_step_before_anything_changes()
    {
        var first = new Parameter<double>(Tensor.Create(1.0, 2), "first");
        var second = new Parameter<double>(Tensor.Create(0.0, 2), "second");
        var adam = new Adam<double>([first, second]) { RequireFiniteGradients = true };
        using var tape = new Tape<double>();
        var gradients = tape.Gradients((first * first).Sum() + (1 / second).Sum());
        var error = Assert.Throws<NonFiniteException>(() => adam.Step(gradients));
        Assert.Equal("AG189", error.Code);
        Assert.Contains("'second'", error.Message, StringComparison.Ordinal);
        Assert.Equal([1.0, 2.0], first.ToArray());
    }

    [Fact]
    public void A_method_of_the_users_own_is_written_in_tensor_expressions()
    {
        var x = new Parameter<double>(Tensor.Create(1.0, -2), "x");
        var optimizer = new SignDescent([x]);
        for (var step = 0; step < 3; step++)
        {
            using var tape = new Tape<double>();
            optimizer.Step(tape.Gradients(x.Square().Sum()));
        }

        Assert.Equal(0.7, x.ToArray()[0], 12);
        Assert.Equal(-1.7, x.ToArray()[1], 12);
    }

    [Fact]
    public void A_gradient_recorded_before_the_step_is_refused_afterwards()
    {
        var x = new Parameter<double>(Tensor.Create(1.0), "x");
        var sgd = new Sgd<double>([x]);
        using var tape = new Tape<double>();
        var loss = x.Square().Sum();
        sgd.Step(tape.Gradients(loss));
        try
        {
            tape.Gradients(loss);
            Assert.Fail("The parameter has changed.");
        }
        catch (ParameterException error)
        {
            Assert.Equal("AG221", error.Code);
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        ParameterList<double> list = [new Parameter<double>(Tensor.Create(1.0), "x")];
        Assert.Equal("AG185", Assert.Throws<ValueException>(() => new Sgd<double>([])).Code);
        Assert.Contains("LearningRate", Assert.Throws<ValueException>(() => new Adam<double>(list) { LearningRate = -1 }).Message, StringComparison.Ordinal);
        Assert.Contains("Beta1", Assert.Throws<ValueException>(() => new Adam<double>(list) { Beta1 = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("Momentum", Assert.Throws<ValueException>(() => new Sgd<double>(list) { Momentum = double.NaN }).Message, StringComparison.Ordinal);
        var nesterov = new Sgd<double>(list) { Nesterov = true };
        Assert.Throws<ValueException>(() => nesterov.Step(Gradient(list[0], Unreached.Throw)));
    }

    [Fact]
    public void Nesterov_with_dampening_is_refused_by_its_name_before_the_step_is_counted()
    {
        ParameterList<double> list = [new Parameter<double>(Tensor.Create(1.0), "x")];
        var dampened = new Sgd<double>(list) { Nesterov = true, Momentum = 0.9, Dampening = 0.5 };
        var error = Assert.Throws<ValueException>(() => dampened.Step(Gradient(list[0], Unreached.Throw)));
        Assert.Contains("Dampening is 0.5", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, dampened.Steps);
        Assert.Equal(0, list[0].Version);
    }

    [Fact]
    public void Ten_thousand_steps_leave_the_heap_flat_and_allocate_nothing_that_grows_with_the_parameters()
    {
        var small = AllocatedPerStep(width: 4, steps: 10_000, out _);
        var large = AllocatedPerStep(width: 64, steps: 10_000, out var grown);
        Assert.True(large <= small + 64, $"A step allocates {small} bytes at width 4 and {large} at width 64.");
        Assert.True(grown < 100_000, $"The heap grew by {grown} bytes.");
    }

    private static long AllocatedPerStep(int width, int steps, out long grown)
    {
        var random = new RandomStream(5);
        var model = new Sequential<float>(new Dense<float>(width, width, random), new Relu<float>(), new Dense<float>(width, 1, random));
        var adam = new Adam<float>(model.Parameters) { AmsGrad = true };
        var x = random.Normal<float>([8, width]);
        for (var step = 0; step < 100; step++)
        {
            Step();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < steps; step++)
        {
            Step();
        }

        var perStep = (GC.GetAllocatedBytesForCurrentThread() - allocated) / steps;
        grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        return perStep;

        void Step()
        {
            using var tape = new Tape<float>();
            var (clipped, _) = tape.Gradients(model.Forward(x).Square().Mean(), last: true).ClipByGlobalNorm(1);
            adam.Step(clipped);
        }
    }

    private static Gradients<double> Gradient(Parameter<double> x, Unreached unreached)
    {
        using var tape = new Tape<double>();
        return tape.Gradients(x.Square().Sum() * 0, unreached: unreached).Keep();
    }
}
