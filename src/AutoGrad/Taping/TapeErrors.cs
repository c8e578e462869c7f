using System.Numerics;

namespace AutoGrad;

/// <content>Errors of the Taping and Backward rooms.</content>
internal static partial class Errors
{
    public static TapeException OtherThread(string op, string made, Shape shape) =>
        new("AG211", op, $"an operand (the result of {made}, shape {shape}) is tracked by a live tape of another thread. A tape records one thread. Pass a constant with Detach() or Keep(), and combine gradients of workers with Gradients.Sum.");

    public static TapeException UnrecordedMixed(string op, Shape shape) =>
        new("AG212", op, $"in a result of shape {shape}, a tracked operand meets a value that was computed from this tape's tensors without recording (an unrecorded gradient, or a result made inside a Scope). Its dependence would be lost silently. Ask for createGraph: true, or say Detach() if it is meant as a constant.");

    public static TapeException TapeEnded(string op) =>
        new("AG213", op, "the tape has ended. Use it before the end of its using block.");

    public static TapeException NotOnTape(string op, string made, Shape shape) =>
        new("AG214", op, $"the target (the result of {made}, shape {shape}) was not recorded by this tape: nothing that it was computed from was watched here. Watch the inputs first, and compute the target from what Watch returns; where a constant target is meant, choose unreached: Unreached.Zero.");

    public static TapeException SeedNeeded(Shape shape) =>
        new("AG215", "Gradients", $"the target has shape {shape}, not one element. A gradient belongs to one number: reduce it (Sum, Mean), or pass a seed of the same shape for a vector-Jacobian product.");

    public static TapeException NumberNeeded(Shape shape) =>
        new("AG215", "Differentiate", $"the function's value has shape {shape}, not one element. A gradient belongs to one number: reduce it (Sum, Mean), or use Vjp, Jvp or Jacobian.");

    public static ShapeException SeedShape(string op, Shape target, Shape seed) =>
        new("AG216", op, $"the seed has shape {seed}, but the target has shape {target}. Both must be equal: a seed weighs each element of the target. Reshape or BroadcastTo makes it fit.");

    public static TapeException UnwatchedOriginal(string made, Shape shape) =>
        new("AG217", "Gradients", $"the tensor that was asked for (the result of {made}, shape {shape}) was not watched by this tape. Index by the tensor that Watch returned, not by the original; ask for intermediates by of: [h].");

    public static TapeException Unreached<T>(Tensor<T> leaf)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new("AG218", "Gradients", $"no path leads from {(leaf is Parameter<T> parameter ? $"parameter '{parameter.Name}'" : $"the result of {leaf.Op}")} (shape {leaf.Shape}) to the target, so it has no gradient. Check that the target was computed from it (and nothing in between was detached), or choose unreached: Unreached.Zero or Unreached.Absent.");

    public static TapeException RequestedNotOnTape(string made, Shape shape) =>
        new("AG219", "Gradients", $"of: names a tensor (the result of {made}, shape {shape}) that this tape did not record. Name watched tensors, parameters that were used, or results computed from them on this tape.");

    public static ParameterException ParameterChanged(string kind, string name, long recorded, long now) =>
        new("AG221", "Gradients", $"{kind} '{name}' changed between recording (version {recorded}) and sweep (version {now}), so its gradient would mix two models. Sweep first, then update; or open a new tape after the update.");

    public static ShapeException RuleShape(string op, Shape output, Shape parent, Shape given) =>
        new("AG222", op, $"its rule gave a cotangent of shape {given} for an argument of shape {parent} (the result has shape {output}). A rule must return the argument's shape; only ops recorded as broadcasting may return the result's.");

    public static TapeException TapeLost(string op) =>
        new("AG223", op, "this tape is not the one it was opened as. A tape is used on the thread that opened it, by the variable that new Tape gave.");

    public static TapeException Spent(string op) =>
        new("AG224", op, "an earlier sweep of this tape said last: true and let go of what the rules had captured. Leave last out for every sweep but the last.");

    public static TapeException CapturedByCustomOp(string op, string what, Shape shape) =>
        new("AG225", op, $"its value is computed with {what} (shape {shape}), which is tracked but not an argument of the op: its gradient would be lost. Pass it as an argument, or Detach() it before.");

    public static TapeException GraphInScope() =>
        new("AG226", "Gradients", "createGraph: true was asked for while a Scope inside the tape suspends recording, so the gradients could not be tracked. Ask outside the Scope, or leave createGraph out.");

    public static ValueException RuleGaveNothing(string op) =>
        new("AG227", op, "its rule returned null instead of a cotangent. A rule of one argument returns a tensor of the argument's shape; only a rule for several arguments may give null for one of them.");
}
