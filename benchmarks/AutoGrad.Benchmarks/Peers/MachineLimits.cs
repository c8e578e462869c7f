using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Benchmarks;

/// <summary>What this machine can do at most, measured with all its cores by kernels that do nothing else.</summary>
internal sealed class MachineLimits
{
    private const int Tries = 12;

    private readonly Dictionary<(int Length, int Cores), double> copyBandwidths = [];

    /// <summary>Floating-point operations per second in float, a fused multiply-add counted as two.</summary>
    public double FlopsPerSecond { get; } = Best(static () =>
    {
        const int Rounds = 2_000_000;
        var seconds = Seconds(Environment.ProcessorCount, static _ => Sink(Vector512.IsHardwareAccelerated ? Multiply512(Rounds) : Multiply256(Rounds)));
        return 2.0 * 12 * (Vector512.IsHardwareAccelerated ? 16 : 8) * Rounds * Environment.ProcessorCount / seconds;
    });

    /// <summary>Bytes read plus bytes written per second when some cores copy between two arrays that together are this large: it depends on the cache that they fit in.</summary>
    public double CopyBytesPerSecond(double workingSet, int cores)
    {
        var length = (int)(workingSet / 2 / sizeof(float));
        if (!copyBandwidths.TryGetValue((length, cores), out var bandwidth))
        {
            var (source, target) = (new float[length], new float[length]);
            var repeats = Math.Max(1, 16_000_000 / length);
            var part = length / cores;
            copyBandwidths[(length, cores)] = bandwidth = Best(() => 2.0 * sizeof(float) * part * repeats * cores / Seconds(cores, core =>
            {
                for (var repeat = 0; repeat < repeats; repeat++)
                {
                    source.AsSpan(core * part, part).CopyTo(target.AsSpan(core * part, part));
                }
            }));
        }

        return bandwidth;
    }

    /// <summary>The least time a step can take on some of the cores, in microseconds; null where no limit is stated.</summary>
    public double? LeastMicroseconds(double flops, double bytes, int cores) =>
        flops > 0 ? 1e6 * flops / FlopsPerSecond * Environment.ProcessorCount / cores : bytes > 0 ? 1e6 * bytes / CopyBytesPerSecond(bytes, cores) : null;

    /// <summary>A limit is the best of several tries: everything else that runs can only take from it.</summary>
    private static double Best(Func<double> measure) => Enumerable.Range(0, Tries).Max(_ => measure());

    private static double Seconds(int cores, Action<int> work)
    {
        using var start = new Barrier(cores);
        var times = new double[cores];
        var threads = Enumerable.Range(0, times.Length).Select(core => new Thread(() =>
        {
            start.SignalAndWait();
            var from = Stopwatch.GetTimestamp();
            work(core);
            times[core] = Stopwatch.GetElapsedTime(from).TotalSeconds;
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return times.Max();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sink(float value) => _ = value;

    // Twelve independent chains hide the latency of two multiply-add units.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply512(int rounds)
    {
        Vector512<float> factor = Vector512.Create(0.999f), addend = Vector512.Create(0.001f);
        Vector512<float> s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend, s6 = addend, s7 = addend, s8 = addend, s9 = addend, s10 = addend, s11 = addend;
        for (var round = 0; round < rounds; round++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, factor, addend);
            s1 = Vector512.FusedMultiplyAdd(s1, factor, addend);
            s2 = Vector512.FusedMultiplyAdd(s2, factor, addend);
            s3 = Vector512.FusedMultiplyAdd(s3, factor, addend);
            s4 = Vector512.FusedMultiplyAdd(s4, factor, addend);
            s5 = Vector512.FusedMultiplyAdd(s5, factor, addend);
            s6 = Vector512.FusedMultiplyAdd(s6, factor, addend);
            s7 = Vector512.FusedMultiplyAdd(s7, factor, addend);
            s8 = Vector512.FusedMultiplyAdd(s8, factor, addend);
            s9 = Vector512.FusedMultiplyAdd(s9, factor, addend);
            s10 = Vector512.FusedMultiplyAdd(s10, factor, addend);
            s11 = Vector512.FusedMultiplyAdd(s11, factor, addend);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply256(int rounds)
    {
        Vector256<float> factor = Vector256.Create(0.999f), addend = Vector256.Create(0.001f);
        Vector256<float> s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend, s6 = addend, s7 = addend, s8 = addend, s9 = addend, s10 = addend, s11 = addend;
        for (var round = 0; round < rounds; round++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, factor, addend);
            s1 = Vector256.FusedMultiplyAdd(s1, factor, addend);
            s2 = Vector256.FusedMultiplyAdd(s2, factor, addend);
            s3 = Vector256.FusedMultiplyAdd(s3, factor, addend);
            s4 = Vector256.FusedMultiplyAdd(s4, factor, addend);
            s5 = Vector256.FusedMultiplyAdd(s5, factor, addend);
            s6 = Vector256.FusedMultiplyAdd(s6, factor, addend);
            s7 = Vector256.FusedMultiplyAdd(s7, factor, addend);
            s8 = Vector256.FusedMultiplyAdd(s8, factor, addend);
            s9 = Vector256.FusedMultiplyAdd(s9, factor, addend);
            s10 = Vector256.FusedMultiplyAdd(s10, factor, addend);
            s11 = Vector256.FusedMultiplyAdd(s11, factor, addend);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
