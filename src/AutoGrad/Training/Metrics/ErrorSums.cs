using System.Numerics;

namespace AutoGrad;

/// <summary>Sums of errors and of the targets' spread, in double, batch by batch.</summary>
/// <remarks>Source of the spread that is gathered: Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances (1979).</remarks>
internal sealed class ErrorSums
{
    private long count;
    private double absolute;
    private double squared;
    private double mean;
    private double spread;

    public double MeanAbsolute => absolute / count;

    public double RootMeanSquare => Math.Sqrt(squared / count);

    /// <summary>Targets that are all equal have no variance to predict: then NaN.</summary>
    public double R2 => spread > 0 ? 1 - (squared / spread) : double.NaN;

    public void Reset() => (count, absolute, squared, mean, spread) = (0, 0, 0, 0, 0);

    public void Add<T>(string metric, Tensor<T> outputs, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (outputs.Shape != targets.Shape)
        {
            throw Errors.SameShape(metric, targets.Shape, outputs.Shape);
        }

        var (predicted, actual) = (outputs.ToArray(), targets.ToArray());
        for (var index = 0; index < actual.Length; index++)
        {
            var target = double.CreateTruncating(actual[index]);
            var error = double.CreateTruncating(predicted[index]) - target;
            absolute += Math.Abs(error);
            squared += error * error;
            count++;
            var distance = target - mean;
            mean += distance / count;
            spread += distance * (target - mean);
        }
    }
}
