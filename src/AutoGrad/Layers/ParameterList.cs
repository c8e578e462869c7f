using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The parameters of a model, or some of them, by path: what an optimizer trains.</summary>
/// <remarks>
/// The list also remembers every parameter of the model that it came from. So an optimizer can tell a parameter that is left out on purpose
/// (<see cref="Where"/>) from one that a tape saw and no module lists, which is an error.
/// Without a model, write the parameters in brackets: <c>new Sgd&lt;double&gt;([w, b])</c>.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
[CollectionBuilder(typeof(ParameterList), nameof(ParameterList.Create))]
[SuppressMessage("Naming", "CA1710", Justification = "The list of a model's parameters is called that.")]
public sealed class ParameterList<T> : IReadOnlyList<Parameter<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly (string Path, Parameter<T> Parameter)[] entries;
    private readonly HashSet<Parameter<T>> model;

    /// <summary>A list of distinct parameters by path, which is the whole model.</summary>
    internal ParameterList(IEnumerable<(string Path, Parameter<T> Parameter)> parameters)
    {
        model = new HashSet<Parameter<T>>(ReferenceEqualityComparer.Instance);

        // A parameter that two modules share counts once, under its first path.
        entries = [.. parameters.Where(entry => model.Add(entry.Parameter))];
    }

    private ParameterList((string Path, Parameter<T> Parameter)[] entries, HashSet<Parameter<T>> model)
    {
        this.entries = entries;
        this.model = model;
    }

    /// <summary>The number of parameters, each a whole tensor.</summary>
    public int Count => entries.Length;

    /// <summary>The paths, in the order of the parameters.</summary>
    public IReadOnlyList<string> Paths => Array.ConvertAll(entries, static entry => entry.Path);

    /// <summary>The number of numbers: the lengths of all parameters together, of what is shared once.</summary>
    public long ElementCount => entries.Sum(static entry => (long)entry.Parameter.Length);

    /// <summary>The parameters that are not frozen; <c>Trainable.ElementCount</c> is the number of trained numbers.</summary>
    public ParameterList<T> Trainable => new([.. entries.Where(static entry => !entry.Parameter.IsFrozen)], model);

    /// <summary>The parameter at a place.</summary>
    public Parameter<T> this[int index] => (uint)index < (uint)entries.Length ? entries[index].Parameter : throw Errors.NoSuchPlace("Parameters", index, entries.Length);

    /// <summary>The parameter with a path, such as <c>0.weight</c>.</summary>
    /// <exception cref="ParameterException">No parameter has that path.</exception>
    public Parameter<T> this[string path] => Find(path) ?? throw Errors.NoSuchPath(path, Paths);

    /// <summary>The parameters whose path satisfies a condition; an optimizer of the result leaves the model's others as they are.</summary>
    public ParameterList<T> Where(Func<string, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ParameterList<T>([.. entries.Where(entry => condition(entry.Path))], model);
    }

    /// <summary>The parameters of this list, then those of another that are not in it: one optimizer for two models.</summary>
    public ParameterList<T> Concat(ParameterList<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var both = new ParameterList<T>(entries.Concat(other.entries));
        both.model.UnionWith(model);
        both.model.UnionWith(other.model);
        return both;
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter<T>> GetEnumerator()
    {
        foreach (var (_, parameter) in entries)
        {
            yield return parameter;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The path of the parameter at a place.</summary>
    internal string PathAt(int index) => entries[index].Path;

    /// <summary>Whether the model, of which this list may hold only a part, lists the parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="likely">Where this list has it if the model used its parameters in their order, which saves the lookup.</param>
    internal bool IsOfModel(Parameter<T> parameter, int likely) =>
        (likely < entries.Length && ReferenceEquals(entries[likely].Parameter, parameter)) || model.Contains(parameter);

    /// <summary>The parameter with a path, if there is one.</summary>
    internal Parameter<T>? Find(string path) => Array.Find(entries, entry => entry.Path == path).Parameter;
}

/// <summary>Makes lists of parameters that belong to no module.</summary>
public static class ParameterList
{
    /// <summary>A list of the given parameters by their own names.</summary>
    public static ParameterList<T> Create<T>(params ReadOnlySpan<Parameter<T>> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var entries = new (string, Parameter<T>)[parameters.Length];
        for (var index = 0; index < parameters.Length; index++)
        {
            ArgumentNullException.ThrowIfNull(parameters[index], nameof(parameters));
            entries[index] = (parameters[index].Name, parameters[index]);
        }

        return new ParameterList<T>(entries);
    }
}
