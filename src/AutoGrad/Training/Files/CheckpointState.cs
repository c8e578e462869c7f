using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>The content of a checkpoint on its way into a run: collects everything that does not fit, so that one message names all of it.</summary>
internal sealed class CheckpointState(SafeTensorsFile content, string file)
{
    private readonly HashSet<string> left = [.. content.Tensors.Keys];
    private readonly List<string> differences = [];

    /// <summary>The texts of the loop.</summary>
    public Dictionary<string, string> Values =>
        content.Metadata.Where(static pair => pair.Key.StartsWith("value.", StringComparison.Ordinal)).ToDictionary(static pair => pair.Key["value.".Length..], static pair => pair.Value);

    /// <summary>A text that must be the run's own.</summary>
    public void Expect(string key, string expected)
    {
        var stored = Text(key);
        if (stored != expected)
        {
            differences.Add($"{key} is '{Errors.Shown(stored)}' in the file and '{Errors.Shown(expected)}' here");
        }
    }

    public long Integer(string key) => Parse(key, Text(key), static text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));

    public ulong Unsigned(string key) => Parse(key, Text(key), static text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>As many learning rates, apart by blanks: zero or more, and finite.</summary>
    public double[] Numbers(string key, int count) => List(
        key, count, static word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture) is >= 0 and < double.PositiveInfinity and var number ? number : throw new FormatException());

    /// <summary>As many integers from -1 on, apart by blanks.</summary>
    public long[] Integers(string key, int count) => List(key, count, static word => long.Parse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>What another number of entries means is another model or optimizer.</summary>
    private TValue[] List<TValue>(string key, int count, Converter<string, TValue> parse)
    {
        var numbers = Parse(key, Text(key), text => Array.ConvertAll(text.Split(' '), parse));
        if (numbers.Length != count)
        {
            differences.Add($"{key} has {numbers.Length} numbers in the file where {count} are needed");
        }

        Array.Resize(ref numbers, count);
        return numbers;
    }

    /// <summary>What the file has for a tensor, by its name; null, and a difference, where it has none of this shape and type.</summary>
    public StoredTensor? Take<T>(string name, Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        left.Remove(name);
        if (!content.Tensors.TryGetValue(name, out var stored))
        {
            differences.Add($"the file lacks '{Errors.Shown(name)}'");
            return null;
        }

        if (stored.Shape != tensor.Shape)
        {
            differences.Add($"'{Errors.Shown(name)}' is {stored.Shape} in the file and {tensor.Shape} here");
            return null;
        }

        if (stored.Type != StoredNumbers.Of<T>())
        {
            // Rounded, the run would not go on with the same bits.
            differences.Add($"'{Errors.Shown(name)}' is {stored.Type} in the file and {StoredNumbers.Of<T>()} here");
            return null;
        }

        return stored;
    }

    /// <summary>Fills what an optimizer remembers about a parameter.</summary>
    public void Fill<T>(string name, OptimizerState<T> state)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var part = 0; part < state.Tensors.Length; part++)
        {
            Take($"{name}/{part}", state[part])?.CopyTo(state[part]);
        }
    }

    public void ThrowUnlessFit()
    {
        differences.AddRange(left.Order(StringComparer.Ordinal).Select(static name => $"only the file has '{Errors.Shown(name)}'"));
        if (differences.Count > 0)
        {
            throw Errors.OtherCheckpoint(file, differences);
        }
    }

    private string Text(string key) =>
        content.Metadata.TryGetValue(key, out var text) ? text : throw DataFormatException.InFile(file, $"it has no '{key}', so it is no checkpoint of a run. Check that it is the right file.");

    private TValue Parse<TValue>(string key, string text, Func<string, TValue> parse)
    {
        try
        {
            return parse(text);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw DataFormatException.InFile(file, $"its '{key}' is '{Errors.Shown(text)}', which is no such number. Use an older checkpoint.");
        }
    }
}
