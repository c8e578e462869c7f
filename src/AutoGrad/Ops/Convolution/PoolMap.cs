namespace AutoGrad;

/// <summary>The shapes of a pooling, checked once.</summary>
/// <param name="Sizes">What the kernels need; the leading axes are planes.</param>
/// <param name="X">[.., height, width].</param>
/// <param name="Result">[.., rows, columns].</param>
internal sealed record PoolMap(PoolSizes Sizes, Shape X, Shape Result)
{
    public static PoolMap Create(string op, Shape x, int size, int? stride, int padding)
    {
        ConvolutionMap.CheckSetting(op, "size", size, 1);
        ConvolutionMap.CheckSetting(op, "stride", stride ?? size, 1);
        ConvolutionMap.CheckSetting(op, "padding", padding, 0);
        if (padding > size / 2)
        {
            throw Errors.PoolPadding(op, padding, size);
        }

        if (x.Rank < 2)
        {
            throw Errors.PoolInput(op, x);
        }

        var rows = new WindowAxis(x[^2], size, stride ?? size, padding, 1);
        var columns = new WindowAxis(x[^1], size, stride ?? size, padding, 1);
        ConvolutionMap.CheckFit(op, x, rows, columns);
        var leading = x.AsSpan()[..^2];
        return new PoolMap(new PoolSizes(Shape.Create(leading).ElementCount, rows, columns), x, Shape.For(op, [.. leading, rows.Count, columns.Count]));
    }
}
