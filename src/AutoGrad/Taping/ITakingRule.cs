using System.Numerics;

namespace AutoGrad;

/// <summary>The rule of an op that takes rows, along the first axis: the sum of its contributions may stay a few rows.</summary>
internal interface ITakingRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The row of the argument that each row of the result is; null where the rows lie along another axis.</summary>
    Indices? Rows { get; }
}
