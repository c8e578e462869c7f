using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>Values from other libraries, written by the scripts in tests/golden and embedded in the test assembly.</summary>
internal static class Golden
{
    public static JsonElement Read(string file)
    {
        using var stream = typeof(Golden).Assembly.GetManifestResourceStream(file) ?? throw new FileNotFoundException(file);
        return JsonDocument.Parse(stream).RootElement;
    }

    public static double[] Numbers(this JsonElement element) => [.. Flat(element)];

    public static double Number(this JsonElement options, string name, double otherwise) =>
        options.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

    public static bool Flag(this JsonElement options, string name) => options.TryGetProperty(name, out var value) && value.GetBoolean();

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];
}
