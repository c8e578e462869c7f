using System.Numerics;

namespace AutoGrad;

/// <summary>Copies weights between modules of the same structure, path by path, after checking that all of them fit.</summary>
internal static class ModuleCopy
{
    public static void Run<TFrom, TTo>(Module<TFrom> source, Module<TTo> target)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var from = Tensors(source);
        var to = Tensors(target);
        Check(target.GetType().Name.Split('`')[0], from, to);
        using var scope = new Scope<TTo>();
        foreach (var (path, tensor) in to)
        {
            var values = from[path].To<TTo>();
            if (tensor is Parameter<TTo> parameter)
            {
                parameter.Assign(values);
            }
            else
            {
                ((ModuleBuffer<TTo>)tensor).Assign(values);
            }
        }
    }

    private static void Check<TFrom, TTo>(string module, Dictionary<string, Tensor<TFrom>> from, Dictionary<string, Tensor<TTo>> to)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        string[] missing = [.. to.Keys.Where(path => !from.ContainsKey(path))];
        string[] extra = [.. from.Keys.Where(path => !to.ContainsKey(path))];
        if (missing.Length > 0 || extra.Length > 0)
        {
            throw Errors.CopyPaths(module, missing, extra);
        }

        foreach (var (path, tensor) in to)
        {
            if (from[path].Shape != tensor.Shape)
            {
                throw Errors.CopyShape(module, path, from[path].Shape, tensor.Shape);
            }
        }
    }

    private static Dictionary<string, Tensor<T>> Tensors<T>(Module<T> module)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var tensors = new Dictionary<string, Tensor<T>>();
        var parameters = module.Parameters;
        for (var index = 0; index < parameters.Count; index++)
        {
            tensors.Add(parameters.PathAt(index), parameters[index]);
        }

        foreach (var (path, buffer) in module.NamedBuffers)
        {
            tensors.Add(path, buffer);
        }

        return tensors;
    }
}
