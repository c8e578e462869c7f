namespace AutoGrad;

/// <content>Errors of files of tensors.</content>
internal static partial class Errors
{
    public static ValueException StoredElement(string type) =>
        new("AG682", "Save", $"tensors of '{type}' were given. Files hold float, double and Half: convert with To.");

    public static ValueException StoredName(string op, string name, string rule) =>
        new("AG682", op, $"the name '{Shown(name)}' was given. {rule}");

    public static ValueException IdxKind(IdxElement element, Shape shape) =>
        new("AG684", "Idx.Write", $"the type {element} and the shape {shape} were given. The format has the types of IdxElement and 1 to 8 axes: reshape one number to [1].");

    public static ValueException IdxValue(int place, string value, IdxElement element) =>
        new("AG684", "Idx.Write", $"element {place} is {value}, which {element} cannot hold exactly. Store a type that can, such as Real64, or round and clamp first.");

    public static ParameterException ModuleFile(string module, string file, IReadOnlyList<string> missing, IReadOnlyList<string> extra, IReadOnlyList<string> different)
    {
        var faults = new List<string>();
        if (missing.Count > 0)
        {
            faults.Add($"it lacks {All(missing)}");
        }

        if (extra.Count > 0)
        {
            faults.Add($"only it has {All(extra)}");
        }

        if (different.Count > 0)
        {
            faults.Add($"shapes differ: {string.Join(", ", different)}");
        }

        return new("AG680", $"{module}.Load", $"the file '{file}' does not fit the module: {string.Join("; ", faults)}. Nothing was loaded. Build the module as when it was saved.");
    }

    public static ParameterException OtherCheckpoint(string file, IReadOnlyList<string> differences) =>
        new("AG687", "Checkpoint.Load", $"'{file}' is of another run: {string.Join("; ", differences)}. Nothing was loaded. Build model, optimizer, random streams and data as when it was saved, or save to another place.");

    public static ParameterException UnknownStream(ulong seed) =>
        new("AG688", "Checkpoint.Save", FormattableString.Invariant($"training draws from a random stream of seed {seed} that the checkpoint does not know, so a resumed run would differ. Give it to the checkpoint, or add it to its module with AddRandom."));

    public static ValueException CheckpointValue(string key, string rule) =>
        new("AG682", "Checkpoint", $"the key '{Shown(key)}' was given. {rule}");

    /// <summary>A name from a file, which may be long or hold what no terminal should see.</summary>
    internal static string Shown(string name)
    {
        const int Most = 80;
        var shown = name.Length > Most ? string.Concat(name.AsSpan(0, Most), "...") : name;
        return string.Create(shown.Length, shown, static (letters, text) =>
        {
            for (var index = 0; index < letters.Length; index++)
            {
                letters[index] = char.IsControl(text[index]) || char.IsSurrogate(text[index]) ? '\uFFFD' : text[index];
            }
        });
    }

    private static string All(IReadOnlyList<string> names) => string.Join(", ", names.Select(static name => $"'{Shown(name)}'"));
}
