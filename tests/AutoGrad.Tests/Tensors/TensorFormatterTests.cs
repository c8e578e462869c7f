using System.Globalization;

namespace AutoGrad;

public class TensorFormatterTests
{
    private static string Format(double[] values, params int[] shape) => TensorFormatter.Format<double>(values, shape);

    private static string Format(TensorFormat format, double[] values, params int[] shape) => TensorFormatter.Format<double>(values, shape, format);

    private static double[] Counting(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    [Fact]
    public void A_vector_is_written_with_four_decimals_at_most_and_without_padding() =>
        Assert.Equal("[2.5403, 3.5839, 5.01]", Format([2.5403023058681398, 3.5838531634528574, 5.0100074965998], 3));

    [Theory]
    [InlineData(5.01, "5.01")]
    [InlineData(3.0, "3")]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(99999999.0, "99999999")]
    [InlineData(1e8, "1e+08")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(0.99e-4, "9.9e-05")]
    [InlineData(1.7976931348623157e308, "1.7977e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void A_scalar_is_a_plain_number(double value, string expected) => Assert.Equal(expected, Format([value]));

    [Fact]
    public void A_tensor_without_elements_is_a_pair_of_brackets()
    {
        Assert.Equal("[]", Format([], 0));
        Assert.Equal("[]", Format([], 3, 0, 2));
    }

    [Fact]
    public void Columns_of_a_matrix_are_aligned_and_have_equal_decimals() => Assert.Equal(
        "[[  1.50,  -2.25],\n [100.00,   4.00]]", Format([1.5, -2.25, 100, 4], 2, 2));

    [Fact]
    public void Whole_numbers_have_no_decimals() => Assert.Equal("[[ 1,  2],\n [ 3, 40]]", Format([1, 2, 3, 40], 2, 2));

    [Fact]
    public void Blank_lines_part_the_outer_axes() => Assert.Equal(
        "[[[1, 2],\n  [3, 4]],\n\n [[5, 6],\n  [7, 8]]]", Format([1, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2));

    [Fact]
    public void Infinities_and_NaN_stand_right_in_their_columns_and_do_not_set_the_notation() => Assert.Equal(
        "[[1.5, nan],\n [inf, 2.0]]", Format([1.5, double.NaN, double.PositiveInfinity, 2], 2, 2));

    [Theory]
    [InlineData(new[] { 1.0, 1000.0 }, "[1, 1000]")]
    [InlineData(new[] { 1.0, 1001.0 }, "[1e+00, 1.001e+03]")]
    [InlineData(new[] { 0.0, 5e-5 }, "[0e+00, 5e-05]")]
    [InlineData(new[] { 0.0, 1e-4 }, "[0, 0.0001]")]
    [InlineData(new[] { -2e8, 1e8 }, "[-2e+08, 1e+08]")]
    [InlineData(new[] { 1.23456e-10, -7e200 }, "[1.2346e-10, -7e+200]")]
    public void Scientific_notation_follows_the_range_as_in_NumPy(double[] values, string expected) => Assert.Equal(expected, Format(values, values.Length));

    [Fact]
    public void Scientific_columns_have_equal_decimals() => Assert.Equal(
        "[[1.00e+00, 2.50e+03],\n [3.25e-04,      nan]]", Format([1, 2500, 3.25e-4, double.NaN], 2, 2));

    [Fact]
    public void Floats_show_their_own_shortest_digits_whatever_the_precision()
    {
        var format = new TensorFormat { Precision = 17 };
        Assert.Equal("[0.1, 0.33333334]", TensorFormatter.Format<float>([0.1f, 1f / 3], [2], format));
        Assert.Equal("[0.1, 0.3333333333333333]", Format(format, [0.1, 1.0 / 3], 2));
        Assert.Equal("[1.1754944e-38, 3.4028235e+38]", TensorFormatter.Format<float>([1.1754944e-38f, float.MaxValue], [2], format));
    }

    [Fact]
    public void Precision_zero_leaves_whole_numbers() => Assert.Equal("[2, 3]", Format(new TensorFormat { Precision = 0 }, [2.4, 3.4], 2));

    [Fact]
    public void Nothing_is_left_out_up_to_the_threshold()
    {
        Assert.DoesNotContain("...", Format(Counting(1000), 1000), StringComparison.Ordinal);
        Assert.Equal("[0, 1, 2, ..., 998, 999, 1000]", Format([0, .. Counting(1001)[1..]], 1001));
    }

    [Fact]
    public void Every_long_axis_is_elided_and_short_ones_are_not() => Assert.Equal(
        "[[ 0,  1, ...,  8,  9],\n [10, 11, ..., 18, 19],\n ...,\n [80, 81, ..., 88, 89],\n [90, 91, ..., 98, 99]]",
        Format(new TensorFormat { Threshold = 50, EdgeItems = 2 }, Counting(100), 10, 10));

    [Fact]
    public void An_axis_of_twice_the_edge_is_shown_whole() => Assert.Equal(
        "[[ 0,  1,  2,  3],\n [ 4,  5,  6,  7],\n ...,\n [12, 13, 14, 15],\n [16, 17, 18, 19]]",
        Format(new TensorFormat { Threshold = 10, EdgeItems = 2 }, Counting(20), 5, 4));

    [Fact]
    public void Only_what_is_shown_decides_the_notation()
    {
        var values = Counting(2000);
        values[1000] = 1e30;
        values[0] = 1500;
        values[1] = values[2] = 1999;
        Assert.Equal("[1500, 1999, 1999, ..., 1997, 1998, 1999]", Format(values, 2000));
    }

    [Fact]
    public void Long_lines_are_broken_and_then_aligned()
    {
        var text = Format(new TensorFormat { LineWidth = 20 }, [1, 2.5, 3, 100, 5, 6, 7], 7);
        Assert.Equal("[  1.0,   2.5,\n   3.0, 100.0,\n   5.0,   6.0,\n   7.0]", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 1, 20));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_line_is_longer_than_asked_only_if_a_single_number_is(int width)
    {
        var text = Format(new TensorFormat { LineWidth = width }, Counting(60), 3, 20);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width || line.Count(c => c == ',') <= 1, $"'{line}' is longer than {width}"));
    }

    [Fact]
    public void Eight_axes_are_written_with_eight_brackets()
    {
        var text = Format(Counting(256), 2, 2, 2, 2, 2, 2, 2, 2);
        Assert.StartsWith("[[[[[[[[  0,   1],", text, StringComparison.Ordinal);
        Assert.EndsWith("[254, 255]]]]]]]]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_culture_of_the_thread_does_not_matter()
    {
        var culture = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal("[-1.5, 2.5]", Format([-1.5, 2.5], 2));
            Assert.Equal("[-1.5e-07, 1e+00]", Format([-1.5e-7, 1], 2));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_format_out_of_range_is_refused_by_name()
    {
        Assert.Contains("Precision is 18; give one from 0 to 17", Assert.Throws<ArgumentOutOfRangeException>(() => new TensorFormat { Precision = 18 }).Message, StringComparison.Ordinal);
        Assert.Contains("EdgeItems is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new TensorFormat { EdgeItems = 0 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorFormat { Threshold = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorFormat { LineWidth = 0 });
    }
}
