using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using AutoGrad.House;
using AutoGrad.Properties;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>Laws 90 to 92: the same bits on any number of threads, with vectors of any width, and however the code was compiled.</summary>
/// <remarks>
/// tests/AutoGrad.Determinism runs as a process of its own in each environment and says which path it really took. Its bits are compared with determinism.txt, which holds
/// for every machine with fused multiply-add: set AUTOGRAD_UPDATE_GOLDENS=1 to write it anew after a change of a kernel's formula.
/// </remarks>
[Collection(nameof(Alone))]
public class DeterminismTests(ITestOutputHelper output)
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);
    private static readonly string[] switches = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_PreferredVectorBitWidth", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_ReadyToRun"];

    private static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    private static string Golden => Path.Combine(SourceModel.Root, "tests", "golden", "determinism.txt");

    [Fact]
    public void Training_gives_the_same_bits_on_any_threads_vectors_and_compilation()
    {
        var first = Train(threads: 2);
        if (Environment.GetEnvironmentVariable("AUTOGRAD_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(Golden, first.Bits);
        }

        // Without fused multiply-add the bits are others, but the same for all threads and widths.
        Assert.Equal(HasFusedMultiplyAdd, first.Flag("fma"));
        var expected = HasFusedMultiplyAdd ? File.ReadAllText(Golden).ReplaceLineEndings("\n") : first.Bits;
        var widest = first.Width;
        Assert.InRange(widest, 128, 512);
        if (Array.TrueForAll(switches, static name => Environment.GetEnvironmentVariable(name) is null))
        {
            // Nothing narrows this process either: what it has is what the hardware has.
            Assert.Equal(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128, widest);
        }

        Expect(first, widest, helpers: true);

        Expect(Train(threads: 1), widest, helpers: false);
        Expect(Train(threads: 3), widest, helpers: true);
        Expect(Train(threads: 8), widest, helpers: true);
        Expect(Train(2, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")), Math.Min(widest, 256), helpers: true);
        Expect(Train(2, ("DOTNET_PreferredVectorBitWidth", "256")), Math.Min(widest, 256), helpers: true);
        Expect(Train(2, ("DOTNET_PreferredVectorBitWidth", "128")), 128, helpers: true);
        Expect(Train(2, ("DOTNET_TieredCompilation", "0")), widest, helpers: true);

        void Expect(Run run, int width, bool helpers)
        {
            Assert.Equal(expected, run.Bits);
            Assert.True(run.Width == width, $"{run.Environment}: vectors of {run.Width} bits, {width} were expected");
            Assert.True(run.Flag("fma") == HasFusedMultiplyAdd, $"{run.Environment}: fused multiply-add differs from this process's");
            Assert.Equal(4, run.Helpers.Length);
            Assert.True(Array.TrueForAll(run.Helpers, count => helpers ? count >= 10 : count == 0), $"{run.Environment}: other threads helped {string.Join(", ", run.Helpers)} times");
        }
    }

    // Few models are many computations of few sizes; here are many sizes, each computation with its value and gradients.
    [Law(90, 91, 92)]
    [Fact]
    public void Many_small_computations_give_the_same_bits_on_any_threads_vectors_and_compilation()
    {
        string[] cases = ["cases", $"{Effort.LawCases}"];
        var first = Start(2, cases);
        var expected = first.Bits.Split('\n');
        Assert.Equal(Effort.LawCases + 1, expected.Length);
        Assert.Equal(Effort.LawCases, expected.Select(static line => line.Split(' ')[^1]).Where(static hash => hash.Length == 64).Distinct().Count());
        Run[] others =
        [
            Start(1, cases), Start(7, cases), Start(64, cases),
            Start(2, cases, ("DOTNET_PreferredVectorBitWidth", "128")), Start(2, cases, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0"), ("DOTNET_PreferredVectorBitWidth", "256")),
            Start(2, cases, ("DOTNET_TieredCompilation", "0")), Start(2, cases, ("DOTNET_TieredPGO", "0"), ("DOTNET_ReadyToRun", "0")),
        ];
        foreach (var other in others)
        {
            var different = expected.Zip(other.Bits.Split('\n')).Where(static pair => pair.First != pair.Second).Select(static pair => pair.First).ToArray();
            Assert.True(different.Length == 0, $"{other.Environment}: other bits in {different.Length} cases, first {different.FirstOrDefault()}");
        }

        Assert.Equal(128, others[3].Width);
        Tally.Add(LawList.Kind(nameof(Many_small_computations_give_the_same_bits_on_any_threads_vectors_and_compilation)), Effort.LawCases);
    }

    // Exponentials are scaled by an instruction of AVX-512 where there is one, by two products elsewhere.
    [Fact]
    public void Special_functions_give_the_same_bits_whatever_instructions_there_are()
    {
        var first = Start(2, ["functions"]);
        var expected = first.Bits.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(96, expected.Length);
        foreach (var other in (Run[])[
            Start(2, ["functions"], ("DOTNET_PreferredVectorBitWidth", "128")), Start(2, ["functions"], ("DOTNET_PreferredVectorBitWidth", "256")),
            Start(2, ["functions"], ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0"))])
        {
            Assert.Equal(expected, other.Bits.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private Run Train(int threads, params (string Name, string Value)[] environment) => Start(threads, [], environment);

    private Run Start(int threads, string[] arguments, params (string Name, string Value)[] environment)
    {
        // The program that runs the tests may be a test host; the host that it came from is named by the SDK.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "AutoGrad.Determinism.dll"), $"{threads}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in switches)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(patience), $"The program did not end within {patience}.");
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        var run = new Run($"{threads} threads {string.Join(' ', environment)}", text.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
        output.WriteLine($"{run.Environment} {string.Join(' ', arguments)}: vectors of {run.Width} bits, helped {string.Join(", ", run.Helpers)} times, {clock.ElapsedMilliseconds} ms");
        return run;
    }

    /// <summary>What a child printed: a line with the bits of each model, then a line for each circumstance.</summary>
    private sealed record Run(string Environment, string Text)
    {
        public string Bits => string.Concat(Text.Split('\n').TakeWhile(static line => !line.StartsWith("threads", StringComparison.Ordinal)).Select(static line => $"{line}\n"));

        /// <summary>How often other threads took part in each model's training.</summary>
        public long[] Helpers => [.. Text.Split('\n').Where(static line => line.StartsWith("helpers ", StringComparison.Ordinal)).Select(static line => long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))];

        public int Width => Flag("vector512") ? 512 : Flag("vector256") ? 256 : Flag("vector128") ? 128 : 64;

        public bool Flag(string name) => bool.Parse(Value(name));

        public string Value(string name) => Text.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..];
    }
}
