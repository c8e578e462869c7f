using System.Numerics;

namespace AutoGrad;

/// <summary>A copy of a module's parameters and buffers, to go back to the best weights seen. Its memory is made once and written again by each capture.</summary>
internal sealed class ModuleSnapshot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly (Tensor<T> Live, Tensor<T> Copy)[] tensors;

    public ModuleSnapshot(Module<T> module)
    {
        tensors =
        [
            .. module.Parameters.Concat<Tensor<T>>(module.Buffers).Select(static live => (live, Tensor<T>.AllocateOwned("Snapshot", live.Shape))),
        ];
    }

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
