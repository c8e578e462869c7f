using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad;

/// <summary>What metrics measured, by name, in the order of the metrics. Two are equal if all names and values are.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "They are values, and looked up by name.")]
public sealed class MetricValues : IReadOnlyList<KeyValuePair<string, double>>, IEquatable<MetricValues>
{
    private readonly KeyValuePair<string, double>[] values;

    internal MetricValues(IEnumerable<KeyValuePair<string, double>> values) => this.values = [.. values];

    /// <summary>The number of metrics.</summary>
    public int Count => values.Length;

    /// <summary>The name and value at a place.</summary>
    public KeyValuePair<string, double> this[int index] => (uint)index < (uint)values.Length ? values[index] : throw Errors.NoSuchPlace("MetricValues", index, values.Length);

    /// <summary>The value of a metric.</summary>
    /// <exception cref="ValueException">No metric has that name.</exception>
    public double this[string name] => values.FirstOrDefault(entry => entry.Key == name) is { Key: not null } found ? found.Value : throw Errors.NoSuchMetric("MetricValues", name, [.. values.Select(static entry => entry.Key)]);

    internal static MetricValues None { get; } = new([]);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, double>>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(MetricValues? other) => other is not null && values.SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetricValues);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(values.Length, static (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

    internal static MetricValues Of<T>(IReadOnlyList<Metric<T>> metrics)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        metrics.Count == 0 ? None : new MetricValues(metrics.Select(static metric => KeyValuePair.Create(metric.Name, metric.Value)));
}
