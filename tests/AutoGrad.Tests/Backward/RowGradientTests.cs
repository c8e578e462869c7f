namespace AutoGrad.Tests.Backward;

/// <summary>A table of which few rows are looked up costs what the rows cost, and gives the bits of the whole.</summary>
public sealed class RowGradientTests
{
    private readonly RandomStream random = new(8);

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void Memory_of_a_step_grows_with_the_rows_used_and_not_with_the_table(int count)
    {
        var table = new Parameter<float>(Tensor.Zeros<float>(count, 16), "table");
        var sgd = new Sgd<float>(new ParameterList<float>([("table", table)])) { LearningRate = 0.5 };
        var arena = Arena<float>.Current;
        for (var step = 0; step < 3; step++)
        {
            using var tape = new Tape<float>();
            var loss = (table.Embedding([7, 3, 7, 900]) + 1).Square().Sum();
            arena.ResetPeak();
            var before = arena.RentedBytes;
            sgd.Step(tape.Gradients(loss));
            Assert.InRange(arena.PeakBytes - before, 1, 10 * 64 * sizeof(float));
        }

        // -1 is where the loss is least, and half the gradient goes there at once (the row used twice overshoots and comes back).
        Assert.Equal([-1f, 0f, -1f], [table.AsSpan()[3 * 16], table.AsSpan()[4 * 16], table.AsSpan()[900 * 16]]);
    }

    [Fact]
    public void The_rows_are_those_used_and_the_whole_gradient_has_the_same_bits()
    {
        var table = new Parameter<float>(random.Normal<float>([40, 3]), "table");
        using var tape = new Tape<float>();
        var gradients = tape.Gradients(Loss(table));
        Assert.True(gradients.TryGetRows(table, out var rows, out var values));
        Assert.Equal([2, 5, 9, 31], rows.ToArray());
        Assert.Equal(Shape.Create(4, 3), values.Shape);
        var dense = Dense(table);
        Assert.Equal(dense, gradients[table].ToArray());
        Assert.Equal(dense.Chunk(3).Where(static row => row.Any(static g => g != 0)).SelectMany(static row => row), values.ToArray());
        Assert.Same(gradients[table], gradients[table]);
        Assert.Empty(gradients.UnreachedParameters);
        Assert.Equal(dense, Assert.Single(gradients.Reached()).Gradient.ToArray());
        Assert.Equal(dense.Select(static g => g * 2), gradients.Select(static (_, g) => g * 2)[table].ToArray());
    }

    [Fact]
    public void Kept_gradients_outlive_the_tape()
    {
        var table = new Parameter<float>(random.Normal<float>([40, 3]), "table");
        Gradients<float> kept;
        using (var tape = new Tape<float>())
        {
            kept = tape.Gradients(Loss(table), last: true).Keep();
        }

        Assert.True(kept.TryGetRows(table, out _, out _));
        Assert.Equal(Dense(table), kept[table].ToArray());
    }

    [Fact]
    public void A_table_that_is_used_as_a_whole_too_or_in_most_rows_has_a_whole_gradient()
    {
        var table = new Parameter<float>(random.Normal<float>([8, 3]), "table");
        foreach (Func<Tensor<float>> loss in new Func<Tensor<float>>[]
        {
            () => table.Embedding([1, 1]).Sum() + table.Square().Sum(),
            () => table.Square().Sum() + table.Embedding([1, 1]).Exp().Sum(),
            () => table.Embedding([0, 1, 2, 3, 4]).Sin().Sum(),
            () => table.Embedding([0, 1, 2]).Sin().Sum() + table.Embedding([5, 6, 7]).Sin().Sum(),
            () => table.IndexSelect(1, [0, 2]).Sin().Sum(),
        })
        {
            float[] expected;
            using (var check = new Tape<float>(check: true))
            {
                expected = check.Gradients(loss())[table].ToArray();
            }

            using var tape = new Tape<float>();
            var gradients = tape.Gradients(loss());
            Assert.False(gradients.TryGetRows(table, out _, out _));
            Assert.Equal(expected, gradients[table].ToArray());
        }
    }

    [Theory]
    [InlineData("Sgd", true)]
    [InlineData("Adagrad", true)]
    [InlineData("momentum", false)]
    [InlineData("Adam", false)]
    public void Optimizers_end_with_the_bits_of_whole_gradients(string method, bool byRows)
    {
        var start = random.Normal<float>([50, 5]);
        Assert.Equal(Train(whole: true), Train(whole: false));

        float[] Train(bool whole)
        {
            var table = new Parameter<float>(start, "table");
            var list = new ParameterList<float>([("table", table)]);
            Optimizer<float> optimizer = method switch
            {
                "Sgd" => new Sgd<float>(list) { LearningRate = 0.1 },
                "Adagrad" => new OptimizerGroups<float>([new Adagrad<float>(list)]),
                "momentum" => new Sgd<float>(list) { LearningRate = 0.1, Momentum = 0.9 },
                _ => new Adam<float>(list),
            };
            optimizer.RequireFiniteGradients = true;
            Assert.Equal(byRows, optimizer.MayLeaveRowsAt(0));
            for (var step = 0; step < 5; step++)
            {
                using var tape = new Tape<float>();
                var gradients = tape.Gradients(Loss(table, step));
                optimizer.Step(whole ? gradients.Select(static (_, g) => g) : gradients);
            }

            return table.ToArray();
        }
    }

    [Fact]
    public void Second_order_and_recomputed_lookups_give_the_same()
    {
        var table = new Parameter<float>(random.Normal<float>([40, 3]), "table");
        using var tape = new Tape<float>();
        var slope = tape.Gradients(Loss(table), createGraph: true)[table];
        Assert.Equal(Dense(table), slope.ToArray());
        Assert.NotEqual(0, tape.Gradients(slope.Square().Sum())[table].AsSpan()[2 * 3]);
        var again = tape.Gradients(Differentiate.Recompute<float>(_ => Loss(table))(Tensor.Zeros<float>(1)));
        Assert.Equal(Dense(table), again[table].ToArray());
    }

    private static Tensor<float> Loss(Tensor<float> table, int shift = 0) =>
        table.Embedding([2 + shift, 9 + shift, 2 + shift]).Exp().Sum() + table.IndexSelect(0, [31 - shift, 2 + shift, 5 + shift]).Sin().Sum();

    /// <summary>A checking tape looks at every rule's result, so it never keeps rows.</summary>
    private static float[] Dense(Parameter<float> table)
    {
        using var check = new Tape<float>(check: true);
        return check.Gradients(Loss(table))[table].ToArray();
    }
}
