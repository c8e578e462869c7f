using System.Buffers.Binary;
using System.Text;
using Xunit.Abstractions;

namespace AutoGrad.Tests;

public sealed class TensorBoardLogTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-events-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_by_another_reader()
    {
        string path;
        using (var log = new TensorBoardLog(folder))
        {
            path = log.Path;
            log.Write("loss/training", 0.1, 0);
            log.Write("größe", double.NaN, 300);
            log.Write(new string('x', 500), -1e300, long.MaxValue);
        }

        var events = Read(File.ReadAllBytes(path)).ToArray();
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal([("loss/training", 0.1f, 0L), ("größe", float.NaN, 300L), (new string('x', 500), float.NegativeInfinity, long.MaxValue)], events[1..].Select(static one => (one.Tag, one.Value, one.Step)));
        Assert.All(events, static one => Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (1000 * one.Time), -1000, 3_600_000));
        Assert.StartsWith("events.out.tfevents.", Path.GetFileName(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // RFC 3720, appendix B.4, and the mask by its definition.
        Assert.Equal(Masked(0xE3069283), EventRecord.MaskedChecksum("123456789"u8));
        Assert.Equal(Masked(0x8A9136AA), EventRecord.MaskedChecksum(new byte[32]));
        Assert.Equal(0xE3069283, Castagnoli("123456789"u8));
    }

    [Fact]
    public void An_epoch_writes_what_it_reached_and_is_in_the_file_at_once()
    {
        using var log = new TensorBoardLog(folder);
        using var other = new TensorBoardLog(folder);
        Assert.NotEqual(log.Path, other.Path);
        var summary = new EpochSummary(3, 0.5, 0.75, new Evaluation(0.6, 0.7) { Metrics = new MetricValues([KeyValuePair.Create("F1", 0.65)]) });
        var progress = new TrainingProgress(3, 9, 4, 5, 0.5, 0.75, 1, TimeSpan.Zero, TimeSpan.Zero, null);
        log.Report(progress);
        log.Report(progress with { Step = 5, Completed = summary });
        using var file = new FileStream(log.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        Assert.Equal(
            [("loss/training", 0.5f, 3L), ("accuracy/training", 0.75f, 3L), ("loss/validation", 0.6f, 3L), ("accuracy/validation", 0.7f, 3L), ("metrics/F1", 0.65f, 3L)],
            Read(bytes).Skip(1).Select(static one => (one.Tag, one.Value, one.Step)));
        Assert.Equal("AG765", Assert.Throws<ValueException>(() => log.Write("", 1, 1)).Code);
        Assert.Equal("AG765", Assert.Throws<ValueException>(() => log.Write("a", 1, -1)).Code);
    }

    [Fact]
    public void Python_reads_the_records_with_its_own_struct()
    {
        using (var log = new TensorBoardLog(folder))
        {
            log.Write("loss", 0.25, 7);
        }

        var text = Python.Run(
            """
            import glob, struct
            def crc(data):
                value = 0xFFFFFFFF
                for byte in data:
                    value ^= byte
                    for _ in range(8):
                        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
                value ^= 0xFFFFFFFF
                return ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF
            data, records = open(glob.glob("events.*")[0], "rb").read(), []
            while data:
                length, check = struct.unpack("<QI", data[:12])
                body = data[12:12 + length]
                assert check == crc(data[:8]) and struct.unpack("<I", data[12 + length:16 + length])[0] == crc(body)
                records.append(body)
                data = data[16 + length:]
            assert records[0].endswith(b"brain.Event:2")
            at = records[1].index(b"loss")
            print(len(records), records[1][9] == 0x10, records[1][10], struct.unpack("<f", records[1][at + 5:at + 9])[0])
            """,
            folder,
            "struct",
            output);
        Assert.True(text is null or "2 True 7 0.25\n", text);
    }

    [Fact]
    public void Histograms_are_read_back_by_another_reader_and_count_every_finite_value_in_its_bucket()
    {
        double[] values = [0, -0.0, 1e-13, -1e-13, 0.5, 0.5, -2, 3e30, double.NaN, double.PositiveInfinity, -3e30, .. Enumerable.Range(0, 1000).Select(static i => Math.Sin(i))];
        var finite = values.Where(double.IsFinite).ToArray();
        string path;
        using (var log = new TensorBoardLog(folder))
        {
            path = log.Path;
            log.WriteHistogram("weights", Tensor.Create<double>(values), 7);
            log.WriteHistogram("nothing", Tensor.Zeros<float>(0), 8);
            Assert.Equal("AG765", Assert.Throws<ValueException>(() => log.WriteHistogram("", Tensor.Zeros<float>(1), 1)).Code);
        }

        var histograms = Histograms(File.ReadAllBytes(path)).ToArray();
        Assert.Equal([("weights", 7L), ("nothing", 8L)], histograms.Select(static one => (one.Tag, one.Step)));
        var (numbers, limits, counts) = (histograms[0].Numbers, histograms[0].Limits, histograms[0].Counts);
        Assert.Equal([-3e30, 3e30, finite.Length, finite.Sum()], numbers[..4]);
        Assert.Equal(finite.Sum(static value => value * value), numbers[4], 1e-9 * numbers[4]);
        Assert.Equal(limits.Length, counts.Length);
        Assert.Equal(limits.Order(), limits);
        for (var bucket = 0; bucket < limits.Length; bucket++)
        {
            var from = bucket == 0 ? double.NegativeInfinity : limits[bucket - 1];
            Assert.Equal(finite.Count(value => value >= from && value < limits[bucket]), counts[bucket]);
        }

        Assert.Equal(finite.Length, counts.Sum());
        Assert.True(limits.Length < 250, "buckets of nothing side by side are one");
        Assert.Empty(histograms[1].Limits);
    }

    [Fact]
    public void A_run_writes_the_spread_of_its_parameters_beside_what_its_epochs_reached()
    {
        var model = new Dense<float>(2, 1, new RandomStream(1));
        string path;
        using (var log = new TensorBoardLog(folder))
        {
            path = log.Path;
            var trainer = new Trainer<float>(model, new Sgd<float>(model.Parameters), static (output, batch) => Loss.MeanSquaredError(output, batch.Targets))
            {
                Epochs = 2,
                Callbacks = [new ParameterHistograms<float>(log)],
            };
            trainer.Run(new Dataset<float>(Tensor.Ones<float>(4, 2), Tensor.Ones<float>(4, 1)), new RandomStream(1), progress: log);
        }

        var histograms = Histograms(File.ReadAllBytes(path)).ToArray();
        Assert.Equal([("parameters/weight", 1L), ("parameters/bias", 1L), ("parameters/weight", 2L), ("parameters/bias", 2L)], histograms.Select(static one => (one.Tag, one.Step)));
        Assert.Equal([2.0, 1, 2, 1], histograms.Select(static one => one.Numbers[2]));
        Assert.Equal(model.Bias!.Item(), histograms[3].Numbers[3]);
    }

    private static IEnumerable<(string Tag, long Step, double[] Numbers, double[] Limits, double[] Counts)> Histograms(byte[] bytes)
    {
        foreach (var body in Bodies(bytes))
        {
            var fields = Fields(body).ToDictionary(static field => field.Number, static field => field.Content);
            var value = fields.TryGetValue(5, out var summary) ? Fields(Fields(summary).Single().Content).ToDictionary(static field => field.Number, static field => field.Content) : [];
            if (value.TryGetValue(5, out var spread))
            {
                var parts = Fields(spread).ToDictionary(static field => field.Number, static field => field.Content);
                yield return (Encoding.UTF8.GetString(value[1]), BinaryPrimitives.ReadInt64LittleEndian(fields[2]), [.. Enumerable.Range(1, 5).SelectMany(field => Doubles(parts[field]))], Doubles(parts[6]), Doubles(parts[7]));
            }
        }
    }

    private static double[] Doubles(byte[] packed) => [.. packed.Chunk(8).Select(static bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes))];

    private static IEnumerable<(double Time, long Step, string? Version, string? Tag, float Value)> Read(byte[] bytes)
    {
        foreach (var body in Bodies(bytes))
        {
            var fields = Fields(body).ToDictionary(static field => field.Number, static field => field.Content);
            var value = fields.TryGetValue(5, out var summary) ? Fields(Fields(summary).Single().Content).ToDictionary(static field => field.Number, static field => field.Content) : [];
            yield return (
                BinaryPrimitives.ReadDoubleLittleEndian(fields[1]),
                BinaryPrimitives.ReadInt64LittleEndian(fields[2]),
                fields.TryGetValue(3, out var version) ? Encoding.UTF8.GetString(version) : null,
                value.TryGetValue(1, out var tag) ? Encoding.UTF8.GetString(tag) : null,
                value.TryGetValue(2, out var number) ? BinaryPrimitives.ReadSingleLittleEndian(number) : 0);
        }
    }

    /// <summary>The contents of the records, after their checksums were found right.</summary>
    private static IEnumerable<byte[]> Bodies(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(Castagnoli(bytes.AsSpan(at, 8))), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var body = bytes.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(Castagnoli(body)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            at += 16 + length;
            yield return body;
        }
    }

    /// <summary>The wire format: a number and a kind, then the content; a varint as 8 bytes.</summary>
    private static IEnumerable<(int Number, byte[] Content)> Fields(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var head = Varint(bytes, ref at);
            var kind = (int)(head & 7);
            if (kind == 0)
            {
                yield return ((int)(head >> 3), BitConverter.GetBytes(Varint(bytes, ref at)));
                continue;
            }

            var length = kind switch { 1 => 8, 5 => 4, _ => (int)Varint(bytes, ref at) };
            yield return ((int)(head >> 3), bytes[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            value |= (bytes[at] & 0x7Ful) << shift;
            if ((bytes[at++] & 0x80) == 0)
            {
                return value;
            }
        }
    }

    /// <summary>Bit by bit, by the definition.</summary>
    private static uint Castagnoli(ReadOnlySpan<byte> bytes)
    {
        var value = uint.MaxValue;
        foreach (var one in bytes)
        {
            value ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0);
            }
        }

        return ~value;
    }

    private static uint Masked(uint checksum) => ((checksum >> 15) | (checksum << 17)) + 0xA282EAD8;
}
