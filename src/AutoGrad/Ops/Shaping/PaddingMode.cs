namespace AutoGrad;

/// <summary>What <c>Pad</c> puts around a tensor; the examples pad [a, b, c] by two on both sides.</summary>
public enum PaddingMode
{
    /// <summary>One number: 0 0 a b c 0 0.</summary>
    Constant,

    /// <summary>The tensor mirrored at its first and last elements, which are not repeated: c b a b c b a.</summary>
    Reflect,

    /// <summary>The first and last elements: a a a b c c c.</summary>
    Replicate,

    /// <summary>The tensor again from its other end: b c a b c a b.</summary>
    Circular,
}
