using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Watches a forward pass for <see cref="Module{T}.Summary"/>: what each module makes, and the products with its parameters.</summary>
/// <remarks>A container of the library says which layer it calls. A layer that the user's code calls is known by the parameters in its launches; the last of these makes its output.</remarks>
internal sealed class SummaryInspector<TModel> : Inspector
    where TModel : unmanaged, IFloatingPointIeee754<TModel>
{
    private readonly List<Seen> rows = [];
    private readonly Dictionary<object, Seen> modules = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, Seen> owners = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Seen> working = new();
    private readonly Module<TModel> model;

    public SummaryInspector(Module<TModel> model)
    {
        this.model = model;
        AddRows(model, "", 0);
    }

    public ModuleSummary Summarize(long forwardBytes) => new(
        [.. rows.Select(static row => new ModuleSummaryRow(
            row.Name, row.Module.GetType().Name.Split('`')[0], row.Depth, row.Output, row.Parameters.Sum(static parameter => (long)parameter.Length),
            row.Parameters.Count > 0 && row.Parameters.TrueForAll(static parameter => parameter.IsFrozen), row.MultiplyAdds, Bytes(row.Output)))],
        model.Parameters.ElementCount,
        model.Parameters.Trainable.ElementCount,
        rows.Sum(static row => row.MultiplyAdds),
        (model.Parameters.ElementCount + model.Buffers.Sum(static buffer => (long)buffer.Length)) * Unsafe.SizeOf<TModel>(),
        forwardBytes);

    protected override void Launched<T>(Tensor<T> output, ReadOnlySpan<Tensor<T>> operands)
    {
        foreach (var operand in operands)
        {
            if (owners.TryGetValue(operand, out var owner))
            {
                owner.MultiplyAdds += MultiplyAdds;
                owner.Output = owner.IsCalled ? owner.Output : output.Shape;
                return;
            }
        }

        if (working.TryPeek(out var innermost))
        {
            innermost.MultiplyAdds += MultiplyAdds;
        }
    }

    protected override void Entered(object part)
    {
        if (modules.TryGetValue(part, out var row))
        {
            row.IsCalled = true;
            working.Push(row);
        }
    }

    protected override void Left(object part, Shape result)
    {
        if (modules.TryGetValue(part, out var row))
        {
            row.Output = result;
            working.Pop();
        }
    }

    private static long Bytes(Shape? shape) => shape is null ? 0 : (long)shape.ElementCount * Unsafe.SizeOf<TModel>();

    private void AddRows(Module<TModel> module, string name, int depth)
    {
        var row = new Seen(module, name, depth);
        rows.Add(row);

        // A module or parameter that is there twice counts where it is first.
        modules.TryAdd(module, row);
        foreach (var parameter in module.OwnParameters.Where(parameter => owners.TryAdd(parameter, row)))
        {
            row.Parameters.Add(parameter);
        }

        foreach (var (childName, child) in module.Children)
        {
            AddRows(child, childName, depth + 1);
        }
    }

    private sealed class Seen(Module<TModel> module, string name, int depth)
    {
        public Module<TModel> Module => module;

        public string Name => name;

        public int Depth => depth;

        public List<Parameter<TModel>> Parameters { get; } = [];

        public Shape? Output { get; set; }

        public long MultiplyAdds { get; set; }

        /// <summary>Whether the module was called in a way that says so: then its output is known, and not guessed from its launches.</summary>
        public bool IsCalled { get; set; }
    }
}
