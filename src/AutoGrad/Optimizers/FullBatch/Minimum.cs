using System.Numerics;

namespace AutoGrad;

/// <summary>Why a full-batch method stopped.</summary>
public enum MinimizationStop
{
    /// <summary>The gradient is as small as was asked for.</summary>
    SmallGradient,

    /// <summary>No step along the direction lowers the function any more: its rounding errors are reached.</summary>
    NoDecrease,

    /// <summary>All iterations were taken.</summary>
    IterationLimit,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

/// <summary>Where a full-batch method ended.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Point">The best point found; for parameters, all of them one after another.</param>
/// <param name="Value">The function's value there; for least squares half the sum of squares.</param>
/// <param name="GradientSize">The largest element of the gradient there.</param>
/// <param name="Iterations">How many iterations were taken.</param>
/// <param name="Evaluations">How often the function was evaluated.</param>
/// <param name="Stop">Why it stopped.</param>
public sealed record Minimum<T>(Tensor<T> Point, double Value, double GradientSize, int Iterations, int Evaluations, MinimizationStop Stop)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether it stopped because nothing better is near.</summary>
    public bool Converged => Stop is MinimizationStop.SmallGradient or MinimizationStop.NoDecrease;
}
