using System.Diagnostics;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>Runs scripts where Python and the modules that they need are installed.</summary>
internal static class Python
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a script in a folder and returns what it printed; null, with a line in the test's output, where it cannot run.</summary>
    public static string? Run(string script, string folder, string modules, ITestOutputHelper output)
    {
        const string Program = "/usr/bin/python3";
        if (!File.Exists(Program) || Start(Program, folder, $"import {modules}").Code != 0)
        {
            output.WriteLine($"not run: Python with {modules} is not installed");
            return null;
        }

        var (code, text) = Start(Program, folder, script);
        Assert.True(code == 0, text);
        return text;
    }

    private static (int Code, string Text) Start(string program, string folder, string script)
    {
        var start = new ProcessStartInfo(program, ["-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(patience), $"The script did not end within {patience}.");
        return (process.ExitCode, text.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }
}
