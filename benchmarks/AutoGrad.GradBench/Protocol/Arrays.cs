using System.Runtime.CompilerServices;

namespace AutoGrad.GradBench;

/// <summary>Turns the arrays of an input into tensors, and refuses those of a wrong length by their name.</summary>
internal static class Arrays
{
    public static Tensor<double> Vector(double[] values, int length, [CallerArgumentExpression(nameof(values))] string name = "") =>
        values.Length == length ? Tensor.Create(values, [length]) : throw new InputException($"{Field(name)} has {values.Length} numbers where {length} are needed");

    public static Tensor<double> Matrix(double[][] rows, int height, int width, [CallerArgumentExpression(nameof(rows))] string name = "")
    {
        if (rows.Length != height)
        {
            throw new InputException($"{Field(name)} has {rows.Length} rows where {height} are needed");
        }

        var values = new double[height * width];
        for (var row = 0; row < height; row++)
        {
            if (rows[row] is not { } numbers || numbers.Length != width)
            {
                throw new InputException($"row {row} of {Field(name)} has {rows[row]?.Length ?? 0} numbers where {width} are needed");
            }

            numbers.CopyTo(values, row * width);
        }

        return Tensor.Create(values, [height, width]);
    }

    /// <summary>A whole number that must not lie below a bound.</summary>
    public static int AtLeast(int bound, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= bound ? value : throw new InputException($"{Field(name)} is {value} and must be at least {bound}");

    // "input.Data.Points" is the field "points".
    private static string Field(string expression) => expression[(expression.LastIndexOf('.') + 1)..].ToLowerInvariant();
}
