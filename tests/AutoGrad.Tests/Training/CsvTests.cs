using System.Text;
using Xunit.Abstractions;

namespace AutoGrad;

public class CsvTests(ITestOutputHelper output)
{
    private const string Iris = "sepal,petal,species\n5.1,1.4,setosa\n7,-4.7e0,versicolor\n5,1.5,setosa\n";

    private static DataFormatException Refused(string text, bool header = false) =>
        Assert.Throws<DataFormatException>(() => Csv.Parse(text, "t.csv", header).Numbers(0, 2));

    private static CsvTable FromBytes(params byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Csv.Read(stream, "t.csv", header: false);
    }

    [Fact]
    public void Columns_are_read_by_name_as_numbers_texts_and_categories()
    {
        var table = Csv.Parse(Iris);
        Assert.Equal(["sepal", "petal", "species"], table.Header);
        Assert.Equal((3, 3), (table.RowCount, table.ColumnCount));
        Assert.Equal([1.4, -4.7, 1.5], table.Numbers("petal"));
        Assert.Equal(["setosa", "versicolor", "setosa"], table.Texts("species"));
        var (names, labels) = table.Categories("species");
        Assert.Equal(["setosa", "versicolor"], names);
        Assert.Equal([0, 1, 0], labels);
    }

    [Fact]
    public void Several_columns_come_row_after_row() => Assert.Equal([5.1, 1.4, 7, -4.7, 5, 1.5], Csv.Parse(Iris).Numbers(0, 2));

    [Fact]
    public void The_header_is_optional()
    {
        var table = Csv.Parse("1,2\n3,4", header: false);
        Assert.Empty(table.Header);
        Assert.Equal([1, 2, 3, 4], table.Numbers(0, 2));
    }

    [Fact]
    [FileCases("C7")]
    public void Line_ends_may_be_mixed_and_empty_lines_and_a_missing_last_line_end_do_not_matter()
    {
        Assert.Equal([1, 2, 3, 4, 5], Csv.Parse("1\n2\r\n\n3\r4\r\n\r\n5", header: false).Numbers(0));
        Assert.Equal([1, 2], Csv.Parse("1,2\r\n", header: false).Numbers(0, 2));
    }

    [Fact]
    public void Quoted_fields_may_hold_separators_quotes_and_line_ends() => Assert.Equal(
        ["a,b", "say \"so\"", "two\r\nlines", ""],
        Csv.Parse("\"a,b\"\n\"say \"\"so\"\"\"\n\"two\r\nlines\"\n\"\"", header: false).Texts(0));

    [Fact]
    [FileCases("C7")]
    public void A_byte_order_mark_is_skipped()
    {
        Assert.Equal("a", Csv.Parse("\uFEFFa\n1").Header[0]);
        Assert.Equal([1], FromBytes(0xEF, 0xBB, 0xBF, (byte)'1').Numbers(0));
    }

    [Fact]
    public void Another_separator_may_be_given() => Assert.Equal([1, 2], Csv.Parse("1;2", header: false, separator: ';').Numbers(0, 2));

    [Fact]
    public void An_empty_text_is_a_table_of_no_rows()
    {
        var table = Csv.Parse("", header: false);
        Assert.Equal((0, 0), (table.RowCount, table.ColumnCount));
        Assert.Contains("no header", Assert.Throws<DataFormatException>(() => Csv.Parse("")).Message, StringComparison.Ordinal);
        Assert.Empty(Csv.Parse("a,b\n").Numbers("b"));
    }

    [Theory]
    [InlineData("1,2\n3", 2, 1, "only 1 of the 2 fields of the first row (line 1)")]
    [InlineData("1,2\n\n3,4,5", 3, 3, "more than the 2 fields")]
    [InlineData("1,2\n3,x", 2, 2, "'x', where a finite number is needed")]
    [InlineData("1,2\n3,", 2, 2, "is empty")]
    [InlineData("1,2\n1e999,4", 2, 1, "'1e999'")]
    [InlineData("1,NaN", 1, 2, "'NaN'")]
    [InlineData("-Infinity,1", 1, 1, "'-Infinity'")]
    [InlineData("1,\"1,5\"", 1, 2, "'1,5'")]
    [InlineData("1,2\n3,\0", 2, 2, "NUL")]
    [InlineData("1,2\n\"3\"4,5", 2, 1, "'4' follows a closing quote")]
    [InlineData("1,2\n3,4\"5\"", 2, 2, "a quote stands within an unquoted field")]
    [InlineData("1,2\n3,\"4\n5\n", 2, 2, "never ends")]
    [InlineData("\"1\n\nz\",2\nx,4", 1, 1, "number is needed")]
    [InlineData("1,\"\n\n\"\n3,4,5", 4, 3, "more than the 2 fields")]
    public void A_fault_names_the_file_the_line_and_the_column(string text, long line, int column, string fault)
    {
        var refused = Refused(text);
        Assert.StartsWith($"t.csv, line {line}, column {column}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Equal(("t.csv", line, column), (refused.File, refused.Line, refused.Column));
    }

    [Fact]
    public void A_fault_names_the_column_as_the_header_does() =>
        Assert.Contains("line 2, column 1: the field ('height') holds 'tall'", Refused("height,b\ntall,1", header: true).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_field_is_shown_in_part() =>
        Assert.Contains($"holds '{new string('y', 40)}...'", Refused(new string('y', 5000) + ",1").Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_at_their_place()
    {
        var refused = Assert.Throws<DataFormatException>(() => FromBytes((byte)'1', (byte)'\n', 0xC3, 0x28));
        Assert.Equal((2L, 1), (refused.Line, refused.Column));
        Assert.Contains("not UTF-8", refused.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => FromBytes([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("1,2")]));
    }

    public static TheoryData<string> LargeFaults => [.. large.Keys];

    /// <summary>Files of several megabytes, right until their end or for ever wrong.</summary>
    private static readonly Dictionary<string, Func<byte[]>> large = new()
    {
        ["endless field"] = static () => Repeated("7", 5_000_000, ""),
        ["field just too long"] = static () => Repeated("7", Csv.LongestLine + 1, ""),
        ["endless quoted field"] = static () => Repeated("\n", 900_000, "", "\""),
        ["quotes in an endless field"] = static () => Repeated("\"\"", 2_000_000, "", "\""),
        ["many short rows, then a ragged one"] = static () => Repeated("1\n", 2_000_000, "2,3"),
        ["many rows, then a ragged one"] = static () => Repeated("1.25,-7\n", 500_000, "2\n"),
        ["many quoted cells, then an open quote"] = static () => Repeated("\"1\",\"2\"\r\n", 500_000, "\"1,2"),
        ["many empty lines, then NUL"] = static () => Repeated("\n", 4_000_000, "\0"),
        ["many rows, then no UTF-8"] = static () => [.. Repeated("1,2\n", 1_000_000, ""), 0xC3, 0x28],
        ["many columns, then one more"] = static () => [.. Repeated("1,", 500_000, "1\n"), .. Repeated("1,", 500_001, "1\n")],
        ["letters of three bytes, then a stray quote"] = static () => Repeated("\u20ac\n", 1_000_000, "a\""),
        ["many numbers, then none"] = static () => Repeated("1\n", 2_000_000, "x"),
        ["many numbers, then an infinite one"] = static () => Repeated("1\n", 2_000_000, "1e999"),
        ["many numbers, then a comma for the point"] = static () => Repeated("1\n", 2_000_000, "\"2,5\""),
        ["a long field that is no number"] = static () => Repeated("x", Csv.LongestLine - 1, "\n"),
    };

    private static byte[] Repeated(string part, int times, string end, string beginning = "") =>
        [.. Encoding.UTF8.GetBytes(beginning), .. Enumerable.Repeat(Encoding.UTF8.GetBytes(part), times).SelectMany(static bytes => bytes), .. Encoding.UTF8.GetBytes(end)];

    [Theory]
    [MemberData(nameof(LargeFaults))]
    [FileCases("C1", "C2", "C3", "C4", "C5", "C6")]
    public void A_large_file_is_refused_without_allocating_more_than_its_size(string fault)
    {
        using var stream = new MemoryStream(large[fault]());
        Refused("x\ny,1"); // Warm.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Csv.Read(stream, "t.csv", header: false).Numbers(0));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{stream.Length} bytes, {allocated} allocated: {refused.Message}");
        Assert.InRange(allocated, 0, stream.Length + 65_536);
        Assert.NotNull(refused.Line);
    }

    [Fact]
    public void A_file_that_changes_between_its_two_readings_is_refused()
    {
        foreach (var (first, second) in new[] { ("1\n2\n", "1\n"), ("1\n2\n", "1\n2\n3\n") })
        {
            using var stream = new Changing(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
            Assert.Contains("changed while it was read", Assert.Throws<DataFormatException>(() => Csv.Read(stream, "t.csv", header: false)).Message, StringComparison.Ordinal);
        }

        using var endless = new EndlessStream((byte)'7');
        Assert.Throws<ArgumentException>(() => Csv.Read(endless, "t.csv"));
    }

    [Fact]
    public void Lines_are_counted_through_empty_ones_and_quoted_ends()
    {
        var refused = Assert.Throws<DataFormatException>(static () => Csv.Parse("\n\r\n1,\"a\r\nb\nc\rd\"\r\n\n\nx,\u20ac\ud83d\ude00", "t.csv", header: false).Numbers(0));
        Assert.Equal((9L, 1), (refused.Line, refused.Column));
        Assert.Equal("\u20ac\ud83d\ude00", Csv.Parse("\n\u20ac\ud83d\ude00\n\n1").Header[0]);
        Assert.Contains("not UTF-8", Assert.Throws<DataFormatException>(static () => Csv.Parse("1,\ud83d")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_or_ambiguous_name_is_refused_with_the_names_there_are()
    {
        var table = Csv.Parse("a,b,b\n1,2,3");
        Assert.Contains("no column is called 'c'; there are 'a', 'b', 'b'", Assert.Throws<DataFormatException>(() => table.Numbers("c")).Message, StringComparison.Ordinal);
        Assert.Contains("more than one column is called 'b'", Assert.Throws<DataFormatException>(() => table.Numbers("b")).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => Csv.Parse("1", header: false).Texts("a"));
    }

    [Fact]
    public void Columns_that_do_not_exist_and_impossible_separators_are_the_callers_mistake()
    {
        var table = Csv.Parse("1,2", header: false);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Numbers(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Numbers(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Numbers(1, int.MaxValue));
        Assert.Throws<ArgumentException>(() => Csv.Parse("1", separator: '"'));
    }

    [Fact]
    public void Files_are_read_and_named_without_their_folder()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "flowers.csv");
            File.WriteAllText(path, Iris);
            Assert.Equal([5.1, 7, 5], Csv.Load(path).Numbers("sepal"));
            Assert.StartsWith("flowers.csv, line 2, column 3: ", Assert.Throws<DataFormatException>(() => Csv.Load(path).Numbers("species")).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Columns_become_tensors_and_labels()
    {
        var table = Csv.Parse("a,b,label\n1,0.1,3\n2,-4e30,0\n");
        Assert.Equal([1f, 0.1f, 2f, -4e30f], table.ToTensor<float>(0, 2).ToArray());
        Assert.Equal([2, 2], table.ToTensor<double>(0, 2).Shape);
        Assert.Equal([3, 0], table.ToIndices("label").ToArray());
        Assert.StartsWith("text, line 2, column 2: the field ('b') holds '0.1', where an integer", Assert.Throws<DataFormatException>(() => table.ToIndices("b")).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => Csv.Parse("a\n2147483648").ToIndices("a"));
    }

    [Fact]
    public void Mutants_are_read_or_refused_by_the_typed_error_within_the_files_size() =>
        Mutator.Run(
            [Encoding.UTF8.GetBytes(Iris), Encoding.UTF8.GetBytes("\uFEFF1,\"a,\"\"b\"\"\"\r\n-2.5e3,\u00e9\n"), Encoding.UTF8.GetBytes("1,2\r\n3,4")],
            static bytes =>
            {
                var table = FromBytes(bytes);
                if (bytes.Length > 0 && bytes[0] == '1')
                {
                    table.Numbers(0, table.ColumnCount);
                }

                return table;
            },
            static table => Assert.Equal(table.RowCount * table.ColumnCount, Enumerable.Range(0, table.ColumnCount).Sum(column => table.Texts(column).Length)),
            output);

    /// <summary>Holds other bytes when it is gone through again.</summary>
    private sealed class Changing(byte[] first, byte[] second) : MemoryStream(Math.Max(first.Length, second.Length))
    {
        private byte[] now = first;
        private int place;

        public override long Position
        {
            get => place;
            set => (now, place) = (second, (int)value);
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, now.Length - place);
            now.AsSpan(place, count).CopyTo(buffer);
            place += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
