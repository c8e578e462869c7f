namespace AutoGrad;

/// <content>Errors of the Layers room.</content>
internal static partial class Errors
{
    public static ValueException ModuleName(string module, string name, bool taken) =>
        new("AG180", module, $"the name '{name}' was given for a part of the module{(taken ? ", but another part has it" : "")}. Names are not empty, contain no dot (paths are joined by dots) and are used once within a module.");

    public static ValueException ModuleInItself(string module, string name) =>
        new("AG180", module, $"the part '{name}' contains the module that it is added to. Modules form a tree: share a parameter with AddParameter instead, or call the other module without adding it.");

    public static ParameterException NoSuchPath(string path, IReadOnlyList<string> paths) =>
        new("AG181", "Parameters", $"no parameter has the path '{path}'. The paths are: {Some(paths)}.");

    public static ParameterException CopyPaths(string module, IReadOnlyList<string> missing, IReadOnlyList<string> extra) =>
        new("AG182", $"{module}.CopyFrom", $"the modules differ in structure: {(missing.Count > 0 ? $"the source lacks {Some(missing)}" : "")}{(missing.Count > 0 && extra.Count > 0 ? "; " : "")}{(extra.Count > 0 ? $"only the source has {Some(extra)}" : "")}. Build both by the same code.");

    public static ShapeException CopyShape(string module, string path, Shape source, Shape target) =>
        new("AG183", $"{module}.CopyFrom", $"'{path}' has shape {source} in the source and {target} here. Build both modules with the same sizes.");

    public static ShapeException LayerInput(string layer, Shape given, string rule) =>
        new("AG184", layer, $"the input has shape {given}. {rule}");

    public static ValueException SummaryNothing(string module) =>
        new("AG761", $"{module}.Summary", "the forward function returned 'null'. Return the model's output, so that the summary can say its shape.");

    /// <summary>The first names of a list that may be long.</summary>
    internal static string Some(IReadOnlyList<string> names)
    {
        const int Most = 8;
        var shown = string.Join(", ", names.Take(Most).Select(static name => $"'{name}'"));
        return names.Count == 0 ? "none" : names.Count > Most ? $"{shown} and {names.Count - Most} more" : shown;
    }
}
