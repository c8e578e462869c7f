using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad;

/// <summary>A part of a model: parameters, buffers and smaller modules, each by a name. Derive from it for models of any signature, from <see cref="Layer{T}"/> for tensor to tensor.</summary>
/// <remarks>
/// <para>What a constructor hands to <see cref="AddParameter(string, Tensor{T})"/>, <see cref="AddBuffer"/> and <see cref="Add"/> is listed by path, trained
/// and copied. A parameter that is used but was not added is noticed at the first step: the optimizer throws and names it.</para>
/// <code>
/// public sealed class TwoTowers : Module&lt;float&gt;
/// {
///     private readonly Dense&lt;float&gt; left, right;
///     public TwoTowers(RandomStream random)
///     {
///         left = Add("left", new Dense&lt;float&gt;(8, 4, random));
///         right = Add("right", new Dense&lt;float&gt;(8, 4, random));
///     }
///     public Tensor&lt;float&gt; Forward(Tensor&lt;float&gt; x, Tensor&lt;float&gt; y) => left.Forward(x) * right.Forward(y);
/// }
/// </code>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
[SuppressMessage("Naming", "CA1716", Justification = "The field's word; Visual Basic writes it in brackets.")]
public abstract partial class Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<(string Name, Module<T> Module)> children = [];
    private readonly List<(string Name, Parameter<T> Parameter)> parameters = [];
    private readonly List<(string Name, ModuleBuffer<T> Buffer)> buffers = [];
    private readonly List<(string Name, RandomStream Random)> streams = [];

    /// <summary>Every parameter of this module and the modules in it, by path; own ones first, then the children's in the order of adding.</summary>
    public ParameterList<T> Parameters => new(Walk("", static module => module.parameters));

    /// <summary>Every buffer of this module and the modules in it, in the order of the parameters.</summary>
    public IReadOnlyList<ModuleBuffer<T>> Buffers => [.. NamedBuffers.Select(static entry => entry.Item)];

    /// <summary>The modules directly in this one, by name.</summary>
    public IReadOnlyList<(string Name, Module<T> Module)> Children => children;

    /// <summary>Whether the module behaves as in training (dropout draws, batch norm uses the batch) or as in use. True at first.</summary>
    public bool IsTraining { get; internal set; } = true;

    /// <summary>The buffers with their paths, each once.</summary>
    internal IEnumerable<(string Path, ModuleBuffer<T> Item)> NamedBuffers =>
        Walk("", static module => module.buffers).DistinctBy(static entry => entry.Item, ReferenceEqualityComparer.Instance);

    /// <summary>The random streams with their paths, each once.</summary>
    internal IEnumerable<(string Path, RandomStream Item)> NamedStreams =>
        Walk("", static module => module.streams).DistinctBy(static entry => entry.Item, ReferenceEqualityComparer.Instance);

    /// <summary>The parameters of this module alone, without those of the modules in it.</summary>
    internal IEnumerable<Parameter<T>> OwnParameters => parameters.Select(static entry => entry.Parameter);

    /// <summary>Every parameter and buffer under its name in files; what is shared comes once for each name.</summary>
    internal IEnumerable<FileEntry<T>> InFiles(string prefix = "")
    {
        foreach (var name in parameters.Select(static entry => entry.Name).Concat(buffers.Select(static entry => entry.Name)))
        {
            WritableTensor<T>? tensor = parameters.Find(entry => entry.Name == name).Parameter;
            var (nameInFile, isTransposed) = NameInFile(name);
            yield return new FileEntry<T>(prefix + nameInFile, tensor ?? buffers.Find(entry => entry.Name == name).Buffer, isTransposed);
        }

        foreach (var ignored in IgnoredInFiles)
        {
            yield return new FileEntry<T>(prefix + ignored, null, false);
        }

        foreach (var (name, child) in children)
        {
            foreach (var entry in child.InFiles(prefix + PrefixInFile(name)))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Switches this module and all in it to training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Switches this module and all in it to use: nothing is drawn, running statistics stay as they are.</summary>
    public void Evaluate() => SetTraining(false);

    /// <summary>Freezes every parameter of this module and all in it: tapes take them for constants, so that no gradient is computed, and optimizers leave them as they are.</summary>
    /// <remarks>Dropout and running statistics are not parameters: <see cref="Evaluate"/> stops those. To train the last layer alone, freeze the model and unfreeze that layer.</remarks>
    public void Freeze() => SetFrozen(true);

    /// <summary>Lets every parameter of this module and all in it be trained again.</summary>
    public void Unfreeze() => SetFrozen(false);

    /// <summary>Copies every parameter and buffer, path by path, from a module of the same structure, which may have another element type.</summary>
    /// <remarks>So a model that trains in float is checked in double. Nothing is written unless everything fits.</remarks>
    /// <exception cref="ParameterException">A path is missing on one side, or the shapes at a path differ.</exception>
    public void CopyFrom<TOther>(Module<TOther> source)
        where TOther : unmanaged, IFloatingPointIeee754<TOther>
    {
        ArgumentNullException.ThrowIfNull(source);
        ModuleCopy.Run(source, this);
    }

    /// <summary>How a parameter or buffer is called in files, and whether its two axes change places there: by PyTorch's names and layouts, so that weights travel.</summary>
    private protected virtual (string Name, bool IsTransposed) NameInFile(string name) => (name, false);

    /// <summary>What the names of a child's parts begin with in files.</summary>
    private protected virtual string PrefixInFile(string child) => child + ".";

    /// <summary>What PyTorch's files have beside this module's parts, and is passed over.</summary>
    private protected virtual IEnumerable<string> IgnoredInFiles => [];

    /// <summary>Adds a module under a name and returns it.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken; or the module contains this one.</exception>
    protected TModule Add<TModule>(string name, TModule child)
        where TModule : Module<T>
    {
        ArgumentNullException.ThrowIfNull(child);
        CheckName(name);
        CheckContains(name, child);
        children.Add((name, child));
        NameByPath();
        return child;
    }

    /// <summary>Adds a parameter with starting values, which are copied, and returns it.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken.</exception>
    protected Parameter<T> AddParameter(string name, Tensor<T> initial)
    {
        CheckName(name);
        var parameter = new Parameter<T>(initial, name);
        parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>Adds a parameter whose starting values an initializer draws, and returns it.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken.</exception>
    protected Parameter<T> AddParameter(string name, Shape shape, Initializer initializer, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        using var scope = new Scope<T>();
        return AddParameter(name, initializer.Create<T>(shape, random));
    }

    /// <summary>Adds a parameter that exists already, such as one that another module shares, and returns it.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken.</exception>
    protected Parameter<T> AddParameter(string name, Parameter<T> shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        CheckName(name);
        parameters.Add((name, shared));
        NameByPath();
        return shared;
    }

    /// <summary>Adds a buffer with starting values, which are copied, and returns it.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken.</exception>
    protected ModuleBuffer<T> AddBuffer(string name, Tensor<T> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        CheckName(name);
        var buffer = new ModuleBuffer<T>(initial, name);
        buffers.Add((name, buffer));
        return buffer;
    }

    /// <summary>Adds a random stream that the module draws from when it runs, so that a checkpoint saves where it stands, and returns it. Streams may be shared.</summary>
    /// <exception cref="ValueException">The name is empty, contains a dot, or is taken.</exception>
    protected RandomStream AddRandom(string name, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckName(name);
        streams.Add((name, random));
        return random;
    }

    /// <summary>Names are paths from the outermost module, so that an error anywhere can say which parameter it means; of what is shared, the first path, as in the lists.</summary>
    private void NameByPath()
    {
        foreach (var (path, parameter) in Walk("", static module => module.parameters).DistinctBy(static entry => entry.Item, ReferenceEqualityComparer.Instance))
        {
            parameter.Name = path;
        }

        foreach (var (path, buffer) in NamedBuffers)
        {
            buffer.Name = path;
        }
    }

    private void SetFrozen(bool frozen)
    {
        foreach (var parameter in Parameters)
        {
            parameter.IsFrozen = frozen;
        }
    }

    private void SetTraining(bool training)
    {
        IsTraining = training;
        foreach (var (_, child) in children)
        {
            child.SetTraining(training);
        }
    }

    private IEnumerable<(string Path, TItem Item)> Walk<TItem>(string prefix, Func<Module<T>, List<(string Name, TItem Item)>> own)
    {
        foreach (var (name, item) in own(this))
        {
            yield return (prefix + name, item);
        }

        foreach (var (name, child) in children)
        {
            foreach (var entry in child.Walk(prefix + name + ".", own))
            {
                yield return entry;
            }
        }
    }

    /// <summary>A module inside itself would have paths without end.</summary>
    private void CheckContains(string name, Module<T> child)
    {
        var found = new Stack<Module<T>>([child]);
        while (found.TryPop(out var module))
        {
            if (ReferenceEquals(module, this))
            {
                throw Errors.ModuleInItself(GetType().Name, name);
            }

            foreach (var (_, inner) in module.children)
            {
                found.Push(inner);
            }
        }
    }

    private void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var taken = children.Exists(entry => entry.Name == name) || parameters.Exists(entry => entry.Name == name) || buffers.Exists(entry => entry.Name == name) ||
            streams.Exists(entry => entry.Name == name);
        if (taken || name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
        {
            throw Errors.ModuleName(GetType().Name, name, taken);
        }
    }
}
