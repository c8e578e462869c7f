using System.Text.Json;

namespace AutoGrad.GradBench;

/// <summary>The functions of one eval, by name.</summary>
internal abstract class Module(string name)
{
    public string Name { get; } = name;

    /// <summary>Reads a function's input from JSON and makes it ready.</summary>
    public abstract Job Prepare(string function, ReadOnlySpan<byte> input);

    /// <summary>Makes a function ready for an input that is at hand already.</summary>
    public abstract Job Prepare(string function, object input);
}

/// <summary>The functions of one eval: <c>["gradient"] = input => () => ...</c> reads the input outside the clock and gives what is timed.</summary>
internal sealed class Module<TInput>(string name) : Module(name)
{
    private readonly Dictionary<string, Func<TInput, Func<object>>> functions = [];

    public Func<TInput, Func<object>> this[string function]
    {
        get => functions.TryGetValue(function, out var known)
            ? known
            : throw new InputException($"module {Name} has no function '{function}'; it has {string.Join(", ", functions.Keys)}");
        init => functions.Add(function, value);
    }

    public override Job Prepare(string function, ReadOnlySpan<byte> input)
    {
        var prepare = this[function];
        var typed = input.IsEmpty ? throw new InputException("an evaluate message has an \"input\"") : JsonSerializer.Deserialize<TInput>(input, Json.Options);
        return typed is null ? throw new InputException("the input is null") : Job.Prepare(prepare, typed);
    }

    public override Job Prepare(string function, object input) => Job.Prepare(this[function], (TInput)input);
}
