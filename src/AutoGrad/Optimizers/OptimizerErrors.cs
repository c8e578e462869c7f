namespace AutoGrad;

/// <content>Errors of the Optimizers room.</content>
internal static partial class Errors
{
    public static ValueException NoParameters(string optimizer) =>
        new("AG185", optimizer, "no parameters were given. Pass model.Parameters; layers without parameters (Relu, Flatten) need no optimizer.");

    public static ValueException Setting(string optimizer, string setting, double value, string rule) =>
        new("AG186", optimizer, FormattableString.Invariant($"{setting} is {value}. {rule}"));

    public static ParameterException NotListed(string optimizer, IReadOnlyList<string> names) =>
        new("AG187", $"{optimizer}.Step", $"the tape saw {Some(names)}, which the model does not list, so training would leave {(names.Count == 1 ? "it" : "them")} unchanged unnoticed. Register each parameter and child with AddParameter and Add in its module's constructor; or, if it is not to be trained here, sweep for this optimizer's parameters only: Gradients(loss, of: [.. optimizer.Parameters]).");

    public static ParameterException NotReached(string optimizer, IReadOnlyList<string> names) =>
        new("AG188", $"{optimizer}.Step", $"no gradient was found for {Some(names)}: the loss was not computed from {(names.Count == 1 ? "it" : "them")}, or something in between was detached. Train fewer parameters (Parameters.Where), or say what a missing gradient means: Gradients(loss, unreached: Unreached.Absent) leaves such parameters as they are, Unreached.Zero takes zero.");

    public static NonFiniteException NonFiniteGradient(string optimizer, string name, Shape shape) =>
        new("AG189", $"{optimizer}.Step", $"the gradient of '{name}' (shape {shape}) holds a NaN or an infinity. No parameter was changed. Open the tape with check: true to find the op, or lower the learning rate or clip the gradients.");

    public static ParameterException NoMatrix(string optimizer, IReadOnlyList<string> names) =>
        new("AG700", optimizer, $"{Some(names)} {(names.Count == 1 ? "has" : "have")} fewer than two axes, and only matrices can be made orthogonal. Give the others to another method: new OptimizerGroups<T>([muon, adamW]), each with its part of model.Parameters.Where(...).");

    public static ParameterException InTwoGroups(IReadOnlyList<string> names) =>
        new("AG701", "OptimizerGroups", $"{Some(names)} {(names.Count == 1 ? "is" : "are")} in more than one group, and would take two steps at once. Let the conditions of Parameters.Where exclude each other.");

    public static ParameterException NotTrained(string optimizer, string name) =>
        new("AG702", $"{optimizer}.StateOf", $"the parameter '{name}' is not among this optimizer's. Ask for one of optimizer.Parameters.");

    public static ValueException ScheduleSetting(string schedule, string setting, double value, string rule) =>
        new("AG703", schedule == "ReduceOnPlateau" ? schedule : $"Schedule.{schedule}", FormattableString.Invariant($"{setting} is {value}. {rule}"));

    public static ValueException FullBatchSetting(string method, string setting, double value, string rule) =>
        new("AG704", method, FormattableString.Invariant($"{setting} is {value}. {rule}"));

    public static NonFiniteException StartNotFinite(string method, double value) =>
        new("AG705", method, FormattableString.Invariant($"at the starting point the value is {value}, or it or a gradient is not finite, and there is no direction to go. Start where the function is defined."));

    public static ShapeException Residuals(Shape residuals, int parameters) =>
        new("AG706", "LevenbergMarquardt", FormattableString.Invariant($"the residuals have shape {residuals} for {parameters} unknown numbers, of which there must be one or more and no fewer residuals. Give the differences themselves, not their sum of squares, and more data than unknowns."));
}
