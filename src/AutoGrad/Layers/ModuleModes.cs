using System.Numerics;

namespace AutoGrad;

/// <summary>Remembers the mode of a module and of each module in it, which may differ: a frozen part evaluates while the rest trains.</summary>
internal sealed class ModuleModes<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<(Module<T> Module, bool IsTraining)> modes = [];

    public ModuleModes(Module<T> module)
    {
        var found = new Stack<Module<T>>([module]);
        while (found.TryPop(out var next))
        {
            modes.Add((next, next.IsTraining));
            foreach (var (_, child) in next.Children)
            {
                found.Push(child);
            }
        }
    }

    /// <summary>Gives each module the remembered mode back.</summary>
    public void Restore()
    {
        foreach (var (module, isTraining) in modes)
        {
            module.IsTraining = isTraining;
        }
    }
}
