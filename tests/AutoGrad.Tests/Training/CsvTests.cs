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

    [Fact]
    public void A_huge_line_is_refused_before_it_is_held()
    {
        using var endless = new EndlessStream((byte)'7');
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Csv.Read(endless, "t.csv"));
        Assert.Contains("more than 1048576 characters", refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
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
                Assert.Equal(table.RowCount * table.ColumnCount, Enumerable.Range(0, table.ColumnCount).Sum(column => table.Texts(column).Length));
                if (bytes.Length > 0 && bytes[0] == '1')
                {
                    table.Numbers(0, table.ColumnCount);
                }
            },
            output);
}
