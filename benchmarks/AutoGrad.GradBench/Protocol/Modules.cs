namespace AutoGrad.GradBench;

/// <summary>All modules, by name.</summary>
internal static class Modules
{
    public static IReadOnlyList<Module> All { get; } =
        [Hello.Module, Llsq.Module, Lse.Module, Gmm.Module, Ode.Module, Lstm.Module, BundleAdjustment.Module, HandTracking.Module, KMeans.Module, Determinant.Module, Particle.Module, Saddle.Module];

    public static Module Find(string? name) =>
        All.FirstOrDefault(module => module.Name == name) ??
        throw new InputException($"no module '{name}'; there are {string.Join(", ", All.Select(static module => module.Name))}");
}
