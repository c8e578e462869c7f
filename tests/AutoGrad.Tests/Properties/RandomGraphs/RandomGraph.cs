using System.Globalization;
using System.Text;
using AutoGrad.Oracle;

namespace AutoGrad.Properties;

/// <summary>One node: what it does, and to which nodes before it.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Operands">The places of its operands.</param>
/// <param name="Shape">The shape of its value.</param>
/// <param name="IsOutput">Whether the result of the graph counts it; the last node always counts.</param>
internal sealed record GraphNode(Step Step, int[] Operands, int[] Shape, bool IsOutput = false)
{
    public bool IsLeaf => Step is LeafStep;

    public bool IsInput => Step is LeafStep { IsInput: true };

    public int Length => Shape.Aggregate(1, static (product, size) => product * size);
}

/// <summary>
/// A random expression with shared subexpressions, several outputs, dead branches, constants and islands without history. Its result is the sum of its outputs' elements, each
/// times a small whole number, so that no permutation of elements goes unnoticed. As text it is a program that runs.
/// </summary>
internal sealed class RandomGraph(IReadOnlyList<GraphNode> nodes)
{
    public IReadOnlyList<GraphNode> Nodes { get; } = nodes;

    public IEnumerable<int> Inputs => Enumerable.Range(0, Nodes.Count).Where(place => Nodes[place].IsInput);

    public IEnumerable<int> Outputs => Enumerable.Range(0, Nodes.Count).Where(place => Nodes[place].IsOutput || place == Nodes.Count - 1);

    /// <summary>The gradient of the result by every input, by the tape.</summary>
    public Dense[] TapeGradients()
    {
        using var tape = new Tape<double>();
        var (values, target) = Record(tape);
        var inputs = Inputs.Select(place => values[place]).ToArray();
        if (!target.IsTracked)
        {
            return Array.ConvertAll(inputs, static input => Dense.From([.. input.Shape.AsSpan()], static _ => 0));
        }

        var gradients = tape.Gradients(target, of: inputs, unreached: Unreached.Zero);
        return Array.ConvertAll(inputs, input => Dense.Of(gradients[input]));
    }

    /// <summary>Records the graph on a tape.</summary>
    public (Tensor<double>[] Values, Tensor<double> Target) Record(Tape<double> tape)
    {
        // A tape is a ref struct, which no lambda may hold.
        var inputs = new Dictionary<int, Tensor<double>>();
        foreach (var place in Inputs)
        {
            inputs[place] = tape.Watch(Nodes[place].Step.Build([]));
        }

        return Build(place => inputs[place]);
    }

    /// <summary>All inputs, one after the other.</summary>
    public double[] Point => [.. Inputs.SelectMany(place => ((LeafStep)Nodes[place].Step).Values)];

    /// <summary>The result as a function of all inputs, one after the other in a vector.</summary>
    public Tensor<double> Evaluate(Tensor<double> point)
    {
        return Build(place => point.Narrow(0, Start(place), Nodes[place].Length).Reshape(Shape.Create(Nodes[place].Shape))).Target;
    }

    /// <summary>Where an input begins in the vector of all.</summary>
    public int Start(int input) => Inputs.TakeWhile(place => place < input).Sum(place => Nodes[place].Length);

    /// <summary>Every node's value by the oracle, where the elements of inputs are made numbers by a function of the input's place, their own place, and their value.</summary>
    public Grid<N>[] Interpret<N>(Func<int, int, double, N> element)
        where N : struct, IReal<N>
    {
        var values = new Grid<N>[Nodes.Count];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = Interpret(Nodes[place], place, values, element);
        }

        return values;
    }

    /// <summary>One node's value by the oracle.</summary>
    public static Grid<N> Interpret<N>(GraphNode node, int place, IReadOnlyList<Grid<N>> values, Func<int, int, double, N> element)
        where N : struct, IReal<N> =>
        node.Step is LeafStep { IsInput: true } leaf
            ? new(leaf.Shape, [.. leaf.Values.Select((x, flat) => element(place, flat, x))])
            : node.Step.Interpret([.. node.Operands.Select(operand => values[operand])]);

    /// <summary>The result by the oracle.</summary>
    public N Total<N>(Grid<N>[] values)
        where N : struct, IReal<N>
    {
        var sum = default(N);
        foreach (var place in Outputs)
        {
            for (var flat = 0; flat < values[place].Values.Length; flat++)
            {
                sum += values[place].Values[flat] * N.From(Weight(flat));
            }
        }

        return sum;
    }

    public override string ToString()
    {
        var text = new StringBuilder("using AutoGrad;").AppendLine().AppendLine().AppendLine("using var tape = new Tape<double>();");
        for (var place = 0; place < Nodes.Count; place++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"var n{place} = {Nodes[place].Step.Code([.. Nodes[place].Operands.Select(static operand => $"n{operand}")])};");
        }

        var terms = Outputs.Select(place =>
            $"(n{place} * Tensor.Create<double>([{string.Join(", ", Enumerable.Range(0, Nodes[place].Length).Select(Weight))}], Shape.Create({string.Join(", ", Nodes[place].Shape)}))).Sum()");
        text.AppendLine(CultureInfo.InvariantCulture, $"var result = {string.Join(" + ", terms)};");
        text.AppendLine("var gradients = tape.Gradients(result, unreached: Unreached.Zero);");
        foreach (var place in Inputs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Console.WriteLine(gradients[n{place}]);");
        }

        return text.ToString();
    }

    private static double Weight(int flat) => (flat * 3 % 5) - 1.5;

    public (Tensor<double>[] Values, Tensor<double> Target) Build(Func<int, Tensor<double>> input)
    {
        var values = new Tensor<double>[Nodes.Count];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = Nodes[place].IsInput ? input(place) : Nodes[place].Step.Build(Array.ConvertAll(Nodes[place].Operands, operand => values[operand]));
        }

        Tensor<double>? target = null;
        foreach (var place in Outputs)
        {
            var weights = Enumerable.Range(0, Nodes[place].Length).Select(Weight).ToArray();
            var term = (values[place] * Tensor.Create<double>(weights, Shape.Create(Nodes[place].Shape))).Sum();
            target = target is null ? term : target + term;
        }

        return (values, target!);
    }
}
