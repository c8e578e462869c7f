using System.Globalization;

namespace AutoGrad.Properties;

internal enum GraphOp
{
    Input,
    Constant,
    Add,
    Subtract,
    Multiply,
    Divide,
    Scale,
    Negate,
    Square,
    Sin,
    Cos,
    Exp,
    Log,
    Sum,
    Broadcast,
    Reshape,
    Detach,
}

/// <summary>One step of a random expression.</summary>
/// <param name="Op">What it does.</param>
/// <param name="A">The first operand's place in the list.</param>
/// <param name="B">The second operand's place, for binary ops.</param>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Axis">The axis that is summed.</param>
/// <param name="Number">The factor.</param>
/// <param name="Values">The elements of a leaf.</param>
internal sealed record GraphNode(GraphOp Op, int A, int B, int[] Shape, int Axis = 0, double Number = 0, double[]? Values = null)
{
    public bool IsLeaf => Op is GraphOp.Input or GraphOp.Constant;

    public bool IsBinary => Op is GraphOp.Add or GraphOp.Subtract or GraphOp.Multiply or GraphOp.Divide;

    public Tensor<double> Build(Func<int, Tensor<double>> operand) => Op switch
    {
        GraphOp.Constant => Leaf(),
        GraphOp.Add => operand(A) + operand(B),
        GraphOp.Subtract => operand(A) - operand(B),
        GraphOp.Multiply => operand(A) * operand(B),
        GraphOp.Divide => operand(A) / operand(B),
        GraphOp.Scale => Number * operand(A),
        GraphOp.Negate => -operand(A),
        GraphOp.Square => operand(A).Square(),
        GraphOp.Sin => operand(A).Sin(),
        GraphOp.Cos => operand(A).Cos(),
        GraphOp.Exp => operand(A).Exp(),
        GraphOp.Log => operand(A).Log(),
        GraphOp.Sum => operand(A).Sum(Axis),
        GraphOp.Broadcast => operand(A).BroadcastTo(AutoGrad.Shape.Create(Shape)),
        GraphOp.Reshape => operand(A).Reshape(AutoGrad.Shape.Create(Shape)),
        GraphOp.Detach => operand(A).Detach(),
        _ => throw new InvalidOperationException($"{Op} is not computed."),
    };

    public Tensor<double> Leaf() => Tensor.Create<double>(Values, AutoGrad.Shape.Create(Shape));

    /// <summary>The step as a line of C#.</summary>
    public string Code(int place)
    {
        var shape = $"[{string.Join(", ", Shape)}]";
        var text = Op switch
        {
            GraphOp.Input => $"tape.Watch({LeafCode()})",
            GraphOp.Constant => LeafCode(),
            GraphOp.Add => $"n{A} + n{B}",
            GraphOp.Subtract => $"n{A} - n{B}",
            GraphOp.Multiply => $"n{A} * n{B}",
            GraphOp.Divide => $"n{A} / n{B}",
            GraphOp.Scale => $"{Text(Number)} * n{A}",
            GraphOp.Negate => $"-n{A}",
            GraphOp.Sum => $"n{A}.Sum({Axis})",
            GraphOp.Broadcast => $"n{A}.BroadcastTo(Shape.Create({shape[1..^1]}))",
            GraphOp.Reshape => $"n{A}.Reshape(Shape.Create({shape[1..^1]}))",
            _ => $"n{A}.{Op}()",
        };
        return $"var n{place} = {text};";
    }

    private string LeafCode() => $"Tensor.Create<double>([{string.Join(", ", Values!.Select(Text))}], Shape.Create({string.Join(", ", Shape)}))";

    private static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);
}
