using FsCheck;
using FsCheck.Fluent;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 33 to 51: shapes, broadcasting and layout. On the lattice they hold bit for bit.</summary>
public class ShapeLaws
{
    [Law(33)]
    [Fact]
    public void The_adjoint_of_broadcasting_is_the_sum_over_the_broadcast_axes() => Holds(Draws.LatticePair, static pair =>
    {
        var shape = Dense.Broadcast(pair.X.Shape, pair.Y.Shape);
        var v = Dense.From(shape, static i => i.Aggregate(1, static (sum, k) => ((3 * sum) + k) % 11) - 5);
        var gradients = Pull(static t => t[0] * t[1], [pair.X, pair.Y], v);
        Same(Summed(Dense.Zip(static e => e[0] * e[1], v, Dense.From(shape, i => pair.Y.At(i))), pair.X.Shape), gradients[0]);
        Same(Summed(Dense.Zip(static e => e[0] * e[1], v, Dense.From(shape, i => pair.X.At(i))), pair.Y.Shape), gradients[1]);
    });

    // For explicit broadcasting.
    [Law(33)]
    [Fact]
    public void BroadcastTo_and_SumTo_are_adjoint() => Holds(Draws.LatticePair, static pair =>
    {
        var shape = Dense.Broadcast(pair.X.Shape, pair.Y.Shape);
        var wide = Dense.From(shape, static i => (i.Sum() % 7) - 3);
        Same(Value(t => t.SumTo(Shape.Create(pair.X.Shape)), wide), Pull(t => t.BroadcastTo(Shape.Create(shape)), pair.X, wide));
        Same(Value(t => t.BroadcastTo(Shape.Create(shape)), pair.X), Pull(t => t.SumTo(Shape.Create(pair.X.Shape)), wide, pair.X));
    });

    [Fact]
    public void Broadcasting_is_commutative_bit_for_bit() => Holds(Draws.SmoothPair, static pair =>
    {
        static Tensor<double> F(Tensor<double>[] t) => (t[0] * t[1]) + t[0] + t[1];
        var (forward, swapped) = (Pull(F, [pair.X, pair.Y]), Pull(t => (t[0] * t[1]) + t[1] + t[0], [pair.Y, pair.X]));
        Near(forward[0], swapped[1]);
        Near(forward[1], swapped[0]);
    });

    [Fact]
    public void Shapes_that_do_not_broadcast_throw_and_name_both() => Holds(IncompatiblePairs, static pair =>
    {
        var (x, y) = (pair.X.To<double>(), pair.Y.To<double>());
        var error = Assert.Throws<ShapeException>(() => x + y);
        Assert.Contains(x.Shape.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(y.Shape.ToString(), error.Message, StringComparison.Ordinal);
    });

    [Law(34)]
    [Fact]
    public void The_adjoint_of_a_sum_is_a_broadcast() => Holds(Draws.LatticeAxes, static c =>
    {
        var sum = c.X.Fold(c.Axes, true, static line => line.Length);
        var v = Dense.From(sum.Shape, static i => i.Sum() - 2);
        Same(Dense.From(c.X.Shape, i => v.At(i)), Pull(t => t.Sum(c.Axes, keepAxes: true), c.X, v));
    });

    [Law(35)]
    [Fact]
    public void The_gradient_of_a_reshape_is_the_same_data() => Holds(Draws.SmoothDirected, static c =>
        Same(c.V, Pull(t => t.Reshape(1, t.Length, 1), c.X, c.V.Reshape(1, c.V.Length, 1))));

    [Law(45)]
    [Fact]
    public void Elementwise_functions_commute_with_permutations_of_the_elements_bit_for_bit() => Holds(Draws.SmoothDirected, static c =>
    {
        static Dense Reversed(Dense x) => new(x.Shape, [.. x.Values.Reverse()]);
        static Tensor<double> F(Tensor<double> x) => (x.Sin() * x.Exp()) - x.Square();
        Same(Reversed(Value(F, c.X)), Value(F, Reversed(c.X)));
        Same(Reversed(Pull(F, c.X, c.V)), Pull(F, Reversed(c.X), Reversed(c.V)));
    });

    [Law(46)]
    [Fact]
    public void A_sum_of_lattice_numbers_does_not_depend_on_their_order_bit_for_bit() => Holds(Draws.Lattice, static x =>
        Same(Value(static t => t.Sum(), x), Value(static t => t.Sum(), new Dense(x.Shape, [.. x.Values.OrderBy(static e => (e * 7919) % 13)]))));

    [Law(47)]
    [Fact]
    public void A_row_of_a_batch_gives_the_bits_of_the_row_alone() => Holds(Draws.Smooth, static x =>
    {
        if (x.Rank < 2)
        {
            return;
        }

        static Tensor<double> F(Tensor<double> t) => (t.Exp() / (2 + t.Sin())).Sum(-1);
        var whole = Value(F, x);
        var gradient = Pull(F, x);
        for (var row = 0; row < x.Shape[0]; row++)
        {
            var alone = Dense.From(x.Shape[1..], i => x[[row, .. i]]);
            Same(Dense.From(whole.Shape[1..], i => whole[[row, .. i]]), Value(F, alone));
            Same(Dense.From(x.Shape[1..], i => gradient[[row, .. i]]), Pull(F, alone));
        }
    });

    [Law(48)]
    [Fact]
    public void Empty_tensors_have_empty_gradients_of_their_shape_and_their_sums_are_zero() => Holds(Draws.Smooth, static x =>
    {
        int[] shape = [.. x.Shape.Take(4), 0];
        var empty = Dense.From(shape, static _ => 0);
        Assert.Equal(shape, Pull(static t => t.Sin() * t, empty).Shape);
        Same(Dense.Scalar(0), Value(static t => t.Sum(), empty));
        // What meets an empty tensor gets the gradient of an empty sum.
        Same(Dense.Scalar(0), Pull(static t => t[0] * t[1], [Dense.Scalar(2), empty])[0]);
    });

    [Law(49)]
    [Fact]
    public void A_number_and_a_vector_of_one_differ_only_by_a_reshape() => Holds(FunctionAt.Any, static c =>
    {
        var x = c.X.Length > 0 ? c.X.Values[0] : 0.5;
        Same(Value(c.F.Call, Dense.Scalar(x)).Reshape(1), Value(c.F.Call, Dense.Vector(x)));
        Same(Pull(c.F.Call, Dense.Scalar(x)).Reshape(1), Pull(c.F.Call, Dense.Vector(x)));
    });

    [Law(50)]
    [Fact]
    public void Keeping_axes_differs_from_dropping_them_only_by_a_reshape() => Holds(Draws.LatticeAxes, static c =>
    {
        var kept = Value(t => t.Sum(c.Axes, keepAxes: true), c.X);
        var dropped = Value(t => t.Sum(c.Axes, keepAxes: false), c.X);
        Same(kept.Reshape(dropped.Shape), dropped);
        Same(Pull(t => t.Sum(c.Axes, keepAxes: true).Sin(), c.X), Pull(t => t.Sum(c.Axes, keepAxes: false).Sin(), c.X));
    });

    [Law(51)]
    [Fact]
    public void No_axis_means_all_axes_and_negative_axes_count_from_the_end() => Holds(Draws.LatticeAxes, static c =>
    {
        var all = Enumerable.Range(0, c.X.Rank).ToArray();
        Same(Value(static t => t.Sum(), c.X), c.X.Rank == 0 ? Value(static t => t, c.X) : Value(t => t.Sum(all), c.X));
        if (c.Axes.Length > 0)
        {
            Same(Value(t => t.Sum(c.Axes), c.X), Value(t => t.Sum(Array.ConvertAll(c.Axes, axis => axis < 0 ? axis + c.X.Rank : axis - c.X.Rank)), c.X));
        }
    });

    // G3: duplicates must throw.
    [Fact]
    public void An_axis_named_twice_throws() => Holds(Draws.LatticeAxes, static c =>
    {
        if (c.Axes.Length > 0)
        {
            var x = c.X.To<double>();
            int[] twice = [.. c.Axes, c.Axes[0] < 0 ? c.Axes[0] + c.X.Rank : c.Axes[0] - c.X.Rank];
            Assert.Throws<AxisException>(() => x.Sum(twice));
        }
    });

    [Fact]
    public void Sums_over_axes_one_after_another_are_the_sum_over_all_of_them() => Holds(Draws.LatticeAxes, static c =>
    {
        var axes = c.Axes.Select(axis => axis < 0 ? axis + c.X.Rank : axis).OrderDescending().ToArray();
        if (axes.Length > 0)
        {
            Same(Value(t => t.Sum(axes), c.X), Value(t => axes.Aggregate(t, static (sum, axis) => sum.Sum(axis)), c.X));
        }
    });

    private static Arbitrary<Pair> IncompatiblePairs { get; } = Arb.From(
        from size in Gen.Choose(2, 9)
        from more in Gen.Choose(1, 5)
        from lead in Gen.Choose(0, 3)
        from tail in Gen.Choose(0, 2)
        select new Pair(
            Dense.From([.. Enumerable.Repeat(1, lead), size, .. Enumerable.Repeat(2, tail)], static _ => 0),
            Dense.From([size + more, .. Enumerable.Repeat(2, tail)], static _ => 0)));

    /// <summary>Sums an array over the axes along which a shape was broadcast to its shape.</summary>
    private static Dense Summed(Dense wide, int[] shape)
    {
        var lead = wide.Rank - shape.Length;
        var sums = new Dictionary<int, double>();
        foreach (var index in Dense.Indices(wide.Shape))
        {
            var flat = 0;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                flat = (flat * shape[axis]) + (shape[axis] == 1 ? 0 : index[lead + axis]);
            }

            sums[flat] = sums.GetValueOrDefault(flat) + wide[index];
        }

        var place = 0;
        return Dense.From(shape, _ => sums.GetValueOrDefault(place++));
    }
}
