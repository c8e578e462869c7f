using System.Diagnostics;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>A run that is killed at random moments and started again ends with the bits of one that never was.</summary>
[Collection(nameof(Alone))]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("autograd-killed-").FullName;

    /// <summary>How often the run is killed.</summary>
    private static int Kills => Effort.Kills;

    /// <summary>How many passes of ten steps the run has: more than are done before the last kill.</summary>
    private static string Epochs => $"{2 * Kills}";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_killed_at_random_moments_ends_with_the_same_bits()
    {
        var clock = Stopwatch.StartNew();
        using var straight = Start(); // Beside the others: what is waited for is mostly the start of the runtime.
        var expected = new Lazy<string>(() => Finish(straight));
        var (random, steps) = (new Random(9), new List<string>());
        while (steps.Count < Kills)
        {
            using var process = Start(folder);

            // From the first save on, so that the moments lie in the steps and not in the start of the runtime: between two system calls or two instructions of a save as likely as anywhere.
            var before = Newest();
            while (Newest() == before && !process.WaitForExit(1))
            {
            }

            if (process.WaitForExit(random.Next(20)))
            {
                // On a busy machine it may come to its end before it is killed: then the next one begins anew.
                Assert.Equal(expected.Value, Finish(process));
                Array.ForEach(Directory.GetFiles(folder), File.Delete);
                continue;
            }

            process.Kill(); // SIGKILL
            process.WaitForExit();
            steps.Add(Newest());
        }

        var resumed = Finish(Start(folder));
        output.WriteLine($"killed {steps.Count} times in {clock.ElapsedMilliseconds} ms, after {string.Join(", ", steps)}");
        Assert.Equal(expected.Value, resumed);
        Assert.DoesNotContain(Directory.GetFiles(folder), SafeFile.IsTemporary);
    }

    private static Process Start(params string[] folder)
    {
        // The program that runs the tests may be a test host; the host that it came from is named by the SDK.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "AutoGrad.Determinism.dll"), "resume", Epochs, .. folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static string Finish(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(patience), $"The run did not end within {patience}.");
            Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
            return text.GetAwaiter().GetResult();
        }
    }

    private string Newest() => new CheckpointFolder(folder).Files is [var newest, ..] ? Path.GetFileNameWithoutExtension(newest) : "nothing";
}
