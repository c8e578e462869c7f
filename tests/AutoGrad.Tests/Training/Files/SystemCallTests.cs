using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>Each system call of one real save fails, or the process is killed at it, by the injection of strace; where strace is installed and may trace.</summary>
[Collection(nameof(Alone))]
public sealed partial class SystemCallTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Everything by which a file may be changed, and what looks at files; those with ? only where the processor's Linux has them.</summary>
    private const string Calls =
        "openat,?open,?creat,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,sync_file_range,flock,fcntl,lseek,fadvise64,close,fstat,?stat,?lstat,?newfstatat,statx,fchmod,fchown,?link,linkat,?rename,renameat,?renameat2,?unlink,unlinkat";

    private readonly string root = Directory.CreateTempSubdirectory("autograd-calls-").FullName;
    private readonly byte[] old = Saved(1);
    private readonly byte[] next = Saved(2);

    /// <summary>What happens instead of a call: the process dies, or the call does nothing and says so. EINTR asks to try again.</summary>
    private static string[] Faults => Effort.IsDeep ? ["signal=KILL", "error=ENOSPC", "error=EIO", "error=EDQUOT", "error=EINTR"] : ["signal=KILL", "error=EIO"];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Whatever_system_call_of_a_save_fails_or_is_the_last_the_old_or_the_new_file_is_whole_and_a_failure_is_reported()
    {
        if (!CanTrace())
        {
            output.WriteLine("not run: strace is not installed, or may not trace");
            return;
        }

        var clock = Stopwatch.StartNew();
        var calls = Trace("none", null).Calls;
        Assert.All(new[] { "openat", "write", "close", "rename", "fsync" }, part => Assert.Contains(calls, call => call.Name.Contains(part, StringComparison.Ordinal)));

        var cases = calls.SelectMany(static call => Faults.Select(fault => (Call: call, Fault: fault))).ToArray();
        Parallel.For(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, index => Check($"{index}", cases[index].Call, cases[index].Fault));
        Assert.Equal(["close", "close", "fsync", "openat", "openat"], calls.Where(static call => call.Name is "close" or "fsync" or "openat").Select(static call => call.Name).Order(StringComparer.Ordinal));
        output.WriteLine($"{cases.Length} runs in {clock.ElapsedMilliseconds} ms: {string.Join(", ", calls.Select(static call => call.Name))}, each with {string.Join(", ", Faults)}");
    }

    private void Check(string name, Call call, string fault)
    {
        var what = $"{call.Name} number {call.Number} with {fault}";
        var run = Trace(name, $"inject={call.Name}:{fault}:when={call.Number}");

        // The runtime's own calls before the save are the same in each run, so the number means the same call; here it is seen that it did.
        Assert.Contains(run.Calls, hit => (hit.Name, hit.Number) == (call.Name, call.Number));
        var bytes = File.ReadAllBytes(Path.Combine(root, name, "model.safetensors"));
        var isOld = bytes.AsSpan().SequenceEqual(old);
        Assert.True(isOld || bytes.AsSpan().SequenceEqual(next), $"{what}: the file is neither the old nor the new one");
        if (fault.StartsWith("signal", StringComparison.Ordinal))
        {
            Assert.True(run.Said.Length == 0, $"{what}: {run.Said}");
            return;
        }

        Assert.True(isOld ? run.Said == "refused" : run.Said is "saved" or "replaced", $"{what}: the {(isOld ? "old" : "new")} file is there, and what is said is '{run.Said}'");
        Assert.True(!call.IsNeeded || fault == "error=EINTR" || run.Said != "saved", $"{what} goes unnoticed");
        Assert.Single(Directory.GetFiles(Path.Combine(root, name)));
    }

    /// <summary>One save over an old file under strace: the calls that concern the folder, and what the program said.</summary>
    private (Call[] Calls, string Said) Trace(string name, string? injection)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        var (file, log) = (Path.Combine(folder, "model.safetensors"), Path.Combine(root, $"{name}.log"));
        File.WriteAllBytes(file, old);
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var said = Run(["-f", "-y", "-o", log, "-e", $"trace={Calls}", .. injection is null ? Array.Empty<string>() : ["-e", injection],
            host, "exec", Path.Combine(AppContext.BaseDirectory, "AutoGrad.Determinism.dll"), "save", file]).Text;

        // Numbers count the calls of one name on the thread that saves, which is the first.
        var lines = File.ReadLines(log).Select(static line => Line().Match(line)).Where(static match => match.Success).ToArray();
        var counts = new Dictionary<string, int>();
        var calls = new List<Call>();
        foreach (var match in lines.Where(match => match.Groups["thread"].Value == lines[0].Groups["thread"].Value))
        {
            var call = match.Groups["call"].Value;
            counts[call] = counts.GetValueOrDefault(call) + 1;
            if (match.Value.Contains(folder, StringComparison.Ordinal))
            {
                calls.Add(new Call(call, counts[call], match.Value));
            }
        }

        return ([.. calls], said.Trim());
    }

    private static byte[] Saved(ulong seed)
    {
        using var stream = new MemoryStream();
        new Dense<float>(64, 64, new RandomStream(seed)).Save(stream);
        return stream.ToArray();
    }

    private static bool CanTrace()
    {
        try
        {
            return Run(["-f", "-e", "trace=openat", "true"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Text) Run(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.GetAwaiter().GetResult();
        return (process.ExitCode, text);
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\(.*$")]
    private static partial Regex Line();

    private sealed record Call(string Name, int Number, string Text)
    {
        /// <summary>Whether the save is not whole, or not known to be on the disk, without this call: what may not fail unnoticed. The folder itself is opened to be brought to the disk.</summary>
        public bool IsNeeded => Name.Contains("write", StringComparison.Ordinal) || Name.StartsWith("rename", StringComparison.Ordinal) || Name is "fsync" or "openat" or "close";
    }
}
