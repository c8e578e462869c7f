using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 43 and 44: the same numbers are the same, however they came to lie where they are and of whatever type they were.</summary>
public class LayoutLaws
{
    // Of a tracked tensor a cast would cut the gradient silently, so it throws; of any other it rounds each element, and the gradient has the type and the shape of its leaf.
    [Law(43)]
    [Fact]
    public void A_cast_rounds_each_element_and_refuses_a_tracked_tensor() => Holds(Draws.SmoothDirected, static c =>
    {
        var thirds = c.X.Map(static e => e / 3);
        Same(thirds.Map(static e => (float)e), Dense.Of(thirds.To<double>().To<float>().To<double>()));
        using var tape = new Tape<double>();
        var x = tape.Watch(thirds.To<double>());
        var y = x * x;
        Assert.Contains("Detach", Assert.ThrowsAny<AutoGradException>(() => y.To<float>()).Message, StringComparison.Ordinal);
        Same(Dense.Zip(static e => (float)(e[0] * e[0]), thirds), Dense.Of(y.Detach().To<float>().To<double>()));
        using var single = new Tape<float>();
        var rounded = single.Watch(thirds.To<float>());
        Tensor<float> gradient = single.Gradients(rounded * rounded, c.V.To<float>())[rounded];
        Same(Dense.Zip(static e => (float)(2 * (float)((float)e[0] * (float)e[1])), c.V, thirds), Dense.Of(gradient));
    });

    [Law(44)]
    [Fact]
    public void The_same_numbers_by_any_layout_give_the_same_bits() => Holds(FunctionAt.Any, static c =>
    {
        var (value, gradient) = (Value(c.F.Call, c.X), Pull(c.F.Call, c.X, c.V));
        foreach (var (name, layout) in Layouts(c.X))
        {
            using var tape = new Tape<double>();
            var source = tape.Watch(layout.Source.To<double>());
            var x = layout.View(source);
            Same(c.X, Dense.Of(x));
            var y = c.F.Call(x);
            Same(value, Dense.Of(y));
            var gradients = tape.Gradients(y, c.V.To<double>(), of: [x, source], unreached: Unreached.Zero);
            Same(gradient, Dense.Of(gradients[x]));
            Assert.True(gradients[source].Shape.AsSpan().SequenceEqual(layout.Source.Shape), name);

            // Whatever the layout, each element of x hands its cotangent to the one element it came from.
            Assert.Equal(gradient.Values.Where(static e => e != 0).Order(), Dense.Of(gradients[source]).Values.Where(static e => e != 0).Order());
        }
    });

    /// <summary>G4: arrays and ways to read the same numbers out of them: turned, with steps forward and back, in the midst of more, with another shape.</summary>
    private static IEnumerable<(string Name, (Dense Source, Func<Tensor<double>, Tensor<double>> View) Layout)> Layouts(Dense x)
    {
        var shape = Shape.Create(x.Shape);
        yield return ("another shape", (x.Reshape(1, x.Length), t => t.Reshape(shape)));
        var axes = Enumerable.Range(0, x.Rank).Reverse().ToArray();
        yield return ("turned", (Dense.From([.. x.Shape.Reverse()], index => x[[.. index.Reverse()]]), t => t.Permute(axes)));
        var (length, flat) = (x.Length, new Func<int, double>(place => x.Values[place]));
        yield return ("every other", (Dense.From([2 * length], index => index[0] % 2 == 0 ? flat(index[0] / 2) : double.NaN), t => t[(..).By(2)].Reshape(shape)));
        yield return ("from the end", (Dense.From([length], index => flat(length - 1 - index[0])), t => t.Flip(0).Reshape(shape)));
        yield return ("in the midst", (Dense.From([length + 5], index => index[0] >= 3 && index[0] < length + 3 ? flat(index[0] - 3) : double.NaN), t => t.Narrow(0, 3, length).Reshape(shape)));
    }
}
