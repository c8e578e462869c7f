using System.Buffers.Binary;
using System.Text;
using Xunit.Abstractions;

namespace AutoGrad;

public class SafeTensorsTests(ITestOutputHelper output)
{
    private static readonly float[] special = [0f, -0f, float.NaN, BitConverter.UInt32BitsToSingle(0x7FA00001), BitConverter.UInt32BitsToSingle(0xFFC12345), float.PositiveInfinity, float.Epsilon, 1.5f];

    internal static byte[] Bytes(string header, params byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + text.Length);
        return file;
    }

    internal static string One(string name = "a", string dtype = "\"F32\"", string shape = "[1]", string offsets = "[0,4]") =>
        $"{{\"{name}\":{{\"dtype\":{dtype},\"shape\":{shape},\"data_offsets\":{offsets}}}}}";

    private static SafeTensorsFile Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return SafeTensors.Read(stream, "t.safetensors");
    }

    private static byte[] Write(Dictionary<string, Tensor<float>> tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static DataFormatException Refuses(byte[] bytes, string fault, string code = "AG502")
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Read(bytes));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= bytes.Length + 65_536, $"{allocated} bytes were allocated for a file of {bytes.Length}: {refused.Message}");
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Equal(("t.safetensors", code), (refused.File, refused.Code));
        Assert.NotNull(refused.Offset);
        return refused;
    }

    [Fact]
    public void What_is_written_is_read_bit_for_bit_and_written_again_to_the_same_bytes()
    {
        var tensors = new Dictionary<string, Tensor<float>>
        {
            ["weight"] = Tensor.Create(special, [2, 4]),
            ["näme/with \"quotes\""] = Tensor.Create<float>([3]),
            ["empty"] = Tensor.Zeros<float>(0, 7),
            ["number"] = Tensor.Scalar(7f),
        };
        var file = Write(tensors, new() { ["b"] = "2", ["a"] = "1 \u00e9" });
        var read = Read(file);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(file) % 8);
        Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), read.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1 \u00e9", read.Metadata["a"]);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.Equal(tensor.ToArray().Select(BitConverter.SingleToUInt32Bits), read[name].ToTensor<float>().ToArray().Select(BitConverter.SingleToUInt32Bits));
        }

        Assert.Equal(file, Write(read.Tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToTensor<float>()), new(read.Metadata)));
    }

    [Theory]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0xBF }, -1.5)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    [InlineData("F16", new byte[] { 0, 0xBE }, -1.5)]
    [InlineData("BF16", new byte[] { 0xC0, 0xBF }, -1.5)]
    [InlineData("I64", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData("I32", new byte[] { 0, 0, 1, 0 }, 65536)]
    [InlineData("I16", new byte[] { 0xFE, 0xFF }, -2)]
    [InlineData("I8", new byte[] { 0xFF }, -1)]
    [InlineData("U64", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, 9223372036854775808)]
    [InlineData("U32", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, 4294967295)]
    [InlineData("U16", new byte[] { 0xFF, 0xFF }, 65535)]
    [InlineData("U8", new byte[] { 0xFF }, 255)]
    [InlineData("BOOL", new byte[] { 1 }, 1)]
    public void Every_supported_type_is_read(string dtype, byte[] data, double expected) =>
        Assert.Equal(expected, Read(Bytes(One(dtype: $"\"{dtype}\"", offsets: $"[0,{data.Length}]"), data))["a"].ToTensor<double>().Item());

    [Fact]
    public void Half_precision_numbers_widen_exactly()
    {
        byte[] data = [0x01, 0x00, 0xFF, 0x7B, 0x00, 0x7C, 0x01, 0x7E];
        var halves = Read(Bytes(One(dtype: "\"F16\"", shape: "[4]", offsets: "[0,8]"), data))["a"].ToTensor<float>().ToArray();
        Assert.Equal([5.9604645E-08f, 65504f, float.PositiveInfinity, float.NaN], halves);
        byte[] brains = [0x80, 0x3F, 0x7F, 0x7F, 0x01, 0x00, 0xC0, 0x7F];
        Assert.Equal([1f, 3.3895314E+38f, 9.1835e-41f, float.NaN], Read(Bytes(One(dtype: "\"BF16\"", shape: "[4]", offsets: "[0,8]"), brains))["a"].ToTensor<float>().ToArray());
    }

    [Fact]
    public void Wrong_lengths_are_refused_with_their_value()
    {
        Refuses([], "ends after 0 bytes");
        Refuses(new byte[7], "ends after 7 bytes");
        Refuses([0, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "length of the header is 0");
        Refuses([1, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "length of the header is 1");
        Refuses([200, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "length of the header is 200");
        Refuses([1, 0xE1, 0xF5, 5, 0, 0, 0, 0, (byte)'{'], "100000001");
        Refuses([0, 0, 0, 0, 0, 0, 0, 0x80, (byte)'{'], "9223372036854775808");
        Refuses([255, 255, 255, 255, 255, 255, 255, 255, (byte)'{'], "18446744073709551615");
        Refuses([248, 255, 255, 255, 255, 255, 255, 0x7F, (byte)'{'], "9223372036854775800");
    }

    [Theory]
    [InlineData("\uFEFF{}", "begins with 0xEF")]
    [InlineData("{}\0\0", "not JSON")]
    [InlineData(" {}", "begins with 0x20")]
    [InlineData("not json", "begins with 0x6E")]
    [InlineData("[]", "begins with 0x5B")]
    [InlineData("{\"a\":", "not JSON")]
    [InlineData("{/**/}", "not JSON")]
    [InlineData("{'a':1}", "not JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{\"a\":1}", "an object with dtype")]
    [InlineData("{\"a\\uD800\":1}", "not Unicode")]
    [InlineData("{\"a\\u0000\":1}", "control character")]
    [InlineData("{\"\":1}", "empty")]
    [InlineData("{\"a\":{}}", "lacks dtype")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", "lacks dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", "lacks shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "lacks data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "there twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", "does not belong there")]
    [InlineData("{\"__metadata__\":1}", "an object of texts")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "a text for each key")]
    [InlineData("{\"__metadata__\":{\"a\":null}}", "a text for each key")]
    [InlineData("{\"__metadata__\":{\"a\":{}}}", "a text for each key")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "twice")]
    [InlineData("{\"__metadata__\":{\"a\":\"\\uD800\"}}", "not Unicode")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "twice")]
    public void Headers_that_are_not_the_formats_are_refused(string header, string fault) => Refuses(Bytes(header, 1, 2, 3, 4), fault);

    [Theory]
    [InlineData("\"F33\"", "[1]", "[0,4]", "dtype of 'a' is 'F33'")]
    [InlineData("\"f32\"", "[1]", "[0,4]", "dtype of 'a' is 'f32'")]
    [InlineData("7", "[1]", "[0,4]", "the name of a dtype is needed, but '7'")]
    [InlineData("\"F32\"", "1", "[0,4]", "the shape, an array")]
    [InlineData("\"F32\"", "[-1]", "[0,4]", "has the size '-1'")]
    [InlineData("\"F32\"", "[2.0]", "[0,4]", "has the size '2.0'")]
    [InlineData("\"F32\"", "[1e2]", "[0,4]", "has the size '1e2'")]
    [InlineData("\"F32\"", "[18446744073709551616]", "[0,4]", "has the size '18446744073709551616'")]
    [InlineData("\"F32\"", "[true]", "[0,4]", "has the size 'true'")]
    [InlineData("\"F32\"", "[2,18446744073709551614]", "[0,4]", "18446744073709551614")]
    [InlineData("\"F32\"", "[2,9223372036854775807]", "[0,4]", "9223372036854775807")]
    [InlineData("\"F32\"", "[65536,65536]", "[0,4]", "has the size '65536'")]
    [InlineData("\"F32\"", "[0,9223372036854775807]", "[0,0]", "9223372036854775807")]
    [InlineData("\"F32\"", "[[1]]", "[0,4]", "has the size an array")]
    [InlineData("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0,4]", "more than the 8 axes")]
    [InlineData("\"F32\"", "[1]", "[0]", "1 places")]
    [InlineData("\"F32\"", "[1]", "[0,4,4]", "data_offsets of 'a' have '4'")]
    [InlineData("\"F32\"", "[1]", "[-4,0]", "have '-4'")]
    [InlineData("\"F32\"", "[1]", "[4,0]", "have '0'")]
    [InlineData("\"F32\"", "[1]", "[0,8]", "have '8'")]
    [InlineData("\"F32\"", "[2]", "[0,4]", "needs 8 bytes")]
    [InlineData("\"F64\"", "[1]", "[0,4]", "needs 8 bytes")]
    [InlineData("\"U8\"", "[3]", "[1,4]", "leaves a hole")]
    [InlineData("\"U8\"", "[3]", "[0,3]", "end after 3 bytes of data, the file after 4")]
    public void Entries_that_cannot_be_are_refused(string dtype, string shape, string offsets, string fault) => Refuses(Bytes(One("a", dtype, shape, offsets), 1, 2, 3, 4), fault);

    [Theory]
    [InlineData("F8_E4M3")]
    [InlineData("F4")]
    [InlineData("C64")]
    public void Known_types_that_no_tensor_can_take_are_unsupported_not_corrupt(string dtype) =>
        Refuses(Bytes(One(dtype: $"\"{dtype}\"", offsets: "[0,4]"), 1, 2, 3, 4), $"'{dtype}', which is not supported", "AG681");

    [Fact]
    public void Tensors_that_overlap_leave_holes_or_share_a_name_are_refused()
    {
        static string Two(string first, string second, string a, string b) =>
            $"{{\"{first}\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{a}}},\"{second}\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{b}}}}}";

        Assert.Equal(2, Read(Bytes(Two("a", "b", "[2,4]", "[0,2]"), 1, 2, 3, 4)).Tensors.Count);
        Refuses(Bytes(Two("a", "b", "[0,2]", "[1,3]"), 1, 2, 3), "'b' with data_offsets [1, 3] overlaps");
        Refuses(Bytes(Two("a", "b", "[0,2]", "[0,2]"), 1, 2), "overlaps");
        Refuses(Bytes(Two("a", "b", "[0,2]", "[3,5]"), 1, 2, 3, 4, 5), "'b' with data_offsets [3, 5] leaves a hole");
        Refuses(Bytes(Two("a", "a", "[0,2]", "[2,4]"), 1, 2, 3, 4), "'a' is there twice");
        Refuses(Bytes(Two("a", "\\u0061", "[0,2]", "[2,4]"), 1, 2, 3, 4), "'a' is there twice");
        Refuses(Bytes(Two("a", "b", "[0,2]", "[2,4]"), 1, 2), "have '4'");
        Refuses(Bytes(Two("a", "b", "[0,2]", "[2,4]"), 1, 2, 3, 4, 5), "the file after 5");
    }

    [Fact]
    public void Large_hostile_headers_cost_less_than_the_file()
    {
        Refuses(Bytes(One(new string('x', 1_000_000)), 1, 2, 3, 4), "the name of a tensor has");
        Refuses(Bytes("{\"a\":" + new string('[', 100_000)), "an object with dtype");
        Refuses(Bytes("{\"__metadata__\":{\"a\":\"" + new string('x', 3_000_000) + "\"},\"a\":1}"), "an object with dtype");

        var many = new StringBuilder("{");
        for (var index = 0; index < 40_000; index++)
        {
            many.Append($"\"{index}\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[{index},{index + 1}]}},");
        }

        Refuses(Bytes($"{many}\"7\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[40000,40001]}}}}", new byte[40_001]), "'7' is there twice");
        Refuses(Bytes($"{many}\"x\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[40000,40001]}}}}", new byte[40_002]), "the file after 40002");
        Assert.Equal(40_001, Read(Bytes($"{many}\"x\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[40000,40001]}}}}", new byte[40_001])).Tensors.Count);

        var pairs = string.Join(",", Enumerable.Range(0, 257).Select(static index => $"\"{new string('k', 100)}{index}\":\"\""));
        Refuses(Bytes($"{{\"__metadata__\":{{{pairs}}}}}"), "more than 256 keys");
    }

    [Fact]
    public void Long_texts_in_the_metadata_of_large_files_are_read()
    {
        var text = new string('x', 300_000);
        Assert.Equal(text, Read(Write(new() { ["a"] = Tensor.Zeros<float>(500_000) }, new() { ["long"] = text })).Metadata["long"]);
    }

    [Fact]
    public void Mutants_are_read_or_refused_by_the_typed_error_within_the_files_size()
    {
        byte[][] files =
        [
            Write(new() { ["0.weight"] = Tensor.Arange<float>(12).Reshape(3, 4), ["0.bias"] = Tensor.Zeros<float>(3), ["2.weight"] = Tensor.Scalar(1f) }, new() { ["format"] = "pt" }),
            Bytes(One(dtype: "\"BF16\"", shape: "[2,1]"), 1, 2, 3, 4),
            Bytes("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[2,10]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", new byte[10]),
        ];
        Mutator.Run(files, Read, static file =>
        {
            var tensors = file.Tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToTensor<double>());
            using var written = new MemoryStream();
            SafeTensors.Write(written, tensors, file.Metadata);
            var again = Read(written.ToArray());
            Mutator.AssertEqual(tensors, again.Tensors);
            Assert.Equal(file.Metadata.Order(), again.Metadata.Order());
        }, output);
    }

    [Fact]
    public void Names_that_files_cannot_have_are_refused_before_anything_is_written()
    {
        foreach (var name in new[] { "", "a\nb", "__metadata__", "\uD800", new string('\u00e9', 1_025) })
        {
            using var stream = new MemoryStream();
            Assert.Equal("AG682", Assert.Throws<ValueException>(() => SafeTensors.Write<float>(stream, [new(name, Tensor.Zeros<float>(1))])).Code);
            Assert.Equal(0, stream.Length);
        }

        using var twice = new MemoryStream();
        Assert.Throws<ValueException>(() => SafeTensors.Write<float>(twice, [new("a", Tensor.Zeros<float>(1)), new("a", Tensor.Zeros<float>(1))]));
    }

    [Fact]
    public void Indices_come_from_integers_that_fit()
    {
        Assert.Equal([1, 2], Read(Bytes(One(dtype: "\"I16\"", shape: "[2]"), 1, 0, 2, 0))["a"].ToIndices().ToArray());
        Assert.Contains("Real32", Assert.Throws<DataFormatException>(() => Read(Bytes(One(), 1, 2, 3, 4))["a"].ToIndices()).Message, StringComparison.Ordinal);
        Assert.Contains("element 0 of 'a' is 4294967295", Assert.Throws<DataFormatException>(() => Read(Bytes(One(dtype: "\"U32\""), 255, 255, 255, 255))["a"].ToIndices()).Message, StringComparison.Ordinal);
        var large = Read(Bytes(One(dtype: "\"U64\"", offsets: "[0,8]"), 255, 255, 255, 255, 255, 255, 255, 255))["a"];
        Assert.Contains("is 18446744073709551615", Assert.Throws<DataFormatException>(large.ToIndices).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor 'b'", Assert.Throws<DataFormatException>(() => Read(Bytes(One(), 1, 2, 3, 4))["b"]).Message, StringComparison.Ordinal);
    }
}
