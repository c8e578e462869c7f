using System.Numerics;

namespace AutoGrad;

/// <summary>A segment of a recording as one node that keeps its arguments only: every sweep runs the function again and goes back through that.</summary>
/// <remarks>Source: Chen, Xu, Zhang and Guestrin, Training deep nets with sublinear memory cost, 2016; Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 12.</remarks>
internal sealed class RecomputedSegment<T> : IJointForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Captured<T> captured = new();
    private readonly Func<Tensor<T>> function;
    private readonly Shape shape;
    private readonly Tensor<T> value;

    private RecomputedSegment(Recording<T> recording, Func<Tensor<T>> function)
    {
        this.function = function;
        var first = captured.Run(recording, function);
        shape = first.Shape;
        value = Ops.EnterJoint(first.Alias("Recompute", shape), OpKind.General, captured.Arguments, (_, _, _) => Pull);
    }

    /// <summary>Runs the function, as one node if this thread is recording.</summary>
    public static Tensor<T> Run(Func<Tensor<T>> function) =>
        Recording<T>.Current is { IsRecording: true } recording ? new RecomputedSegment<T>(recording, function).value : function();

    /// <inheritdoc/>
    public Tensor<T>? Push(Tensor<T>?[] tangents)
    {
        using var tape = Tape<T>.ForReplay();
        var leaves = captured.AdoptOn(tape, tangents);
        return Captured<T>.Push(tape, Again(tape), tangents, leaves);
    }

    private Tensor<T>?[] Pull(Tensor<T> cotangent)
    {
        using var tape = Tape<T>.ForReplay();
        var leaves = captured.AdoptOn(tape, cotangent);
        return Captured<T>.Pull(tape, Again(tape), cotangent, leaves);
    }

    /// <summary>The function's result on the tape.</summary>
    private Tensor<T> Again(Tape<T> tape)
    {
        var result = captured.Again(tape, function);
        return result.Shape == shape ? result : throw Errors.OtherOnReplay($"gave the shape {result.Shape} instead of {shape}");
    }
}
