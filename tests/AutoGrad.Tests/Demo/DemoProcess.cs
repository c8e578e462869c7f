using System.Diagnostics;

namespace AutoGrad;

/// <summary>The demo, run as a user runs it: a process with its own standard output, in a folder of its own.</summary>
internal sealed class DemoProcess : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);

    /// <summary>The folder the demo is started in; relative names in its arguments lie here.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("autograd-demo-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public Outcome Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Runs the demo, asks it to terminate once a line appears that contains the given text, and waits for it.</summary>
    public Outcome RunUntil(string text, params string[] arguments)
    {
        using var process = Start(arguments);
        var before = "";
        while (!before.Contains(text, StringComparison.Ordinal) && process.StandardOutput.ReadLine() is { } line)
        {
            before += line + "\n";
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        var outcome = Finish(process, process.StandardOutput.ReadToEndAsync());
        return outcome with { Output = before + outcome.Output };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Outcome Finish(Process process, Task<string> output)
    {
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill();
            Assert.Fail($"The demo did not end within {patience}.");
        }

        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    private Process Start(string[] arguments)
    {
        // The program that runs the tests may be a test host; the host that it came from is named by the SDK.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "AutoGrad.Demo.dll"), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>What came of a run.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Errors)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public string LastLine => Lines[^1];

        /// <summary>The one line that begins so.</summary>
        public string Line(string beginning) => Assert.Single(Lines, line => line.StartsWith(beginning, StringComparison.Ordinal));

        /// <summary>The run was refused: nothing learned, one line of errors. Returns the line.</summary>
        public string Refusal()
        {
            Assert.Equal(2, ExitCode);
            Assert.DoesNotContain("test accuracy", Output, StringComparison.Ordinal);
            var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("error: ", line, StringComparison.Ordinal);
            return line;
        }
    }
}
