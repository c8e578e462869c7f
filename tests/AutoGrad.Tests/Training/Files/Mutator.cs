using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>Damages valid files in many ways, and checks that a reader answers each with a file or with the one typed error, within its memory.</summary>
internal static partial class Mutator
{
    private static readonly string[] numbers =
        ["0", "1", "-1", "2", "4", "255", "256", "65535", "2147483647", "2147483648", "4294967295", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e2", "2.0", "null", "true", "[]", "{}", "\"\""];

    private static readonly ulong[] integers = [0, 1, 2, 7, 8, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 1UL << 32, 1UL << 63, ulong.MaxValue];

    private const int Limit = 65_536;

    /// <summary>How many inputs one of the seven readers reads: together 200,000 in the gate, 5,000,000 in the deep tier.</summary>
    public static int Count => Effort.MutatedFiles;

    /// <summary>Reads mutants of the files; what is accepted may be what <paramref name="read"/> says and must pass <paramref name="check"/>, what is refused only a DataFormatException.</summary>
    public static void Run<TFile>(byte[][] files, Func<byte[], TFile> read, Action<TFile> check, ITestOutputHelper output)
    {
        var random = new Random(42);
        var (accepted, refused, most) = (0, 0, 0L);
        foreach (var file in files)
        {
            check(read(file)); // Warm, and valid.
        }

        for (var index = 0; index < Count; index++)
        {
            var mutant = Mutate(files[random.Next(files.Length)], files, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var file = read(mutant);
                accepted++;
                Check(file, check, index, mutant);
            }
            catch (DataFormatException fault)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before - mutant.Length;
                if (allocated > Limit)
                {
                    // What the process makes once (tables behind the first exception of a kind, a pool that a collection has emptied) the second time does not show; what the reader costs, it does.
                    before = GC.GetAllocatedBytesForCurrentThread();
                    _ = Assert.ThrowsAny<DataFormatException>(() => read(mutant));
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before - mutant.Length;
                }

                most = Math.Max(most, allocated);
                refused++;
                Assert.True(allocated <= Limit, $"input {index}: {allocated} bytes beyond the file's {mutant.Length}: {fault.Message}");
                Assert.True(fault.Code is "AG501" or "AG502" or "AG503" or "AG681" or "AG685" or "AG686", fault.Message);
                Assert.True(fault.Message.Length < 2_000, $"input {index}: a message of {fault.Message.Length} characters");
            }
            catch (Exception other) when (other is not Xunit.Sdk.FailException)
            {
                Assert.Fail($"input {index}: {other}{Environment.NewLine}{Convert.ToHexString(mutant)}");
            }
        }

        output.WriteLine($"{Count} inputs: {accepted} accepted, {refused} refused, at most {most} bytes beyond the file's size");
        Assert.True(refused > Count / 3, $"only {refused} of {Count} were refused");
    }

    /// <summary>Whether tensors that were read are read from what is written of them, with equal bits.</summary>
    public static void AssertEqual(IReadOnlyDictionary<string, Tensor<double>> written, IReadOnlyDictionary<string, StoredTensor> read)
    {
        Assert.Equal(written.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in written)
        {
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.Equal(MemoryMarshal.AsBytes(tensor.AsSpan()), MemoryMarshal.AsBytes(read[name].ToTensor<double>().AsSpan()));
        }
    }

    /// <summary>A reader's own error must not look like a refusal of the mutant here.</summary>
    private static void Check<TFile>(TFile file, Action<TFile> check, int index, byte[] mutant)
    {
        try
        {
            check(file);
        }
        catch (Exception fault)
        {
            Assert.Fail($"input {index} was read, but then: {fault}{Environment.NewLine}{Convert.ToHexString(mutant)}");
        }
    }

    private static byte[] Mutate(byte[] file, byte[][] files, Random random)
    {
        var bytes = file;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            bytes = Once(bytes, files, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] file, byte[][] files, Random random)
    {
        if (file.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        var bytes = file.ToArray();
        var place = random.Next(bytes.Length);
        var beginning = random.Next(Math.Min(bytes.Length, 128));
        var length = random.Next(Math.Min(64, bytes.Length - place) + 1);
        switch (random.Next(11))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[beginning] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..place];
            case 3:
                return [.. bytes, .. Noise(random.Next(1, 40), random)];
            case 4:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 5:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            case 6:
                var other = files[random.Next(files.Length)];
                return [.. bytes[..place], .. other[Math.Min(place, other.Length)..]];
            case 7:
                var value = BitConverter.GetBytes(integers[random.Next(integers.Length)]);
                value.AsSpan(0, Math.Min(random.Next(2) == 0 ? 4 : 8, bytes.Length - beginning)).CopyTo(bytes.AsSpan(beginning));
                return bytes;
            case 8:
                return Noise(random.Next(200), random);
            default:
                return Text(bytes, random);
        }
    }

    /// <summary>Exchanges a number or a word of a textual header; of a safetensors file the length in front is set right, so that the change is seen.</summary>
    private static byte[] Text(byte[] bytes, Random random)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var places = (random.Next(2) == 0 ? Number() : Word()).Matches(text);
        if (places.Count == 0)
        {
            return bytes;
        }

        var (from, to) = (places[random.Next(places.Count)], places[random.Next(places.Count)]);
        var replacement = random.Next(3) == 0 ? to.Value : numbers[random.Next(numbers.Length)];
        var changed = Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, from.Index), replacement, text.AsSpan(from.Index + from.Length)));
        if (bytes.Length > 9 && bytes[8] == '{' && changed.Length > 8)
        {
            BitConverter.TryWriteBytes(changed, BitConverter.ToUInt64(changed) + (ulong)(changed.Length - bytes.Length));
        }

        return changed;
    }

    private static byte[] Noise(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"[""'][^""']*[""']|[\[\]{}(),:]")]
    private static partial Regex Word();
}
