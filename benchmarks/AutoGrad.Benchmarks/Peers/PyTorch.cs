using System.ComponentModel;
using System.Diagnostics;

namespace AutoGrad.Benchmarks;

/// <summary>The PyTorch of this machine.</summary>
internal sealed record PyTorch(string Python, string Version)
{
    public static string Script { get; } = Path.Combine(AppContext.BaseDirectory, "peers.py");

    /// <summary>PyTorch as /usr/bin/python3, or the one that AUTOGRAD_PEERS_PYTHON names, knows it; null where there is none.</summary>
    public static PyTorch? Find()
    {
        var python = Environment.GetEnvironmentVariable("AUTOGRAD_PEERS_PYTHON") ?? "/usr/bin/python3";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, [Script, "--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardError.ReadToEndAsync();
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? new PyTorch(python, version) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
