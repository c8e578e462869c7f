using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoGrad.Benchmarks;

/// <summary>One line of the table; null is what was not measured or does not apply.</summary>
internal sealed record PeersResult(
    string Name,
    double OursUs,
    double? Torch1Us,
    double? Torch2Us,
    double? LimitShare,
    double AllocatedBytes,
    double PeakMb,
    double? TorchPeakMb)
{
    private static readonly JsonSerializerOptions format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>PyTorch's better time over ours; on one thread where only that was raced.</summary>
    [JsonPropertyOrder(1)]
    public double? Ratio => Torch1Us is { } one ? Math.Min(one, Torch2Us ?? one) / OursUs : null;

    /// <summary>The gradient's cost over the value's, for the table alone.</summary>
    [JsonIgnore]
    public double? GradientOverValue { get; init; }

    public static void Write(string file, IReadOnlyList<PeersResult> results) => File.WriteAllText(file, JsonSerializer.Serialize(results, format) + "\n");
}
