using Xunit.Abstractions;

namespace AutoGrad.Checks;

/// <summary>What holds for every rule whatever its formula: linearity, transposition, detaching, and silence where nothing is tracked.</summary>
public class StructureChecks(ITestOutputHelper output)
{
    /// <summary>Laws 1 and 4.</summary>
    [Fact]
    public void Every_gradient_is_linear_in_its_cotangent()
    {
        var report = new CheckReport("cotangent linearity", output);
        EveryCase(report, 6, (row, place, operands) =>
        {
            var shape = Evaluate.Value<double>(row, operands).Shape;
            var (v, w) = (Operands.Direction(shape, 41), Operands.Direction(shape, 42));
            var combined = Dense.Zip(static x => (2 * x[0]) - (3 * x[1]), v, w);
            var byV = Evaluate.Gradients<double>(row, operands, v);
            var byW = Evaluate.Gradients<double>(row, operands, w);
            var byBoth = Evaluate.Gradients<double>(row, operands, combined);
            var byQuarter = Evaluate.Gradients<double>(row, operands, v.Map(static x => x / 4));
            var byZero = Evaluate.Gradients<double>(row, operands, v.Map(static _ => 0));
            var scale = Math.Max(Evaluate.Largest(byV), Evaluate.Largest(byW));
            for (var index = 0; index < operands.Length; index++)
            {
                report.Near(row, $"{place} operand {index}, J'(2v - 3w)", Dense.Zip(static x => (2 * x[0]) - (3 * x[1]), byV[index], byW[index]), byBoth[index], 1e-12, scale);
                report.Near(row, $"{place} operand {index}, J'(v / 4) is exactly J'v / 4", byV[index].Map(static x => x / 4), byQuarter[index], 0, 0);
                report.True(row, byZero[index].Values.All(static x => x == 0), $"{place} operand {index}: a cotangent of zeros gives {byZero[index]}");
            }
        });
        report.Done(atLeast: 38000);
    }

    /// <summary>Law 3.</summary>
    [Fact]
    public void Forward_mode_is_the_transpose_of_backward_mode()
    {
        var report = new CheckReport("dot-product test", output);
        EveryCase(report, 7, (row, place, operands) =>
        {
            var value = Evaluate.Value<double>(row, operands);
            if (value.Values.Any(double.IsNaN))
            {
                // Such as the mean of nothing: where there is no value there is no tangent.
                return;
            }

            var v = Operands.Direction(value.Shape, 51);
            var transposed = Evaluate.Gradients<double>(row, operands, v);
            for (var index = 0; index < operands.Length; index++)
            {
                if (row.TakesGradient(index))
                {
                    var u = Operands.Direction(operands[index].Shape, 52 + index);
                    var others = Operands.Tensors<double>(operands);
                    var push = Differentiate.Jvp<double>(x => row.Double([.. others.Select((other, position) => position == index ? x : other)]));
                    var product = Dense.Of(push(others[index], u.To<double>()).Product);
                    if (report.SameShape(row, $"{place} J u by operand {index}", value.Shape, product.Shape))
                    {
                        var scale = product.Values.Zip(v.Values, static (a, b) => Math.Abs(a * b)).Sum() + transposed[index].Values.Zip(u.Values, static (a, b) => Math.Abs(a * b)).Sum();
                        report.Near(row, $"{place} <J u, v> = <u, J'v> by operand {index}", [], 0, Evaluate.Dot(u, transposed[index]), Evaluate.Dot(product, v), 1e-13, scale);
                    }
                }
            }
        });
        report.Done(atLeast: 3800);
    }

    /// <summary>Law 80.</summary>
    [Fact]
    public void Detach_blocks_the_gradient_and_nothing_else()
    {
        var report = new CheckReport("detach", output);
        EveryCase(report, 8, (row, place, operands) => Detach(report, row, place, operands));
        report.Done(atLeast: 4000);
    }

    [Fact]
    public void Untracked_calls_record_nothing_and_allocate_no_node()
    {
        var report = new CheckReport("untracked calls", output);
        EveryCase(report, 9, (row, place, operands) =>
        {
            using var tape = new Tape<double>();
            var tensors = Operands.Tensors<double>(operands);
            var before = tape.Count;
            var result = row.Double(tensors);
            report.True(row, tape.Count == before, $"{place}: an op on constants recorded {tape.Count - before} nodes");
            report.True(row, !result.IsTracked && result.Id == 0 && result.History is null, $"{place}: the result of constants is tracked");
        });
        report.Done(atLeast: 3000);
    }

    [Fact]
    public void An_op_that_is_constant_in_an_argument_does_not_track_it()
    {
        var report = new CheckReport("constant arguments", output);
        EveryCase(report, 10, (row, place, operands) =>
        {
            for (var index = 0; index < operands.Length; index++)
            {
                if (!row.TakesGradient(index))
                {
                    using var tape = new Tape<double>();
                    var tensors = Operands.Tensors<double>(operands);
                    tensors[index] = tape.Watch(tensors[index]);
                    report.True(row, !row.Double(tensors).IsTracked, $"{place}: the result is tracked through operand {index}, which takes no gradient");
                }
            }
        });
        report.Done(atLeast: 200);
    }

    [Fact]
    public void Linear_ops_are_linear_and_their_gradient_does_not_depend_on_the_point()
    {
        var report = new CheckReport("linear ops", output);
        foreach (var row in OpTable.Rows.Where(static row => row.IsLinear))
        {
            foreach (var shapes in row.Shapes)
            {
                var (x, y) = (Operands.Draw(row, shapes, 1), Operands.Draw(row, shapes, 2));
                foreach (var constant in row.Constants)
                {
                    y[constant] = x[constant];
                }

                var place = CheckReport.Shapes(x);
                report.Row(row, place, () =>
                {
                    var combined = x.Select((a, index) => row.Constants.Contains(index) ? a : Dense.Zip(static e => (2 * e[0]) - (4 * e[1]), a, y[index])).ToArray();
                    var (f, g) = (Evaluate.Value<double>(row, x), Evaluate.Value<double>(row, y));
                    report.Near(row, $"{place} f(2x - 4y)", Dense.Zip(static e => (2 * e[0]) - (4 * e[1]), f, g), Evaluate.Value<double>(row, combined), 1e-13, Math.Max(1, Evaluate.Largest(f, g)));
                    var cotangent = Operands.Direction(f.Shape, 71);
                    var (atX, atY) = (Evaluate.Gradients<double>(row, x, cotangent), Evaluate.Gradients<double>(row, y, cotangent));
                    report.True(row, atX.Zip(atY).All(static pair => Bits.Same(pair.First.Values, pair.Second.Values)), $"{place}: the gradient depends on the point");
                });
            }
        }

        report.Done(atLeast: 3800);
    }

    /// <summary>The checks users are given, on the library's own ops: they must not raise a false alarm on any.</summary>
    [Fact]
    public void GradientCheck_passes_every_op()
    {
        var report = new CheckReport("GradientCheck", output);
        var options = new GradientCheckOptions { MaxCoordinates = 2 };
        foreach (var row in OpTable.Rows.Where(static row => row.Orders >= 2 && row.Tolerance <= 1e-9))
        {
            if (row.Shapes.FirstOrDefault(static shapes => shapes.All(static shape => !shape.Contains(0))) is not { } shapes)
            {
                continue;
            }

            var operands = Operands.Draw(row, shapes, seed: 13);
            var place = CheckReport.Shapes(operands);
            report.Row(row, place, () =>
            {
                var tensors = Operands.Tensors<double>(operands);
                var free = Enumerable.Range(0, row.Arity).Where(row.TakesGradient).ToArray();
                var result = GradientCheck.Check<double>(
                    arguments => row.Double([.. tensors.Select((tensor, index) => Array.IndexOf(free, index) is var position and >= 0 ? arguments[position] : tensor)]),
                    [.. free.Select(index => tensors[index])],
                    options);
                report.True(row, result.Passed, $"{place}: {result}");
            });
        }

        report.Done(atLeast: 240);
    }

    internal static void Detach(CheckReport report, OpRow row, string place, Dense[] operands)
    {
        var cotangent = Operands.Direction(Evaluate.Value<double>(row, operands).Shape, 61);
        var all = Evaluate.Gradients<double>(row, operands, cotangent);
        for (var index = 0; index < operands.Length; index++)
        {
            using var tape = new Tape<double>();
            var tensors = Operands.Tensors<double>(operands);
            for (var position = 0; position < tensors.Length; position++)
            {
                tensors[position] = row.TakesGradient(position) ? tape.Watch(tensors[position]) : tensors[position];
            }

            var detached = tensors[index];
            tensors[index] = detached.Detach();
            var result = row.Double(tensors);
            report.True(row, result.IsTracked == tensors.Where((_, position) => position != index && row.TakesGradient(position)).Any(), $"{place}: tracked although operand {index} is detached, or not although another is watched");
            if (result.IsTracked)
            {
                var gradients = tape.Gradients(result, cotangent.To<double>(), unreached: Unreached.Absent);
                report.True(row, !row.TakesGradient(index) || !gradients.TryGet(detached, out _), $"{place}: a gradient flowed through the detached operand {index}");
                for (var position = 0; position < tensors.Length; position++)
                {
                    if (position != index && row.TakesGradient(position))
                    {
                        var isSame = gradients.TryGet(tensors[position], out var gradient) ? Bits.Same(Dense.Of(gradient).Values, all[position].Values) : all[position].Values.All(static x => x == 0);
                        report.True(row, isSame, $"{place}: the gradient by operand {position} changed when operand {index} was detached");
                    }
                }
            }
        }
    }

    private static void EveryCase(CheckReport report, int seed, Action<OpRow, string, Dense[]> check)
    {
        foreach (var row in OpTable.Rows)
        {
            foreach (var shapes in row.Shapes)
            {
                var operands = Operands.Draw(row, shapes, seed);
                var place = CheckReport.Shapes(operands);
                report.Row(row, place, () => check(row, place, operands));
            }
        }
    }
}
