namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> ConvolutionFamily()
    {
        // Sums of up to 54 products, rounded one by one in an order that the reference does not share.
        yield return Shaped2("Conv2D", (x, w) => x.Conv2D(w), (x, w) => x.Conv2D(w), (x, w) => Convolve(x, w, null), ([2, 2, 4, 5], [3, 2, 3, 2]), ([1, 1, 1, 1], [1, 1, 1, 1]), ([0, 2, 3, 3], [2, 2, 2, 2]), ([1, 0, 3, 3], [2, 0, 2, 2]), ([1, 2, 3, 3], [0, 2, 2, 2]), ([2, 3, 2, 3], [2, 3, 1, 1])).Ulp(16);
        yield return Shaped2("Conv2D(stride, padding)", (x, w) => x.Conv2D(w, stride: 2, padding: 1), (x, w) => x.Conv2D(w, stride: 2, padding: 1), (x, w) => Convolve(x, w, null, 2, 1), ([2, 2, 5, 4], [2, 2, 3, 3]), ([1, 1, 1, 1], [1, 1, 3, 3]), ([1, 1, 2, 5], [1, 1, 1, 2])).Ulp(16);
        yield return Shaped2("Conv2D(wide padding)", (x, w) => x.Conv2D(w, padding: 3), (x, w) => x.Conv2D(w, padding: 3), (x, w) => Convolve(x, w, null, 1, 3), ([1, 1, 2, 2], [1, 1, 2, 2]), ([1, 1, 0, 2], [1, 1, 2, 3]), ([1, 2, 1, 2], [1, 2, 1, 1])).Ulp(16);
        yield return Shaped2("Conv2D(dilation)", (x, w) => x.Conv2D(w, stride: 3, padding: 2, dilation: 2), (x, w) => x.Conv2D(w, stride: 3, padding: 2, dilation: 2), (x, w) => Convolve(x, w, null, 3, 2, 2), ([2, 1, 5, 6], [2, 1, 3, 2]), ([1, 2, 2, 3], [1, 2, 2, 3])).Ulp(16);
        yield return Shaped2("Conv2D(groups)", (x, w) => x.Conv2D(w, padding: 1, groups: 2), (x, w) => x.Conv2D(w, padding: 1, groups: 2), (x, w) => Convolve(x, w, null, 1, 1, 1, 2), ([2, 4, 3, 3], [4, 2, 2, 2]), ([3, 2, 2, 2], [2, 1, 3, 3]), ([2, 2, 2, 3], [4, 1, 1, 1])).Ulp(16);

        // Rows of every kind of length that are copied and added in their own way.
        yield return Shaped2("Conv2D(wide)", (x, w) => x.Conv2D(w, padding: 1), (x, w) => x.Conv2D(w, padding: 1), (x, w) => Convolve(x, w, null, 1, 1), ([1, 1, 2, 7], [1, 1, 2, 3]), ([1, 2, 2, 14], [2, 2, 2, 2]), ([2, 1, 1, 70], [1, 1, 1, 3])).Ulp(16);

        // Past what one piece of work holds, and past a block of the product's sum.
        yield return Shaped2("Conv2D(many images)", (x, w) => x.Conv2D(w, padding: 1), (x, w) => x.Conv2D(w, padding: 1), (x, w) => Convolve(x, w, null, 1, 1), ([19, 1, 3, 3], [1, 1, 3, 3])).Ulp(16);
        yield return Shaped3("Conv2D(bias)", (x, w, b) => x.Conv2D(w, b), (x, w, b) => x.Conv2D(w, b), (x, w, b) => Convolve(x, w, b), ([2, 2, 3, 4], [3, 2, 2, 3], [3]), ([2, 2, 2, 2], [2, 2, 1, 1], [2]), ([0, 1, 2, 2], [1, 1, 1, 1], [1]), ([2, 0, 2, 2], [1, 0, 2, 1], [1])).Ulp(16);
        yield return Shaped3("Conv2D(bias, groups)", (x, w, b) => x.Conv2D(w, b, 2, 1, 1, 3), (x, w, b) => x.Conv2D(w, b, 2, 1, 1, 3), (x, w, b) => Convolve(x, w, b, 2, 1, 1, 3), ([2, 3, 3, 3], [3, 1, 3, 3], [3])).Ulp(16);

        yield return Shaped("MaxPool2D(2)", x => x.MaxPool2D(2), x => x.MaxPool2D(2), x => Pool(x, 2, 2, 0, Largest), [2, 2, 4, 5], [2, 2], [0, 3, 3], [1, 1, 2, 3]).Distinct()
            .Edge([Dense.Matrix(new[,] { { 1.0, 3 }, { 3, 2 } })], Dense.Matrix(new[,] { { 3.0 } }), [Dense.Matrix(new[,] { { 0.0, 1 }, { 0, 0 } })])
            .Edge([Dense.Matrix(new[,] { { 1, double.NaN }, { double.NaN, 2 } })], Dense.Matrix(new[,] { { double.NaN } }), [Dense.Matrix(new[,] { { 0.0, 1 }, { 0, 0 } })])
            .Edge([Dense.Matrix(new[,] { { double.NegativeInfinity, double.NegativeInfinity }, { double.NegativeInfinity, double.NegativeInfinity } })], Dense.Matrix(new[,] { { double.NegativeInfinity } }), [Dense.Matrix(new[,] { { 1.0, 0 }, { 0, 0 } })]);

        // Rows of windows that fill vectors, with a rest and an odd column and row.
        yield return Shaped("MaxPool2D(wide)", x => x.MaxPool2D(2), x => x.MaxPool2D(2), x => Pool(x, 2, 2, 0, Largest), [2, 5, 11], [4, 8], [2, 19]).Distinct()
            .Edge(
                [Dense.Matrix(new[,] { { 1, 3, double.NaN, 1, 0, 0, 2, 1, 5, 4 }, { 3, 2, 2, double.NaN, 0, 0, 1, double.NaN, 4, 6.0 } })],
                Dense.Matrix(new[,] { { 3, double.NaN, 0, double.NaN, 6 } }),
                [Dense.Matrix(new[,] { { 0.0, 1, 1, 0, 1, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 } })]);
        yield return Shaped("AveragePool2D(wide)", x => x.AveragePool2D(2), x => x.AveragePool2D(2), x => Pool(x, 2, 2, 0, window => window.Sum() / 4), [2, 5, 11], [4, 8], [2, 19]).Linear();
        yield return Shaped("MaxPool2D(overlapping)", x => x.MaxPool2D(3, 1, 1), x => x.MaxPool2D(3, 1, 1), x => Pool(x, 3, 1, 1, Largest), [1, 2, 4, 3], [1, 1], [2, 5]).Distinct();
        yield return Shaped("MaxPool2D(gaps)", x => x.MaxPool2D(1, 2), x => x.MaxPool2D(1, 2), x => Pool(x, 1, 2, 0, Largest), [3, 4], [2, 3, 3]).Distinct();

        yield return Shaped("AveragePool2D(2)", x => x.AveragePool2D(2), x => x.AveragePool2D(2), x => Pool(x, 2, 2, 0, window => window.Sum() / 4), [2, 2, 4, 5], [2, 2], [0, 3, 3], [1, 1, 2, 3]).Linear();
        yield return Shaped("AveragePool2D(overlapping)", x => x.AveragePool2D(3, 2, 1), x => x.AveragePool2D(3, 2, 1), x => Pool(x, 3, 2, 1, window => window.Sum() / 9), [1, 2, 4, 3], [1, 1], [2, 5]).Linear();
    }

    /// <summary>The convolution by its definition, one loop over all that is summed.</summary>
    private static Dense Convolve(Dense x, Dense w, Dense? bias, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        var outputs = w.Shape[0];
        return Dense.From([x.Shape[0], outputs, Places(2), Places(3)], place =>
        {
            var sum = bias?[place[1]] ?? 0;
            foreach (var tap in Dense.Indices(w.Shape[1..]))
            {
                var row = (place[2] * stride) - padding + (tap[1] * dilation);
                var column = (place[3] * stride) - padding + (tap[2] * dilation);
                if (row >= 0 && row < x.Shape[2] && column >= 0 && column < x.Shape[3])
                {
                    var channel = (place[1] / (outputs / groups) * w.Shape[1]) + tap[0];
                    sum += w[place[1], tap[0], tap[1], tap[2]] * x[place[0], channel, row, column];
                }
            }

            return sum;
        });

        int Places(int axis) => ((x.Shape[axis] + (2 * padding) - (dilation * (w.Shape[axis] - 1)) - 1) / stride) + 1;
    }

    /// <summary>A function of what each window of the last two axes holds of the plane.</summary>
    private static Dense Pool(Dense x, int size, int stride, int padding, Func<double[], double> function)
    {
        return Dense.From([.. x.Shape[..^2], Places(x.Shape[^2]), Places(x.Shape[^1])], place => function(
        [
            .. from tap in Dense.Indices([size, size])
               let row = (place[^2] * stride) - padding + tap[0]
               let column = (place[^1] * stride) - padding + tap[1]
               where row >= 0 && row < x.Shape[^2] && column >= 0 && column < x.Shape[^1]
               select x[[.. place[..^2], row, column]],
        ]));

        int Places(int length) => ((length + (2 * padding) - size) / stride) + 1;
    }

    private static double Largest(double[] window) => window.Aggregate(Math.Max);
}
