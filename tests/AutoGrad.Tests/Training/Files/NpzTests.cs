using System.Buffers.Binary;
using System.IO.Compression;
using Xunit.Abstractions;

namespace AutoGrad;

public class NpzTests(ITestOutputHelper output)
{
    internal static readonly KeyValuePair<string, Tensor<float>>[] tensors = [new("weight", Tensor.Arange<float>(12).Reshape(3, 4)), new("part/bias", Tensor.Zeros<float>(100))];

    private static readonly byte[] centralRecord = [0x50, 0x4B, 1, 2];

    internal static byte[] Write(bool compress, params KeyValuePair<string, Tensor<float>>[] entries)
    {
        using var stream = new MemoryStream();
        Npz.Write(stream, entries, compress);
        return stream.ToArray();
    }

    internal static byte[] Zip(params (string Name, byte[] Bytes)[] entries) => Zip(CompressionLevel.Optimal, entries);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    internal static IReadOnlyDictionary<string, StoredTensor> Read(byte[] bytes, long limit = Npz.UsualLimit)
    {
        using var stream = new MemoryStream(bytes);
        return Npz.Read(stream, "t.npz", limit);
    }

    private static DataFormatException Refuses(byte[] bytes, string fault, string code = "AG502", long limit = Npz.UsualLimit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Read(bytes, limit));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= bytes.Length + 65_536, $"{allocated} bytes were allocated for a file of {bytes.Length}: {refused.Message}");
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("t.npz", refused.Message, StringComparison.Ordinal);
        Assert.Equal(code, refused.Code);
        return refused;
    }

    /// <summary>The bytes with some replaced, which stand at a place after the n-th appearance of a signature.</summary>
    internal static byte[] Patch(byte[] file, uint signature, int offset, params byte[] bytes)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(key, signature);
        var place = file.AsSpan().IndexOf(key);
        Assert.True(place >= 0);
        var patched = file.ToArray();
        bytes.CopyTo(patched, place + offset);
        return patched;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_and_written_again_to_the_same_bytes(bool compress)
    {
        var file = Write(compress, tensors);
        var read = Read(file);
        Assert.Equal(["weight", "part/bias"], read.Keys);
        Assert.Equal(tensors[0].Value.ToArray(), read["weight"].ToTensor<float>().ToArray());
        Assert.Equal([3, 4], read["weight"].Shape);
        Assert.Equal(file, Write(compress, [.. read.Select(static entry => new KeyValuePair<string, Tensor<float>>(entry.Key, entry.Value.ToTensor<float>()))]));
        using var archive = new ZipArchive(new MemoryStream(file));
        Assert.Equal(2, archive.Entries.Count);
        Assert.Empty(Read(Write(compress)));
    }

    [Fact]
    public void What_is_no_archive_or_was_cut_off_is_refused()
    {
        Refuses([], "no end of a zip directory");
        Refuses(new byte[100_000], "no end of a zip directory");
        var file = Write(true, tensors);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Read(file[..length]));
        }

        Refuses([.. file, 1], "no end of a zip directory");
        Refuses([1, .. file], "do not end at");
        Refuses(Zip(("a.npy", Write(false, tensors))), "begins with 0x504B");
    }

    [Fact]
    public void Headers_that_disagree_with_the_directory_are_refused()
    {
        const uint Local = 0x04034B50;
        const uint Central = 0x02014B50;
        var file = Write(true, tensors);
        Refuses(Patch(file, Local, 8, 0), "not what the directory says");
        Refuses(Patch(file, Local, 14, 1, 2, 3, 4), "not what the directory says");
        Refuses(Patch(file, Local, 30, (byte)'x'), "not what the directory says");
        Refuses(Patch(file, Central, 8, 1), "encrypted", "AG681");
        Refuses(Patch(file, Central, 10, 12), "method 12", "AG681");
        Refuses(Patch(file, Central, 10, 93), "method 93", "AG681");
        Refuses(Patch(file, Central, 24, 255, 255, 255, 255), "4294967295 unpacked", "AG681");
        Refuses(Patch(file, Central, 24, 0, 0, 0, 16), "that cannot be");
        Refuses(Patch(file, Central, 20, 0, 0, 1, 0), "");
        Refuses(Patch(file, Central, 42, 255, 255, 255, 254), "should be here, but the file ends");
        Refuses(Patch(file, Central, 0, 1), "does not begin with its signature");
        Refuses(Patch(file, 0x06054B50, 10, 255, 255), "zip64", "AG681");
        Refuses(Patch(file, 0x06054B50, 10, 9), "9 entries");
    }

    [Theory]
    [InlineData("../evil.npy")]
    [InlineData("/evil.npy")]
    [InlineData("C:/evil.npy")]
    [InlineData("a\\evil.npy")]
    [InlineData("a.txt")]
    [InlineData("a.npy/../b.npy")]
    public void Names_that_are_tricks_or_no_arrays_are_refused(string name) => Refuses(Zip((name, NpyTests.Bytes(NpyTests.Header(), new byte[8]))), "an entry has the name");

    [Fact]
    public void Doubled_names_and_overlapping_entries_are_refused()
    {
        var array = NpyTests.Bytes(NpyTests.Header(), new byte[8]);
        Refuses(Zip(("a.npy", array), ("a.npy", array)), "is there twice");

        // Two entries of the directory that both point to the first local header, as in an archive that unpacks to more than it holds.
        var file = Zip(("a.npy", array), ("b.npy", array));
        var second = file.AsSpan().LastIndexOf(centralRecord);
        var forged = file.ToArray();
        forged.AsSpan(second + 42, 4).Clear();
        forged[second + 46] = (byte)'a';
        Refuses(forged, "two entries overlap");
    }

    [Fact]
    public void Damaged_bytes_wrong_checksums_and_lengths_are_refused()
    {
        foreach (var compress in new[] { false, true })
        {
            var file = Write(compress, tensors);
            var central = file.AsSpan().IndexOf(centralRecord);
            var data = 30 + "weight.npy".Length;
            for (var place = data; place < data + 50; place++)
            {
                var damaged = file.ToArray();
                damaged[place] ^= 4;
                Assert.Throws<DataFormatException>(() => Read(damaged));
            }

            var forged = file.ToArray();
            forged[central + 16] ^= 1; // The checksum, in both places.
            forged[14] ^= 1;
            Refuses(forged, "checksum 0x");
        }

        // A length that is one less or more than the truth, in both places.
        foreach (var change in new[] { -1, 1 })
        {
            var file = Write(true, tensors);
            var central = file.AsSpan().IndexOf(centralRecord);
            foreach (var place in new[] { 22, central + 24 })
            {
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(place)) + change);
            }

            Refuses(file, "");
        }
    }

    [Fact]
    public void A_bomb_costs_nothing_and_a_limit_holds()
    {
        var header = NpyTests.Bytes(NpyTests.Header("'|u1'", shape: "(50000000,)"), new byte[50_000_001]);
        Refuses(Zip(("bomb.npy", header)), "need 50000000 bytes");
        Refuses(Write(true, tensors), "the limit is 100", "AG503", limit: 100);
    }

    /// <summary>The smallest entries that there are, as many as there may be: what is kept of each, and what checking it costs, must be less than it has in the file.</summary>
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Many_small_entries_cost_no_more_than_the_file(CompressionLevel level)
    {
        byte[] array = [0x93, .. "NUMPY"u8, 1, 0, 48, 0, .. "{'descr':'|u1','fortran_order':True,'shape':()}\n"u8, 7];
        var file = Zip(level, [.. Enumerable.Range(0, 65_000).Select(index => ($"{index:x}.npy", array))]);
        Assert.Equal(65_000, Read(file).Count);
        var forged = file.ToArray();
        forged[file.AsSpan().LastIndexOf(centralRecord) + 16] ^= 1; // The checksum of the last, in both places.
        forged[file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 3, 4]) + 14] ^= 1;
        Refuses(forged, "checksum 0x");
    }

    /// <summary>The library's own inflater against the runtime's deflater, over every kind of block and of match.</summary>
    [Fact]
    public void What_was_deflated_at_any_level_is_inflated_to_the_same_bytes()
    {
        var random = new Random(3);
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize })
        {
            foreach (var (length, letters) in new[] { (1, 256), (300, 2), (40_000, 256), (70_000, 5), (200_000, 60), (300_000, 1) })
            {
                var data = new byte[length];
                for (var index = 0; index < length; index++)
                {
                    data[index] = index > 100 && random.Next(10) < 7 ? data[index - random.Next(1, int.Min(index, 40_000))] : (byte)(random.Next(letters) * random.Next(letters));
                }

                Assert.Equal(data, Read(Zip(level, ("a.npy", NpyTests.Bytes(NpyTests.Header("'|u1'", shape: $"({length},)"), data))))["a"].Bytes.ToArray());
            }
        }
    }

    [Fact]
    public void Names_that_an_archive_should_not_have_are_refused_before_anything_is_written()
    {
        foreach (var name in new[] { "", "../a", "/a", "a\\b", "c:a", "a\0" })
        {
            Assert.Equal("AG682", Assert.Throws<ValueException>(() => Write(false, new KeyValuePair<string, Tensor<float>>(name, Tensor.Zeros<float>(1)))).Code);
        }
    }

    [Fact]
    public void Mutants_are_read_or_refused_by_the_typed_error_within_the_files_size() =>
        Mutator.Run(
            [Write(true, tensors), Write(false, tensors), Zip(("a.npy", NpyTests.Bytes(NpyTests.Header("'|b1'"), new byte[2])))],
            static bytes => Read(bytes),
            static arrays =>
            {
                var tensors = arrays.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToTensor<double>());
                using var written = new MemoryStream();
                Npz.Write(written, tensors);
                Mutator.AssertEqual(tensors, Read(written.ToArray()));
            },
            output);
}
