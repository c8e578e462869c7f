using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class ScheduleTests
{
    private static readonly JsonElement golden = AutoGrad.Tests.Golden.Read("schedules.json");

    private static readonly Dictionary<string, Schedule> schedules = new()
    {
        ["Constant"] = Schedule.Constant(0.1),
        ["Step"] = Schedule.Step(0.1, 7, 0.3),
        ["MultiStep"] = Schedule.MultiStep(0.1, [5, 5, 23, 40], 0.5),
        ["Exponential"] = Schedule.Exponential(0.1, 0.93),
        ["Linear"] = Schedule.Linear(0.025, 0.08, 33),
        ["Polynomial"] = Schedule.Polynomial(0.1, 41, 1.7),
        ["Cosine"] = Schedule.Cosine(0.1, 59, 0.003),
        ["CosineRestarts"] = Schedule.CosineRestarts(0.1, 11, to: 0.003),
        ["CosineRestartsGrowing"] = Schedule.CosineRestarts(0.1, 7, 3, 0.003),
        ["CyclicTriangle"] = Schedule.Cyclic(0.01, 0.1, 5, 9),
        ["CyclicHalving"] = Schedule.Cyclic(0.01, 0.1, 6, shape: CycleShape.Halving),
        ["CyclicShrinking"] = Schedule.Cyclic(0.01, 0.1, 6, shape: CycleShape.Shrinking, factor: 0.97),
        ["OneCycle"] = Schedule.OneCycle(0.4, 61),
        ["OneCycleLinear"] = Schedule.OneCycle(0.4, 61, 0.2, 10, 100, linear: true),
        ["Sequence"] = Schedule.Sequence((12, Schedule.Linear(0.025, 0.08, 10)), (1, Schedule.Exponential(0.1, 0.9))),
    };

    public static TheoryData<string> Names => [.. schedules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_60_values_are_those_of_PyTorch(string name)
    {
        var expected = golden.GetProperty(name).Numbers();
        Assert.Equal(60, expected.Length);
        for (var step = 0; step < expected.Length; step++)
        {
            var actual = schedules[name].At(step);
            Assert.True(Math.Abs(expected[step] - actual) < 1e-12, $"{name}, step {step}: expected {expected[step]:R}, actual {actual:R}");
        }
    }

    [Fact]
    public void Reduce_on_plateau_gives_the_values_of_PyTorch_and_goes_on_from_its_state()
    {
        (string, Func<ReduceOnPlateau>)[] cases =
        [
            ("Plateau", () => new ReduceOnPlateau { Factor = 0.5, Patience = 2 }),
            ("PlateauCooldown", () => new ReduceOnPlateau { Factor = 0.3, Patience = 1, Cooldown = 2, Threshold = 0.05, Minimum = 0.01 }),
            ("PlateauLarger", () => new ReduceOnPlateau { Factor = 0.5, Patience = 3, LargerIsBetter = true }),
        ];
        var metrics = golden.GetProperty("metrics").Numbers();
        foreach (var (name, make) in cases)
        {
            var expected = golden.GetProperty(name).Numbers();
            var plateau = make();
            var value = 0.5;
            for (var i = 0; i < metrics.Length; i++)
            {
                value = plateau.Next(value, metrics[i]);
                Assert.True(Math.Abs(expected[i] - value) < 1e-12, $"{name}, metric {i}: expected {expected[i]:R}, actual {value:R}");

                // A copy that has only the state goes on alike.
                var copy = make();
                copy.State = plateau.State;
                plateau = copy;
            }
        }
    }

    [Fact]
    public void Warm_up_ends_where_the_schedule_after_it_begins()
    {
        var schedule = Schedule.WarmUp(4, Schedule.Cosine(1, 10));
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], Enumerable.Range(0, 5).Select(step => Math.Round(schedule.At(step), 12)));
        Assert.Equal(0, schedule.At(14), 12);
        Assert.Equal(0, schedule.At(long.MaxValue), 12);
    }

    [Fact]
    public void The_inverse_square_root_is_that_of_the_first_transformers()
    {
        // min(s^-1/2, s w^-3/2) / sqrt(d), s counted from 1.
        var schedule = Schedule.InverseSquareRoot(1 / Math.Sqrt(512.0 * 4000), 4000);
        foreach (var step in new long[] { 1, 100, 3999, 4000, 4001, 100_000 })
        {
            Assert.Equal(Math.Min(Math.Pow(step, -0.5), step * Math.Pow(4000, -1.5)) / Math.Sqrt(512), schedule.At(step - 1), 14);
        }
    }

    [Fact]
    public void Products_multiply_and_schedules_are_values()
    {
        var product = Schedule.Constant(0.5) * Schedule.Step(1, 3, 0.1);
        Assert.Equal(0.5, product.At(2));
        Assert.Equal(0.05, product.At(3), 15);
        Assert.Equal(Schedule.Constant(0.5) * Schedule.Step(1, 3, 0.1), product);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Func<object>[] wrong =
        [
            () => Schedule.Constant(-1), () => Schedule.Constant(double.NaN), () => Schedule.Step(1, 0), () => Schedule.Linear(0, 1, 0),
            () => Schedule.MultiStep(1, [-1]), () => Schedule.OneCycle(1, 2), () => Schedule.OneCycle(1, 100, rise: 1), () => Schedule.Sequence(),
            () => Schedule.Cyclic(0, 1, 5, shape: (CycleShape)7), () => Schedule.Constant(1).At(-1), () => new ReduceOnPlateau { Factor = 1 },
        ];
        foreach (var make in wrong)
        {
            Assert.Equal("AG703", Assert.Throws<ValueException>(make).Code);
        }
    }
}
