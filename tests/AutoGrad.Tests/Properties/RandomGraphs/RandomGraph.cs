using System.Text;

namespace AutoGrad.Properties;

/// <summary>A random expression with shared subexpressions, dead branches and constants, whose result is the sum of its last step. As text it is a program that runs.</summary>
internal sealed class RandomGraph(IReadOnlyList<GraphNode> nodes)
{
    public IReadOnlyList<GraphNode> Nodes { get; } = nodes;

    public IEnumerable<int> Inputs => Enumerable.Range(0, Nodes.Count).Where(place => Nodes[place].Op == GraphOp.Input);

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
        var values = new Tensor<double>[Nodes.Count];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = Nodes[place].Op == GraphOp.Input ? tape.Watch(Nodes[place].Leaf()) : Nodes[place].Build(operand => values[operand]);
        }

        return (values, values[^1].Sum());
    }

    /// <summary>The directional derivative of the result by the interpreter; null where a step leaves its domain.</summary>
    public Dual? Interpret(Func<int, int, double> direction) => DualInterpreter.Run(Nodes, direction) is { } values ? DualInterpreter.Total(values[^1]) : null;

    public override string ToString()
    {
        var text = new StringBuilder($"a graph of {Nodes.Count} nodes").AppendLine().AppendLine("using var tape = new Tape<double>();");
        for (var place = 0; place < Nodes.Count; place++)
        {
            text.AppendLine(Nodes[place].Code(place));
        }

        return text.AppendLine($"var gradients = tape.Gradients(n{Nodes.Count - 1}.Sum(), unreached: Unreached.Zero);").ToString();
    }
}
