using System.Numerics;

namespace AutoGrad;

/// <summary>Where a least-squares method ended, and how sure the fitted numbers are.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Point">The best point found; for parameters, all of them one after another.</param>
/// <param name="SumOfSquares">The sum of the squared residuals there.</param>
/// <param name="StandardErrors">
/// The standard error of each fitted number, s sqrt of the diagonal of (J'J)^-1 with s^2 the sum of squares over residuals less unknowns, if the residuals are independent and of
/// one variance; NaN where the data do not determine the number, or leave no degree of freedom.
/// </param>
/// <param name="Iterations">How many iterations were taken.</param>
/// <param name="Evaluations">How often the residuals were evaluated.</param>
/// <param name="Stop">Why it stopped.</param>
public sealed record LeastSquaresFit<T>(
    Tensor<T> Point, double SumOfSquares, IReadOnlyList<double> StandardErrors, int Iterations, int Evaluations, MinimizationStop Stop)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether it stopped because nothing better is near.</summary>
    public bool Converged => Stop is MinimizationStop.SmallGradient or MinimizationStop.NoDecrease;
}
