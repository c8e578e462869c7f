namespace AutoGrad;

/// <summary>The shapes of a convolution, checked once; its three products share it.</summary>
/// <param name="Sizes">What the kernels need.</param>
/// <param name="X">[n, channels, height, width].</param>
/// <param name="Weight">[outputs, channels / groups, window height, window width].</param>
/// <param name="Result">[n, outputs, rows, columns].</param>
internal sealed record ConvolutionMap(ConvolutionSizes Sizes, Shape X, Shape Weight, Shape Result)
{
    public static ConvolutionMap Create(string op, Shape x, Shape weight, Shape? bias, int stride, int padding, int dilation, int groups)
    {
        CheckSetting(op, "stride", stride, 1);
        CheckSetting(op, "padding", padding, 0);
        CheckSetting(op, "dilation", dilation, 1);
        CheckSetting(op, "number of groups", groups, 1);
        if (x.Rank != 4
            || weight.Rank != 4
            || weight[0] % groups != 0
            || (long)weight[1] * groups != x[1]
            || weight[2] < 1
            || weight[3] < 1
            || (bias is not null && (bias.Rank != 1 || bias[0] != weight[0])))
        {
            throw Errors.Convolution(op, x, weight, bias, groups);
        }

        var rows = new WindowAxis(x[2], weight[2], stride, padding, dilation);
        var columns = new WindowAxis(x[3], weight[3], stride, padding, dilation);
        CheckFit(op, x, rows, columns);
        var sizes = new ConvolutionSizes(x[0], x[1], weight[0], groups, rows, columns);
        var result = Shape.For(op, x[0], weight[0], rows.Count, columns.Count);

        // The patches of one image are one array, so they must fit like a tensor.
        _ = Shape.For(op, weight[1], weight[2], weight[3], rows.Count, columns.Count);
        return new ConvolutionMap(sizes, x, weight, result);
    }

    /// <summary>Sequences [n, channels, length] and windows [outputs, channels / groups, window] as images and windows of one row.</summary>
    public static ConvolutionMap CreateLine(string op, Shape x, Shape weight, Shape? bias, int stride, int padding, int dilation, int groups)
    {
        CheckSetting(op, "stride", stride, 1);
        CheckSetting(op, "padding", padding, 0);
        CheckSetting(op, "dilation", dilation, 1);
        CheckSetting(op, "number of groups", groups, 1);
        if (x.Rank != 3
            || weight.Rank != 3
            || weight[0] % groups != 0
            || (long)weight[1] * groups != x[1]
            || weight[2] < 1
            || (bias is not null && (bias.Rank != 1 || bias[0] != weight[0])))
        {
            throw Errors.LineConvolution(op, x, weight, bias, groups);
        }

        var rows = new WindowAxis(1, 1, 1, 0, 1);
        var columns = new WindowAxis(x[2], weight[2], stride, padding, dilation);
        CheckFit(op, x, rows, columns);
        var result = Shape.For(op, x[0], weight[0], 1, columns.Count);
        _ = Shape.For(op, weight[1], weight[2], columns.Count);
        return new ConvolutionMap(
            new ConvolutionSizes(x[0], x[1], weight[0], groups, rows, columns), Shape.Create(x[0], x[1], 1, x[2]), Shape.Create(weight[0], weight[1], 1, weight[2]), result);
    }

    /// <summary>The shape of what a convolution with the weight makes x of: the result of a transposed one.</summary>
    public static Shape Transposed(string op, Shape x, Shape weight, Shape? bias, int stride, int padding, int outputPadding, int dilation, int groups)
    {
        CheckSetting(op, "stride", stride, 1);
        CheckSetting(op, "padding", padding, 0);
        CheckSetting(op, "dilation", dilation, 1);
        CheckSetting(op, "number of groups", groups, 1);
        if (outputPadding < 0 || outputPadding >= stride)
        {
            throw Errors.Value(op, FormattableString.Invariant($"an output padding of {outputPadding} was given with the stride {stride}"), "It chooses between the sizes that a convolution maps to the same one: 0 or more and below the stride.");
        }

        var outputs = (long)weight[1] * groups;
        var fits = weight[0] == x[1] && x[1] % groups == 0 && (bias is null || (bias.Rank == 1 && bias[0] == outputs));
        var sizes = new int[x.Rank];
        for (var axis = 2; axis < x.Rank; axis++)
        {
            var size = ((x[axis] - 1L) * stride) - (2L * padding) + ((long)dilation * (weight[axis] - 1)) + 1 + outputPadding;
            fits &= weight[axis] > 0 && x[axis] > 0 && size is > 0 and <= int.MaxValue;
            sizes[axis] = (int)Math.Clamp(size, 0, int.MaxValue);
        }

        (sizes[0], sizes[1]) = (x[0], (int)Math.Min(outputs, int.MaxValue));
        return fits ? Shape.For(op, sizes) : throw Errors.TransposedConvolution(op, x, weight, bias, groups);
    }

    public static void CheckSetting(string op, string name, int value, int least)
    {
        if (value < least)
        {
            throw Errors.WindowSetting(op, name, value, least);
        }
    }

    public static void CheckFit(string op, Shape x, WindowAxis rows, WindowAxis columns)
    {
        if (rows.Count == 0 || columns.Count == 0)
        {
            throw Errors.WindowTooLarge(op, x, rows, columns);
        }
    }
}
