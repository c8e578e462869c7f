using System.Collections.ObjectModel;

namespace AutoGrad;

/// <summary>What a safetensors file holds. Made by <see cref="SafeTensors"/>.</summary>
public sealed class SafeTensorsFile
{
    internal SafeTensorsFile(string name, Dictionary<string, StoredTensor> tensors, Dictionary<string, string> metadata) =>
        (Name, Tensors, Metadata) = (name, new ReadOnlyDictionary<string, StoredTensor>(tensors), new ReadOnlyDictionary<string, string>(metadata));

    /// <summary>The name of the file, for errors.</summary>
    public string Name { get; }

    /// <summary>The tensors by name. Names come from the file: never make paths of them.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The texts that the file carries beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor with a name.</summary>
    /// <exception cref="DataFormatException">There is no such tensor.</exception>
    public StoredTensor this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return Tensors.TryGetValue(name, out var tensor)
                ? tensor
                : throw DataFormatException.InFile(Name, $"there is no tensor '{Errors.Shown(name)}'. There are: {Errors.Some([.. Tensors.Keys.Select(Errors.Shown)])}.");
        }
    }
}
