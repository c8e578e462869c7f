namespace AutoGrad;

/// <summary>What a requested leaf gets that no path connects with the target.</summary>
public enum Unreached
{
    /// <summary>An error that names the leaf: the default, so that a gradient is never lost silently.</summary>
    Throw,

    /// <summary>Zeros of the leaf's shape.</summary>
    Zero,

    /// <summary>No entry: <see cref="Gradients{T}.TryGet"/> says so.</summary>
    Absent,
}
