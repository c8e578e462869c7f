using System.Numerics;

namespace AutoGrad;

/// <summary>Models in files: parameters and buffers as safetensors, by PyTorch's names and layouts, so that weights move both ways.</summary>
/// <remarks>
/// Names are the paths of the parts. Layouts differ in files in one thing: the weights of <see cref="Dense{T}"/>, the recurrent layers and attention are [outputs, inputs] there.
/// <see cref="BatchNorm1D{T}"/> has running_mean and running_var; a <see cref="RecurrentLayer{T}"/> has weight_ih_l0, weight_hh_l0, bias_ih_l0 and bias_hh_l0, and so on to weight_ih_l1_reverse;
/// <see cref="MultiHeadAttention{T}"/> has in_proj_weight, in_proj_bias, out_proj.weight and out_proj.bias, under self_attn in <see cref="TransformerEncoderLayer{T}"/>.
/// A shared parameter is written once, under its first name; read, it may be there under any of them.
/// </remarks>
public static class ModuleFiles
{
    extension<T>(Module<T> module)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Writes all parameters and buffers to a safetensors file; if anything fails on the way, what was there before is still there, whole.</summary>
        /// <param name="path">The file, which is replaced if it exists.</param>
        /// <param name="metadata">Texts to carry along.</param>
        /// <exception cref="ValueException">Two parts have the same name in files, or one that files cannot have.</exception>
        /// <exception cref="FileSaveException">The file cannot be written.</exception>
        public void Save(string path, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        {
            using var scope = new Scope<T>();
            SafeTensors.Save(path, ToStored(module), metadata);
        }

        /// <summary>Writes all parameters and buffers to a stream as safetensors, and leaves it open.</summary>
        /// <param name="stream">Where to.</param>
        /// <param name="metadata">Texts to carry along.</param>
        /// <exception cref="ValueException">Two parts have the same name in files, or one that files cannot have.</exception>
        public void Save(Stream stream, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        {
            using var scope = new Scope<T>();
            SafeTensors.Write(stream, ToStored(module), metadata);
        }

        /// <summary>Reads all parameters and buffers from a safetensors file. Nothing is written unless everything fits.</summary>
        /// <param name="path">The file: of <c>Save</c>, or a state_dict that PyTorch wrote as safetensors.</param>
        /// <exception cref="ParameterException">Names are missing on one side, or shapes differ; the message lists all of them.</exception>
        /// <exception cref="DataFormatException">The file is not a whole safetensors file.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public void Load(string path) => module.Load(SafeTensors.Load(path));

        /// <summary>Reads all parameters and buffers from what a safetensors file holds. Nothing is written unless everything fits.</summary>
        /// <exception cref="ParameterException">Names are missing on one side, or shapes differ; the message lists all of them.</exception>
        public void Load(SafeTensorsFile file)
        {
            ArgumentNullException.ThrowIfNull(module);
            ArgumentNullException.ThrowIfNull(file);
            var chosen = Choose(module, file);
            using var scope = new Scope<T>();
            foreach (var (entry, stored) in chosen)
            {
                var values = stored.ToTensor<T>();
                entry.Tensor!.Assign(entry.IsTransposed ? values.Transpose() : values);
            }
        }
    }

    /// <summary>The tensors as they lie in files, each once. Transposed ones belong to the current scope.</summary>
    private static List<KeyValuePair<string, Tensor<T>>> ToStored<T>(Module<T> module)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(module);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var stored = new List<KeyValuePair<string, Tensor<T>>>();
        foreach (var entry in module.InFiles())
        {
            if (entry.Tensor is { } tensor && seen.Add(tensor))
            {
                // Detached, or an enclosing tape would record the transposition as the module's work.
                stored.Add(new(entry.Name, entry.IsTransposed ? tensor.Detach().Transpose() : tensor));
            }
        }

        return stored;
    }

    /// <summary>Which tensor of the file goes where; throws unless all fit.</summary>
    private static List<(FileEntry<T> Entry, StoredTensor Stored)> Choose<T>(Module<T> module, SafeTensorsFile file)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (chosen, missing, different) = (new List<(FileEntry<T>, StoredTensor)>(), new List<string>(), new List<string>());
        var left = new HashSet<string>(file.Tensors.Keys);
        foreach (var entries in module.InFiles().GroupBy(static entry => (object?)entry.Tensor ?? entry, ReferenceEqualityComparer.Instance))
        {
            FileEntry<T>[] present = [.. entries.Where(entry => file.Tensors.ContainsKey(entry.Name))];
            left.ExceptWith(present.Select(static entry => entry.Name));
            var first = entries.First();
            if (first.Tensor is null)
            {
                continue;
            }

            if (present.Length == 0)
            {
                missing.Add(first.Name);
                continue;
            }

            chosen.Add((present[0], file.Tensors[present[0].Name]));
            foreach (var entry in present)
            {
                var stored = file.Tensors[entry.Name];
                if (stored.Shape != entry.Shape)
                {
                    different.Add($"'{Errors.Shown(entry.Name)}' is {stored.Shape} in the file and {entry.Shape} in the module");
                }
                else if (entry.IsTransposed == present[0].IsTransposed && !stored.Bytes.SequenceEqual(file.Tensors[present[0].Name].Bytes))
                {
                    different.Add($"'{Errors.Shown(entry.Name)}' and '{Errors.Shown(present[0].Name)}', one parameter here, hold different numbers in the file");
                }
            }
        }

        return missing.Count == 0 && left.Count == 0 && different.Count == 0
            ? chosen
            : throw Errors.ModuleFile(module.GetType().Name.Split('`')[0], file.Name, missing, [.. left.Order(StringComparer.Ordinal)], different);
    }
}
