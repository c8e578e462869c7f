using System.Numerics;

namespace AutoGrad;

/// <summary>The gradient of one leaf: whole, in rows, or both once the whole was asked for; neither where no path leads from the leaf to the target.</summary>
internal readonly record struct LeafGradient<T>(Tensor<T>? Whole, RowGradient<T>? Rows = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool IsReached => Whole is not null || Rows is not null;
}
