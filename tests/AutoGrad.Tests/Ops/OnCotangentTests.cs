namespace AutoGrad;

/// <summary>Observers see a cotangent once, complete, and change nothing.</summary>
public sealed class OnCotangentTests
{
    private readonly Tensor<double> point = Tensor.Create([1.0, 2.0]);

    [Fact]
    public void The_observer_sees_the_sum_of_all_contributions_once_for_each_sweep()
    {
        var seen = new List<double[]>();
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var hidden = (x * 3).OnCotangent(g => seen.Add(g.ToArray()));
        var y = (hidden.Square() + hidden + hidden).Sum();
        Assert.Equal([24.0, 42], tape.Gradients(y)[x].ToArray());
        Assert.Equal([8.0, 14], Assert.Single(seen));
        _ = tape.Gradients(y, createGraph: true);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void What_the_observer_computes_is_not_recorded_and_what_it_keeps_stays()
    {
        var (norm, kept) = (Tensor.Scalar(0.0), Tensor.Scalar(0.0));
        double[] gradient;
        using (var tape = new Tape<double>())
        {
            var x = tape.Watch(point);
            var y = x.OnCotangent(g => (norm, kept) = ((g * g).Sum(), g.Keep())).Square().Sum();
            var count = tape.Count;
            gradient = tape.Gradients(y, last: true)[x].ToArray();
            Assert.Equal(count, tape.Count);
        }

        Assert.Equal(20, norm.Item());
        Assert.Equal(gradient, kept.ToArray());
    }

    [Fact]
    public void Forward_mode_and_sweeps_that_pass_by_do_not_call_it()
    {
        var calls = 0;
        Tensor<double> Watched(Tensor<double> x) => x.OnCotangent(_ => calls++) * x;
        Assert.Equal([2.0, 8], Differentiate.Jvp<double>(Watched)(point, point).Product.ToArray());
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        _ = Watched(x);
        _ = tape.Gradients(x.Sum());
        Assert.Equal(0, calls);
    }
}
