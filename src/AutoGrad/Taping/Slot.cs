using System.Numerics;

namespace AutoGrad;

/// <summary>The cotangent on its way to one node during a sweep.</summary>
internal struct Slot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T>? Cotangent;

    /// <summary>Whether a requested leaf lies below, so that the cotangent is worth computing.</summary>
    public bool Needed;

    /// <summary>Whether the node itself was requested.</summary>
    public bool Requested;

    /// <summary>Whether the sweep made the cotangent's memory (a sum of several) and may add to it in place.</summary>
    public bool Owned;
}
