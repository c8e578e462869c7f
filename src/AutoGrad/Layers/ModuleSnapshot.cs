using System.Numerics;

namespace AutoGrad;

/// <summary>A copy of a module's parameters and buffers, to go back to: the best weights seen, or the state before a step that failed. Its memory is made once and written again by each capture.</summary>
internal sealed class ModuleSnapshot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly (Tensor<T> Live, Tensor<T> Copy)[] tensors;

    public ModuleSnapshot(Module<T> module)
        : this(module.Parameters.Concat<Tensor<T>>(module.Buffers))
    {
    }

    private ModuleSnapshot(IEnumerable<Tensor<T>> live) => tensors = [.. live.Select(static tensor => (tensor, Tensor<T>.AllocateOwned("Snapshot", tensor.Shape)))];

    /// <summary>A copy of the buffers alone: what a forward pass in training mode may change.</summary>
    public static ModuleSnapshot<T> OfBuffers(Module<T> module) => new(module.Buffers);

    /// <summary>The copies: of the parameters in their order, then of the buffers.</summary>
    public IEnumerable<Tensor<T>> Copies => tensors.Select(static entry => entry.Copy);

    /// <summary>Copies the module's present values.</summary>
    public void Capture()
    {
        foreach (var (live, copy) in tensors)
        {
            Launch.Copy(live, copy);
        }
    }

    /// <summary>Gives the module the captured values back.</summary>
    public void Restore()
    {
        foreach (var (live, copy) in tensors)
        {
            if (live is Parameter<T> parameter)
            {
                parameter.Assign(copy);
            }
            else
            {
                ((ModuleBuffer<T>)live).Assign(copy);
            }
        }
    }
}
