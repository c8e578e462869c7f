using System.IO.Compression;
using Xunit.Abstractions;

namespace AutoGrad;

public class IdxTests(ITestOutputHelper output)
{
    private static readonly byte[] small = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    private static IdxFile Read(params byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Idx.Read(stream, "t.idx");
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var deflater = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflater.Write(bytes);
        }

        return file.ToArray();
    }

    private static void Refuses(byte[] bytes, long? offset, string fault)
    {
        var refused = Assert.Throws<DataFormatException>(() => Read(bytes));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("t.idx", refused.Message, StringComparison.Ordinal);
        Assert.Equal("t.idx", refused.File);
        if (offset is not null)
        {
            Assert.Equal(offset, refused.Offset);
            Assert.StartsWith($"t.idx, byte {offset}: ", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_are_read_plain_and_compressed(bool compressed)
    {
        var file = Read(compressed ? Compress(small) : small);
        Assert.Equal([2, 3], file.Shape.ToArray());
        Assert.Equal(IdxElement.UnsignedByte, file.Element);
        Assert.Equal(6, file.Count);
        Assert.Equal([1, 2, 3, 4, 5, 255], file.ToArray<int>());
        Assert.Equal([1f, 2, 3, 4, 5, 255], file.ToArray<float>());
        Assert.Equal([2, 3], file.ToTensor<float>().Shape);
        Assert.Equal([1f, 2, 3, 4, 5, 255], file.ToTensor<float>().ToArray());
        Assert.Equal([2, 3], file.ToIndices().Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], file.ToIndices().ToArray());
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF }, -1)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData(0x0C, new byte[] { 0, 1, 0, 0 }, 65536)]
    [InlineData(0x0D, new byte[] { 0xBF, 0xC0, 0, 0 }, -1.5)]
    [InlineData(0x0E, new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0 }, 1.5)]
    public void Every_element_type_is_read_big_endian(byte type, byte[] element, double expected) =>
        Assert.Equal([expected], Read([0, 0, type, 1, 0, 0, 0, 1, .. element]).ToArray<double>());

    [Fact]
    public void A_size_of_zero_makes_an_empty_file()
    {
        var file = Read(0, 0, 8, 2, 0, 0, 0, 5, 0, 0, 0, 0);
        Assert.Equal([5, 0], file.Shape.ToArray());
        Assert.Empty(file.ToArray<double>());
    }

    [Fact]
    public void Integers_take_only_values_that_fit()
    {
        var file = Read(0, 0, 0x0D, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0);
        Assert.Contains("element 0 is 1.5, which Int32 cannot hold", Assert.Throws<DataFormatException>(() => file.ToArray<int>()).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => Read(small).ToArray<sbyte>());
        Assert.Throws<DataFormatException>(() => Read(0, 0, 0x0D, 1, 0, 0, 0, 1, 0x7F, 0xC0, 0, 0).ToArray<int>());
        Assert.Equal([float.NaN], Read(0, 0, 0x0E, 1, 0, 0, 0, 1, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0).ToArray<float>());
    }

    [Fact]
    public void Wrong_beginnings_are_refused_with_their_value()
    {
        Refuses([], 0, "ends after 0 bytes, 4 too early");
        Refuses([0, 0, 8], 3, "1 too early");
        Refuses([0x89, 0x50, 0x4E, 0x47], 0, "begins with 0x89 0x50");
        Refuses([0, 0, 0x0A, 1, 0, 0, 0, 0], 2, "element type is 0x0A");
        Refuses([0, 0, 8, 0], 3, "number of dimensions is 0");
        Refuses([0, 0, 8, 9], 3, "number of dimensions is 9");
        Refuses([0, 0, 8, 2, 0, 0, 0, 1, 0, 0], 10, "2 too early for the size of dimension 1");
    }

    [Fact]
    public void Sizes_that_no_array_can_have_are_refused_also_beside_a_zero()
    {
        Refuses([0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF], 4, "the size of dimension 0 is 4294967295");
        Refuses([0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0], 8, "4294967296 bytes");
        Refuses([0, 0, 8, 3, 0, 0, 0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF, 0, 0], 12, "the size of dimension 2");
        Refuses([0, 0, 0x0E, 1, 0x7F, 0, 0, 0], 4, "an array holds at most");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Missing_and_trailing_bytes_are_refused(bool compressed)
    {
        Func<byte[], byte[]> pack = compressed ? Compress : bytes => bytes;
        Refuses(pack(small[..^1]), 17, "the file ends after 17 bytes, 1 too early for the 6 bytes of the elements that the sizes [2, 3] announce");
        Refuses(pack([.. small, 0]), 18, "goes on after the 18 bytes");
    }

    [Fact]
    public void Every_cut_of_a_compressed_file_is_refused()
    {
        var file = Compress(small);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Read(file[..length]));
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_compressed_file_is_refused_or_harmless()
    {
        var file = Compress(small);
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var damaged = file.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // The time stamp and the like in gzip's own header, and the unused bits after the last code, may change; what is read may not.
                Assert.Equal(Read(file).ToArray<int>(), Read(damaged).ToArray<int>());
                Assert.True(bit / 8 is >= 3 and <= 9 || bit / 8 == file.Length - 9, $"bit {bit} of {file.Length} bytes was flipped unseen");
            }
            catch (DataFormatException refused)
            {
                Assert.StartsWith("t.idx", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_wrong_checksum_and_what_follows_a_compressed_file_are_refused()
    {
        var file = Compress(small);
        var damaged = file.ToArray();
        damaged[^5] ^= 1;
        Refuses(damaged, null, "gzip");
        Refuses([.. file, 0], null, "");
        Refuses([.. file, .. new byte[100_000]], null, "");
        Refuses([.. file, 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], 18, "checksum 0x00000000 and length 0"); // an empty member
        Refuses([.. file, .. Compress(small)], 18, "goes on");
        Refuses([.. Compress(small[..10]), .. Compress(small[10..])], 18, "checksum");
    }

    [Fact]
    public void A_header_that_announces_two_gigabytes_allocates_next_to_nothing()
    {
        byte[] header = [0, 0, 8, 1, 0x7F, 0xFF, 0xFF, 0xC7];
        foreach (var file in new[] { header, Compress(header) })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<DataFormatException>(() => Read(file));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 65_536);
        }
    }

    [Fact]
    public void Inflating_stops_where_the_header_says()
    {
        var bomb = Compress([.. small, .. new byte[50_000_000]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(bomb, 18, "goes on after the 18 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 65_536);

        using var endless = new EndlessStream(7, small);
        Assert.Throws<DataFormatException>(() => Idx.Read(endless, "endless"));
    }

    [Fact]
    public void Payloads_of_many_pieces_come_whole()
    {
        var payload = new byte[100_003];
        new Random(1).NextBytes(payload);
        byte[] file = [0, 0, 8, 1, 0, 1, 0x86, 0xA3, .. payload];
        Assert.Equal(payload, Read(file).ToArray<byte>());
        Assert.Equal(payload, Read(Compress(file)).ToArray<byte>());
    }

    [Fact]
    public void Files_are_read_and_named_without_their_folder()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "images.gz");
            File.WriteAllBytes(path, Compress(small));
            Assert.Equal(6, Idx.Load(path).Count);
            File.WriteAllBytes(path, [1]);
            Assert.StartsWith("images.gz, byte 1: ", Assert.Throws<DataFormatException>(() => Idx.Load(path)).Message, StringComparison.Ordinal);
            Assert.Throws<FileNotFoundException>(() => Idx.Load(path + "x"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_is_written_is_read_and_written_again_to_the_same_bytes()
    {
        var matrix = Tensor.Create<float>([0, 1, 2, 3, 4, 127], [3, 2]);
        foreach (var element in Enum.GetValues<IdxElement>())
        {
            using var first = new MemoryStream();
            Idx.Write(first, matrix, element);
            var read = Read(first.ToArray());
            Assert.Equal(element, read.Element);
            Assert.Equal([3, 2], read.Shape.ToArray());
            Assert.Equal(matrix.ToArray(), read.ToArray<float>());
            using var second = new MemoryStream();
            Idx.Write(second, Tensor.Create(read.ToArray<float>(), Shape.Create(read.Shape)), element);
            Assert.Equal(first.ToArray(), second.ToArray());
        }

        using var labels = new MemoryStream();
        Idx.Write(labels, Indices.Create([3, 255]));
        Assert.Equal([0, 0, 8, 1, 0, 0, 0, 2, 3, 255], labels.ToArray());
    }

    [Fact]
    public void Numbers_that_do_not_fit_exactly_are_refused_before_anything_is_written()
    {
        using var stream = new MemoryStream();
        Assert.Contains("element 1 is 1.5, which UnsignedByte cannot hold", Assert.Throws<ValueException>(() => Idx.Write(stream, Tensor.Create([1, 1.5]), IdxElement.UnsignedByte)).Message, StringComparison.Ordinal);
        Assert.Throws<ValueException>(() => Idx.Write(stream, Indices.Create([256])));
        Assert.Throws<ValueException>(() => Idx.Write(stream, Tensor.Create([double.NaN]), IdxElement.Integer32));
        Assert.Throws<ValueException>(() => Idx.Write(stream, Tensor.Create([0.1]), IdxElement.Real32));
        Assert.Throws<ValueException>(() => Idx.Write(stream, Tensor.Scalar(1.0), IdxElement.Real64));
        Assert.Throws<ValueException>(() => Idx.Write(stream, Tensor.Create([1.0]), (IdxElement)7));
        Assert.Equal(0, stream.Length);
        Idx.Write(stream, Tensor.Create([double.NaN, 0.5]), IdxElement.Real32);
    }

    [Fact]
    public void Mutants_are_read_or_refused_by_the_typed_error_within_the_files_size() =>
        Mutator.Run([small, [0, 0, 0x0D, 1, 0, 0, 0, 1, 0x7F, 0xC0, 0, 0]], Read, WriteAndRead, output);

    [Fact]
    public void Mutants_of_compressed_files_are_read_or_refused_by_the_typed_error() => Mutator.Run([Compress(small), small], Read, WriteAndRead, output);

    private static void WriteAndRead(IdxFile file)
    {
        using var written = new MemoryStream();
        Idx.Write(written, file.ToTensor<double>(), file.Element);
        var again = Read(written.ToArray());
        Assert.Equal(file.Element, again.Element);
        Assert.Equal(file.Shape, again.Shape);
        Assert.Equal(file.ToArray<double>().Select(BitConverter.DoubleToInt64Bits), again.ToArray<double>().Select(BitConverter.DoubleToInt64Bits));
    }
}
