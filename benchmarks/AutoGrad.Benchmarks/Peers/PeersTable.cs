using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Benchmarks;

/// <summary>The printed table, in Markdown, a line at a time as results come.</summary>
internal sealed class PeersTable(TextWriter output)
{
    private static readonly (string Title, int Width)[] columns =
    [
        ("workload", -17), ("ours us", 10), ("torch1 us", 10), ("torch2 us", 10), ("ratio", 6), ("limit", 6), ("grad/value", 10), ("bytes/step", 10), ("peak MB", 8), ("torch MB", 8),
    ];

    public void Head(PyTorch? torch, MachineLimits limits)
    {
        Say($"{Processor()}, {Environment.ProcessorCount} cores, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors; {RuntimeInformation.OSDescription}");
        Say($"{RuntimeInformation.FrameworkDescription}, AutoGrad {typeof(Tape<float>).Assembly.GetName().Version}, PyTorch {torch?.Version ?? "none: our side runs alone (benchmarks/peers/install.sh installs it)"}");
        Say($"measured limits of all cores: {limits.FlopsPerSecond / 1e9:0} GFLOP/s in float, copying in cache {limits.CopyBytesPerSecond(8e6, Environment.ProcessorCount) / 1e9:0} GB/s, in memory {limits.CopyBytesPerSecond(280e6, Environment.ProcessorCount) / 1e9:0} GB/s");
        Say($"");
        Row([.. columns.Select(static column => column.Title)]);
        Row([.. columns.Select(static column => new string('-', Math.Abs(column.Width) - 1) + (column.Width < 0 ? "-" : ":"))]);
    }

    public void Add(PeersResult result) => Row(
        result.Name,
        Time(result.OursUs),
        Time(result.Torch1Us),
        Time(result.Torch2Us),
        Number(result.Ratio, "0.00"),
        result.LimitShare is { } share ? Number(100 * share, "0") + " %" : "",
        Number(result.GradientOverValue, "0.0"),
        Number(result.AllocatedBytes, "#,0"),
        Number(result.PeakMb, "0"),
        Number(result.TorchPeakMb, "0"));

    public void Foot()
    {
        Say($"");
        Say($"us: microseconds per step, the median of blocks run in turn. ratio: PyTorch's better time over ours; both on one thread where two were not tried. limit: the least time by flops or bytes over ours.");
        Say($"grad/value: value with gradient over value alone. bytes/step: allocated by ours. MB: peak of the process, in MiB; PyTorch's smaller one.");
    }

    private static string Time(double? microseconds) => Number(microseconds, microseconds < 100 ? "0.0" : "#,0");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Processor() =>
        OperatingSystem.IsLinux() && File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();

    private void Row(params ReadOnlySpan<string> cells)
    {
        var line = "|";
        for (var column = 0; column < columns.Length; column++)
        {
            var cell = column < cells.Length ? cells[column] : "";
            line += $" {(columns[column].Width < 0 ? cell.PadRight(-columns[column].Width) : cell.PadLeft(columns[column].Width))} |";
        }

        Say($"{line}");
    }

    private void Say(FormattableString text)
    {
        output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        output.Flush();
    }
}
