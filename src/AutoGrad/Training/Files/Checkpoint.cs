using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>All that a training run needs to go on with the same bits: parameters, buffers, the optimizer's memory, random streams, and what the loop wants to know.</summary>
/// <remarks>
/// <code>
/// var checkpoint = new Checkpoint&lt;float&gt;(model, adam, random);
/// checkpoint.Values["epoch"] = "3";
/// checkpoint.Save("run.checkpoint");
/// </code>
/// Random streams that modules draw from (dropout) are found through the model. The file: the letters AUTOGRAD, a version of 4 bytes, a SHA-256 of version and content, and as content a safetensors file.
/// Saving puts the new file in the place of the old one in one step; loading changes nothing unless everything fits.
/// The <see cref="Trainer{T}"/> does all this by itself when it has a <see cref="CheckpointFolder"/>.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Checkpoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Module<T> model;
    private readonly Optimizer<T> optimizer;
    private readonly RandomStream[] random;

    /// <summary>A checkpoint of a run.</summary>
    /// <param name="model">The model that is trained.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="random">The random streams that the loop itself draws from, in a fixed order.</param>
    public Checkpoint(Module<T> model, Optimizer<T> optimizer, params ReadOnlySpan<RandomStream> random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        foreach (var stream in random)
        {
            ArgumentNullException.ThrowIfNull(stream, nameof(random));
        }

        (this.model, this.optimizer, this.random) = (model, optimizer, random.ToArray());
    }

    /// <summary>What the loop wants to know when it goes on: the epoch, the place in the data. At most 200 texts.</summary>
    public IDictionary<string, string> Values { get; private set; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Copies that the loop remembers beside the model, such as the best weights, by their names; written where they are when a file is loaded.</summary>
    internal IReadOnlyList<KeyValuePair<string, Tensor<T>>> Extra { get; init; } = [];

    /// <summary>The step by which a folder names the file, so that files whose names were exchanged are noticed; null outside a folder.</summary>
    internal long? Step { get; set; }

    /// <summary>A value that a file must have to be of this run.</summary>
    internal KeyValuePair<string, string>? Expected { get; set; }

    /// <summary>Writes the checkpoint; if anything fails on the way, what was there before is still there, whole.</summary>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    /// <exception cref="ValueException">There are too many values, or keys that are too long.</exception>
    public void Save(string path) => Save(path, null);

    /// <summary>Goes back to the run as it was when the file was saved. Nothing changes unless everything fits.</summary>
    /// <exception cref="DataFormatException">The file is no checkpoint, is damaged, or has a newer version of the format.</exception>
    /// <exception cref="ParameterException">The file is of another model, optimizer or set of random streams.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Open(path).Write();
    }

    internal void Save(string path, IFileSystem? system)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckStreams();
        var tensors = Tensors();
        var metadata = Metadata();
        SafeFile.Save(path, stream => CheckpointFile.Write(stream, tensors, metadata), system);
    }

    internal void Load(Stream stream, string name) => Open(stream, name).Write();

    /// <summary>Reads a file and checks all of it. Nothing is written before the caller says so.</summary>
    internal FittingCheckpoint<T> Open(string path)
    {
        using var file = UntrustedFile.Open(path);
        return Open(file, Path.GetFileName(path));
    }

    private FittingCheckpoint<T> Open(Stream stream, string name)
    {
        var content = CheckpointFile.Read(stream, name);
        var state = new CheckpointState(content, name);
        if (Step is { } step && state.Integer("step") is var saved && saved != step)
        {
            throw DataFormatException.Damaged(name, $"its name says step {step}, but it was saved at step {saved}. Files were exchanged or renamed: give them their names back.");
        }

        state.Expect("model", model.GetType().Name.Split('`')[0]);
        state.Expect("optimizer", optimizer.Method);
        state.Expect("parameters", string.Join('\n', optimizer.Parameters.Paths));
        var steps = state.Integer("optimizer.steps");
        var rates = state.Numbers("optimizer.learningRate", optimizer.Rated.Count);
        var updates = state.Integers("optimizer.updates", optimizer.Parameters.Count);
        var streams = Streams();
        var places = new (ulong Position, ulong Splits)[streams.Count];
        for (var index = 0; index < streams.Count; index++)
        {
            state.Expect($"random.{index}", $"{streams[index].Seed} {streams[index].Stream}");
            places[index] = (state.Unsigned($"random.{index}.position"), state.Unsigned($"random.{index}.splits"));
        }

        state.Expect("random", $"{streams.Count}");
        if (Expected is { } expected)
        {
            state.Expect($"value.{expected.Key}", expected.Value);
        }

        var remembered = new OptimizerState<T>?[optimizer.Parameters.Count];
        for (var index = 0; index < remembered.Length; index++)
        {
            if (updates[index] >= 0)
            {
                remembered[index] = optimizer.NewState(index);
                remembered[index]!.Steps = updates[index];
                state.Fill(Name(index), remembered[index]!);
            }
        }

        (Tensor<T> Tensor, StoredTensor? Stored)[] targets = [.. Owned().Concat(Extra).Select(entry => (entry.Value, state.Take(entry.Key, entry.Value)))];
        state.ThrowUnlessFit();
        var values = new SortedDictionary<string, string>(state.Values, StringComparer.Ordinal);
        return new(name, values, placed =>
        {
            foreach (var (tensor, stored) in targets)
            {
                stored!.CopyTo(tensor);
            }

            for (var index = 0; index < streams.Count; index++)
            {
                if (!placed.Contains(streams[index]))
                {
                    (streams[index].Position, streams[index].Splits) = places[index];
                }
            }

            optimizer.Recall(steps, rates, remembered);
            Values = values;
        });
    }

    /// <summary>Where the parts of what is remembered about a parameter are in the file.</summary>
    private string Name(int index) => $"optimizer/{optimizer.Parameters.PathAt(index)}";

    private IEnumerable<KeyValuePair<string, Tensor<T>>> Owned()
    {
        var parameters = model.Parameters;
        for (var index = 0; index < parameters.Count; index++)
        {
            yield return new($"model/{parameters.PathAt(index)}", parameters[index]);
        }

        foreach (var (path, buffer) in model.NamedBuffers)
        {
            yield return new($"buffer/{path}", buffer);
        }
    }

    private List<KeyValuePair<string, Tensor<T>>> Tensors()
    {
        var tensors = Owned().ToList();
        for (var index = 0; index < optimizer.Parameters.Count; index++)
        {
            if (optimizer.Remembered(index) is { } state)
            {
                for (var part = 0; part < state.Tensors.Length; part++)
                {
                    tensors.Add(new($"{Name(index)}/{part}", state[part]));
                }
            }
        }

        tensors.AddRange(Extra);
        return tensors;
    }

    private Dictionary<string, string> Metadata()
    {
        var streams = Streams();
        var metadata = new Dictionary<string, string>
        {
            ["model"] = model.GetType().Name.Split('`')[0],
            ["optimizer"] = optimizer.Method,
            ["parameters"] = string.Join('\n', optimizer.Parameters.Paths),
            ["optimizer.steps"] = $"{optimizer.Steps}",
            ["optimizer.learningRate"] = string.Join(' ', optimizer.Rated.Select(static rated => rated.LearningRate.ToString("R", CultureInfo.InvariantCulture))),
            ["optimizer.updates"] = string.Join(' ', Enumerable.Range(0, optimizer.Parameters.Count).Select(index => optimizer.Remembered(index)?.Steps ?? -1)),
            ["random"] = $"{streams.Count}",
        };
        for (var index = 0; index < streams.Count; index++)
        {
            metadata[$"random.{index}"] = $"{streams[index].Seed} {streams[index].Stream}";
            metadata[$"random.{index}.position"] = $"{streams[index].Position}";
            metadata[$"random.{index}.splits"] = $"{streams[index].Splits}";
        }

        if (Step is { } step)
        {
            metadata["step"] = $"{step}";
        }

        foreach (var (key, value) in Values)
        {
            metadata[$"value.{key}"] = key.Length <= 40 && key.All(char.IsAscii) ? value : throw Errors.CheckpointValue(key, "Keys have at most 40 characters, all of them ASCII.");
        }

        return Values.Count <= 100 && metadata.Count <= 250 ? metadata : throw Errors.CheckpointValue(Values.Keys.LastOrDefault() ?? "random", $"A checkpoint holds at most 100 values and 40 random streams; there are {Values.Count} and {streams.Count}.");
    }

    /// <summary>The loop's streams, then the model's, each once.</summary>
    internal IReadOnlyList<RandomStream> Streams() =>
        [.. random.Concat(model.NamedStreams.Select(static entry => entry.Item)).DistinctBy(static stream => stream, ReferenceEqualityComparer.Instance)];

    private void CheckStreams()
    {
        if (RandomStream.Drawn is { } drawn && drawn.Streams.Except(Streams()).FirstOrDefault() is { } unknown)
        {
            throw Errors.UnknownStream(unknown.Seed);
        }
    }
}
