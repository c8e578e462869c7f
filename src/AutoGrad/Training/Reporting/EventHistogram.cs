namespace AutoGrad;

/// <summary>How values are spread, as event files hold it: counts in buckets that grow by a tenth from 1e-12 on, on both sides of zero.</summary>
/// <remarks>Buckets of no value side by side become one. Source: TensorFlow's lib/histogram (the buckets), histogram.proto (the numbers of the fields, in <see cref="EventRecord"/>).</remarks>
internal sealed class EventHistogram
{
    private static readonly double[] limits = MakeLimits();

    /// <summary>The spread of all finite values.</summary>
    public EventHistogram(double[] values)
    {
        var counts = new double[limits.Length];
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                var place = Array.BinarySearch(limits, value);

                // A bucket ends before its limit.
                counts[place < 0 ? ~place : Math.Min(place + 1, limits.Length - 1)]++;
                (Least, Greatest) = (Math.Min(Least, value), Math.Max(Greatest, value));
                (Count, Sum, SumOfSquares) = (Count + 1, Sum + value, SumOfSquares + (value * value));
            }
        }

        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] > 0 || (bucket + 1 < counts.Length && counts[bucket + 1] > 0))
            {
                Buckets.Add((limits[bucket], counts[bucket]));
            }
        }
    }

    public double Least { get; } = double.MaxValue;

    public double Greatest { get; } = -double.MaxValue;

    public double Count { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    /// <summary>Where each bucket ends, which is where the next one begins, and how many values are in it.</summary>
    public List<(double Limit, double Count)> Buckets { get; } = [];

    private static double[] MakeLimits()
    {
        var positive = new List<double>();
        for (var limit = 1e-12; limit < 1e20; limit *= 1.1)
        {
            positive.Add(limit);
        }

        positive.Add(double.MaxValue);
        return [.. positive.Select(static limit => -limit).Reverse(), 0, .. positive];
    }
}
