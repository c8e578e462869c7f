using System.Buffers.Binary;
using System.Text;
using Xunit.Abstractions;

namespace AutoGrad;

public class NpyTests(ITestOutputHelper output)
{
    public static byte[] Bytes(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.Latin1.GetBytes(header);
        byte[] length = version == 1 ? new byte[2] : new byte[4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static string Header(string descr = "'<f4'", string order = "False", string shape = "(2,)") => $"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}   \n";

    private static StoredTensor Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Npy.Read(stream, "t.npy");
    }

    private static byte[] Write(Tensor<float> tensor)
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, tensor);
        return stream.ToArray();
    }

    private static void Refuses(byte[] bytes, string fault, string code = "AG502")
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes.Length + 65_536);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Equal(("t.npy", code), (refused.File, refused.Code));
        Assert.NotNull(refused.Offset);
    }

    [Fact]
    public void What_is_written_is_read_and_written_again_to_the_same_bytes()
    {
        foreach (var shape in new Shape[] { [], [0], [3], [2, 3], [4, 0, 2], [1, 2, 3, 2] })
        {
            var tensor = new RandomStream(1).Normal<float>(shape);
            var file = Write(tensor);
            var read = Read(file);
            Assert.Equal(shape, read.Shape);
            Assert.Equal(StoredNumber.Real32, read.Type);
            Assert.Equal(0, (file.Length - (4 * tensor.Length)) % 64);
            Assert.Equal(tensor.ToArray(), read.ToTensor<float>().ToArray());
            Assert.Equal(file, Write(read.ToTensor<float>()));
        }
    }

    [Fact]
    public void Indices_are_written_and_read()
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, Indices.Create([1, -2, 3, 4], [2, 2]));
        var read = Read(stream.ToArray());
        Assert.Equal(StoredNumber.Integer32, read.Type);
        Assert.Equal([1, -2, 3, 4], read.ToIndices().ToArray());
        Assert.Equal([2, 2], read.ToIndices().Shape);
    }

    [Theory]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    [InlineData(">f8", new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0 }, 1.5)]
    [InlineData(">f4", new byte[] { 0xBF, 0xC0, 0, 0 }, -1.5)]
    [InlineData(">f2", new byte[] { 0xBE, 0 }, -1.5)]
    [InlineData("<i8", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData(">i4", new byte[] { 0, 1, 0, 0 }, 65536)]
    [InlineData("<u2", new byte[] { 0xFF, 0xFF }, 65535)]
    [InlineData("|u1", new byte[] { 0xFF }, 255)]
    [InlineData("|i1", new byte[] { 0xFF }, -1)]
    [InlineData("|b1", new byte[] { 1 }, 1)]
    [FileCases("N35")]
    public void Types_are_read_in_both_orders_of_bytes(string descr, byte[] data, double expected) =>
        Assert.Equal([expected], Read(Bytes(Header($"'{descr}'", shape: "(1,)"), data)).ToTensor<double>().ToArray());

    [Fact]
    public void Column_major_arrays_come_row_major()
    {
        byte[] data = [1, 2, 3, 4, 5, 6];
        var read = Read(Bytes(Header("'|u1'", "True", "(2, 3)"), data));
        Assert.Equal([2, 3], read.Shape);
        Assert.Equal([1f, 3, 5, 2, 4, 6], read.ToTensor<float>().ToArray());
        Assert.Equal([1, 3, 5, 2, 4, 6], read.ToIndices().ToArray());
        var cube = Read(Bytes(Header("'|u1'", "True", "(1, 2, 3)"), data));
        Assert.Equal(cube.ToTensor<float>().ToArray(), cube.ToIndices().ToArray().Select(static value => (float)value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_versions_are_read(byte version) => Assert.Equal([1, 2], Read(Bytes(Header("'|u1'"), [1, 2], version)).ToIndices().ToArray());

    [Fact]
    public void Wrong_beginnings_are_refused_with_their_value()
    {
        var valid = Bytes(Header(), new byte[8]);
        Refuses([], "begins with 0x;");
        Refuses(valid[..6], "ends after 6 bytes");
        Refuses([.. valid[..5], 7, .. valid[6..]], "begins with 0x934E554D5007");
        foreach (var (major, minor) in new[] { (0, 0), (4, 0), (9, 9), (1, 1) })
        {
            Refuses([.. valid[..6], (byte)major, (byte)minor, .. valid[8..]], $"version is {major}.{minor}");
        }

        Refuses([.. valid[..8], 0xFF, 0x0F, .. valid[10..]], "length of the header is 4095");
        Refuses([.. valid[..8], 0, 0, .. valid[10..]], "length of the header is 0");
        Refuses([.. valid[..6], 2, 0, 255, 255, 255, 255, .. valid[12..]], "length of the header is 4294967295");
        Refuses(Bytes(Header() + new string(' ', 10_000), []), "1 to 10000");
        for (var length = 0; length < valid.Length; length++)
        {
            Refuses(valid[..length], "");
        }

        Refuses([.. valid, 0], "need 8 bytes, but 9 follow");
    }

    [Theory]
    [InlineData("[1]\n", "a dictionary is needed")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}\n", "lacks shape")]
    [InlineData("{'descr': '<f4', 'shape': (2,)}\n", "lacks fortran_order")]
    [InlineData("{'fortran_order': False, 'shape': (2,)}\n", "lacks descr")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}\n", "'x' is there twice or does not belong")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\n", "'descr' is there twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\0\n", "followed by something else")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "followed by something else")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x\n", "followed by something else")]
    [InlineData("{'desc\0r': '<f4', 'fortran_order': False, 'shape': (2,)}\n", "a key does not end")]
    [InlineData("{'d\\x65scr': '<f4', 'fortran_order': False, 'shape': (2,)}\n", "has an escape")]
    [InlineData("{'descr", "a key does not end")]
    [InlineData("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "a key is needed")]
    [InlineData("\xFF\xFE", "a dictionary is needed")]
    public void Headers_that_are_no_such_dictionary_are_refused(string header, string fault) => Refuses(Bytes(header, new byte[8]), fault);

    [Theory]
    [InlineData("[2]", "the shape, a tuple,")]
    [InlineData("2", "the shape, a tuple,")]
    [InlineData("None", "the shape, a tuple,")]
    [InlineData("(2)", "not a tuple")]
    [InlineData("(2.0,)", "'2.0'")]
    [InlineData("(True,)", "'True'")]
    [InlineData("(-2,)", "'-2'")]
    [InlineData("(+2,)", "'+2'")]
    [InlineData("(2L,)", "'2L'")]
    [InlineData("(2 2,)", "a comma or the end of the shape")]
    [InlineData("(8589934592, 8589934592)", "'8589934592'")]
    [InlineData("(1099511627776,)", "'1099511627776'")]
    [InlineData("(65536, 65536)", "'65536'")]
    [InlineData("(0, 99999999999999999999999999)", "'99999999999999999999999999'")]
    [InlineData("(3,)", "need 12 bytes, but 8 follow")]
    [InlineData("(1,)", "need 4 bytes, but 8 follow")]
    public void Shapes_that_cannot_be_are_refused(string shape, string fault) => Refuses(Bytes(Header(shape: shape), new byte[8]), fault);

    [Theory]
    [InlineData("'|O'", "pickled objects are not supported", "AG681")]
    [InlineData("'O'", "pickled objects are not supported", "AG681")]
    [InlineData("[('a', '<f4')]", "structured arrays", "AG681")]
    [InlineData("'|V4'", "'|V4', which is not supported", "AG681")]
    [InlineData("'<U1'", "'<U1', which is not supported", "AG681")]
    [InlineData("'|S4'", "not supported", "AG681")]
    [InlineData("'<M8[ns]'", "not supported", "AG681")]
    [InlineData("'<c8'", "not supported", "AG681")]
    [InlineData("'<f16'", "not supported", "AG681")]
    [InlineData("'<x4'", "no type", "AG502")]
    [InlineData("'|f4'", "no type with an order of bytes", "AG502")]
    [InlineData("'f4'", "no type with an order of bytes", "AG502")]
    [InlineData("''", "no type", "AG502")]
    [InlineData("7", "the type as text is needed", "AG502")]
    public void Types_that_no_tensor_can_take_are_refused(string descr, string fault, string code) => Refuses(Bytes(Header(descr), new byte[8]), fault, code);

    [Theory]
    [InlineData("1")]
    [InlineData("'True'")]
    [InlineData("true")]
    public void An_order_that_is_neither_true_nor_false_is_refused(string order) => Refuses(Bytes(Header(order: order), new byte[8]), "fortran_order is");

    [Fact]
    public void More_than_eight_axes_are_unsupported() => Refuses(Bytes(Header(shape: $"({string.Join(", ", Enumerable.Repeat(1, 65))})"), new byte[4]), "more than the 8 axes", "AG681");

    [Fact]
    public void Mutants_are_read_or_refused_by_the_typed_error_within_the_files_size()
    {
        byte[][] files =
        [
            Write(Tensor.Arange<float>(12).Reshape(3, 4)),
            Bytes(Header("'>i2'", "True", "(2, 3)"), new byte[12], 2),
            Bytes(Header("'|b1'"), new byte[2], 3),
        ];
        Mutator.Run(files, Read, static array =>
        {
            var tensor = array.ToTensor<double>();
            using var written = new MemoryStream();
            Npy.Write(written, tensor);
            Mutator.AssertEqual(new Dictionary<string, Tensor<double>> { ["a"] = tensor }, new Dictionary<string, StoredTensor> { ["a"] = Read(written.ToArray()) });
        }, output);
    }
}
