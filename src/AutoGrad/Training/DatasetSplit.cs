namespace AutoGrad;

/// <summary>Says which examples go to the first of two sets.</summary>
internal static class DatasetSplit
{
    /// <summary>The first ones in a random order.</summary>
    public static bool[] Plain(ReadOnlySpan<int> order, double fraction)
    {
        var isFirst = new bool[order.Length];
        foreach (var example in order[..Share(order.Length, fraction)])
        {
            isFirst[example] = true;
        }

        return isFirst;
    }

    /// <summary>The same share of every class. The sizes are rounded so that they add up to the rounded whole: the largest remainders are rounded up.</summary>
    /// <remarks>Source: the method of largest remainders (Hamilton).</remarks>
    public static bool[] Stratified(ReadOnlySpan<int> order, ReadOnlySpan<int> labels, int classes, double fraction)
    {
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var quotas = Quotas(counts, fraction, Share(labels.Length, fraction));
        var isFirst = new bool[order.Length];
        foreach (var example in order)
        {
            isFirst[example] = quotas[labels[example]]-- > 0;
        }

        return isFirst;
    }

    private static int[] Quotas(int[] counts, double fraction, int total)
    {
        var quotas = Array.ConvertAll(counts, count => (int)Math.Floor(count * fraction));
        var byRemainder = Enumerable.Range(0, counts.Length).OrderByDescending(label => (counts[label] * fraction) - quotas[label]).ThenBy(label => label);
        foreach (var label in byRemainder.Take(total - quotas.Sum()))
        {
            quotas[label]++;
        }

        return quotas;
    }

    private static int Share(int count, double fraction) =>
        fraction is > 0 and < 1
            ? (int)Math.Round(count * fraction)
            : throw Errors.TrainingSetting("Dataset.Split", "the fraction", fraction, "It must lie between 0 and 1.");
}
