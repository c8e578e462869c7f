namespace AutoGrad.Tests;

public sealed class AccumulationTests
{
    [Fact]
    public void Unequal_parts_add_up_to_the_gradient_of_the_whole_batch()
    {
        var random = new RandomStream(7);
        var (x, y) = (random.Normal<double>([10, 3]), random.Normal<double>([10, 1]));
        var model = new Dense<double>(3, 1, random);
        var sum = new GradientAccumulator<double>();
        for (var round = 0; round < 2; round++)
        {
            foreach (var part in new[] { 0..4, 4..8, 8..10 })
            {
                using var tape = new Tape<double>();
                sum.Add(tape.Gradients(Loss.MeanSquaredError(model.Forward(x[part]), y[part])), weight: part.End.Value - part.Start.Value);
            }

            Assert.Equal(10, sum.Weight);
            using var whole = new Tape<double>();
            var expected = whole.Gradients(Loss.MeanSquaredError(model.Forward(x), y));
            var actual = sum.Take();
            foreach (var parameter in model.Parameters)
            {
                Assert.All(expected[parameter].ToArray().Zip(actual[parameter].ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 14));
            }

            new Sgd<double>(model.Parameters).Step(actual);
            Assert.Equal(0, sum.Weight);
        }
    }

    [Fact]
    public void A_parameter_that_no_part_reached_is_as_absent_as_the_sweeps_say()
    {
        var (used, unused) = (new Parameter<double>(Tensor.Create(1.0), "used"), new Parameter<double>(Tensor.Create(1.0), "unused"));
        var sum = new GradientAccumulator<double>();
        using (var tape = new Tape<double>())
        {
            sum.Add(tape.Gradients(used * 3, of: [used, unused], unreached: Unreached.Absent), 2);
        }

        var mean = sum.Take();
        Assert.Equal(3, mean[used].Item(), 15);
        Assert.False(mean.TryGet(unused, out _));
    }

    [Fact]
    public void Weights_are_averaged_and_exchanged()
    {
        var w = new Parameter<double>(Tensor.Create(1.0), "w");
        var mean = new WeightAverage<double>([w]);
        var moving = new WeightAverage<double>([w]) { Decay = 0.9 };
        double expected = 0;
        for (var step = 1; step <= 4; step++)
        {
            w.Assign(Tensor.Create((double)(step * step)));
            expected = step == 1 ? 1 : (0.9 * expected) + (0.1 * step * step);
            mean.Update();
            moving.Update();
        }

        Assert.Equal(7.5, mean[0].Item(), 14);
        Assert.Equal(expected, moving[0].Item(), 14);
        mean.Swap();
        Assert.Equal((7.5, 16), (Math.Round(w.Item(), 12), mean[0].Item()));
        mean.Swap();
        Assert.Equal((16, 7.5), (w.Item(), Math.Round(mean[0].Item(), 12)));
        Assert.Equal(4, mean.Updates);
    }
}
