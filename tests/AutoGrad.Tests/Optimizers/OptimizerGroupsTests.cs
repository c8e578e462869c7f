namespace AutoGrad.Tests;

public sealed class OptimizerGroupsTests
{
    [Fact]
    public void Each_group_moves_by_its_own_method_and_rate_times_the_rate_of_the_whole()
    {
        var (w, b, alone, other) = (Number(1, "w"), Number(2, "b"), Number(1, "w"), Number(2, "b"));
        var groups = new OptimizerGroups<double>([new Adam<double>([w]) { LearningRate = 0.1 }, new Sgd<double>([b]) { LearningRate = 0.2, Momentum = 0.9 }]);
        var adam = new Adam<double>([alone]);
        var sgd = new Sgd<double>([other]) { Momentum = 0.9 };
        for (var step = 0; step < 5; step++)
        {
            groups.LearningRate = 1.0 / (step + 1);
            (adam.LearningRate, sgd.LearningRate) = (0.1 * groups.LearningRate, 0.2 * groups.LearningRate);
            using var tape = new Tape<double>();
            var loss = (alone * other).Square().Sum();
            var (first, second) = (tape.Gradients(loss, of: [alone]), tape.Gradients(loss, of: [other]));
            var both = tape.Gradients((w * b).Square().Sum(), of: [w, b]);
            groups.Step(both);
            adam.Step(first);
            sgd.Step(second);
        }

        Assert.Equal(alone.ToArray(), w.ToArray());
        Assert.Equal(other.ToArray(), b.ToArray());
        Assert.Equal(5, groups.Steps);
        Assert.Equal(0.1, groups.Groups[0].LearningRate);
        Assert.Equal(2, groups.StateNamesAt(0).Count);
        Assert.Single(groups.StateNamesAt(1));
    }

    [Fact]
    public void A_parameter_in_two_groups_and_an_empty_list_are_refused()
    {
        var w = Number(1, "w");
        var error = Assert.Throws<ParameterException>(() => new OptimizerGroups<double>([new Sgd<double>([w]), new Adam<double>([w])]));
        Assert.Equal("AG701", error.Code);
        Assert.Contains("'w'", error.Message, StringComparison.Ordinal);
        Assert.Equal("AG185", Assert.Throws<ValueException>(() => new OptimizerGroups<double>([])).Code);
    }

    [Fact]
    public void Muon_takes_matrices_and_names_what_is_none()
    {
        var model = new Sequential<double>(new Dense<double>(3, 4, new RandomStream(1)));
        var error = Assert.Throws<ParameterException>(() => new Muon<double>(model.Parameters));
        Assert.Equal("AG700", error.Code);
        Assert.Contains("'0.bias'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Muon_gives_every_singular_direction_about_the_same_step()
    {
        var x = new Parameter<double>(Tensor.Zeros<double>(6, 3), "x");
        var muon = new Muon<double>([x]) { LearningRate = 1, WeightDecay = 0 };
        using (var tape = new Tape<double>())
        {
            var slope = new RandomStream(2).Normal<double>([6, 3]) * Tensor.Create([5.0, 1, 0.3]);
            muon.Step(tape.Gradients((x * slope).Sum()));
        }

        // Newton-Schulz leaves singular values between about 0.7 and 1.2, so x'x is near the identity.
        var product = x.MatMul(x, transposeLeft: true).ToArray();
        Assert.InRange(product[0], 0.3, 1.6);
        Assert.InRange(product[4], 0.3, 1.6);
        Assert.InRange(product[8], 0.3, 1.6);
    }

    [Fact]
    public void RmsProp_keeps_a_momentum_only_when_it_has_one()
    {
        ParameterList<double> list = [Number(1, "w")];
        Assert.Equal(["meanSquare"], new RmsProp<double>(list).StateNames);
        Assert.Equal(["meanSquare", "momentum"], new RmsProp<double>(list) { Momentum = 0.5 }.StateNames);
        Assert.Equal(["meanSquare", "mean"], new RmsProp<double>(list) { Centered = true }.StateNames);
        Assert.Equal(["meanSquare", "momentum", "mean"], new RmsProp<double>(list) { Centered = true, Momentum = 0.5 }.StateNames);
    }

    [Fact]
    public void The_state_of_a_parameter_can_be_read_after_its_first_update()
    {
        var (w, other) = (Number(1, "w"), Number(1, "other"));
        var adam = new Adam<double>([w]);
        Assert.Null(adam.StateOf(w));
        using var tape = new Tape<double>();
        adam.Step(tape.Gradients(w.Square().Sum()));
        Assert.Equal(0.2, adam.StateOf(w)![0].Item(), 12);
        Assert.Equal("AG702", Assert.Throws<ParameterException>(() => adam.StateOf(other)).Code);
    }

    private static Parameter<double> Number(double value, string name) => new(Tensor.Create(value), name);
}
