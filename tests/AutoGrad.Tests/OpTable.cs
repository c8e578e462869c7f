using System.Reflection;

namespace AutoGrad;

/// <summary>THE table: a row for every op. Each check in Checks/ runs over every row, so a row is all the testing that most ops need.</summary>
/// <remarks>
/// <para>How to add an op. Write a private static method that yields rows in a file OpTable.YourFamily.cs; the table finds it by reflection, so nothing else changes:</para>
/// <code>
/// internal static partial class OpTable
/// {
///     private static IEnumerable&lt;OpRow&gt; YourFamily()
///     {
///         yield return Unary("Log", x => x.Log(), x => x.Log(), Math.Log).Over(0.05, 8).Edge(0, value: double.NegativeInfinity, gradient: double.PositiveInfinity).Ulp(2);
///         yield return Unary("Clamp(-1, 1)", x => x.Clamp(-1, 1), x => x.Clamp(-1, 1), x => Math.Clamp(x, -1, 1)).Kinks(-1, 1);
///         yield return Binary("Maximum", (x, y) => Ops.Maximum(x, y), (x, y) => Ops.Maximum(x, y), Math.Max).Distinct().Edge([2, 2], 2, [0.5, 0.5]);
///         yield return Shaped("Sum(axis 1)", x => x.Sum(1), x => x.Sum(1), x => x.Fold([1], false, lane => lane.Sum()), [2, 3], [0, 3], [2, 0, 4]);
///         yield return Shaped2("MatMul", (x, y) => x.MatMul(y), (x, y) => x.MatMul(y), Reference.MatMul, ([2, 3], [3, 4]), ([0, 3], [3, 2]));
///     }
/// }
/// </code>
/// <list type="bullet">
/// <item>The name up to "(" is the public member's name (operators: Add, Subtract, Multiply, Divide, Negate; the indexer: Part); what follows tells variants apart.</item>
/// <item>The call is written twice, for double and for float. It must be pure and take only its arguments: attributes and Indices are written inside.</item>
/// <item>The reference is independent: Math.* and loops over <see cref="Dense"/>, never the library's kernels. Element-wise rows take a function of scalars; the
/// shapes (rank 0, size 1, empty, broadcast pairs, vector tails) are then tried by themselves. Shaped rows give a shape and values, and list their operand shapes: include
/// a size 1 and an empty one where the op allows it.</item>
/// <item>Over(low, high) is where random operands lie (default -2 to 2; Over(i, low, high) for one operand); Kinks(...) keeps them 0.02 away from points where the op is not smooth;
/// Distinct() keeps all elements apart (maxima, sorting). Integers() avoids integers (rounding).</item>
/// <item>Edge(inputs, value, gradient) pins special inputs, at both element types; DoubleEdge at double only. NaN expects NaN. Leave the gradient out where there is none to state.
/// Edges of shaped rows take <see cref="Dense"/> operands.</item>
/// <item>Ulp(n): the allowed float error in units of the last place (default 4), DoubleUlp(n) for double (default 8). Element-wise rows measure against the element, shaped ones against the largest element.</item>
/// <item>Order(0): constant in all arguments (comparisons): the result must be untracked. Order(1): no second order is checked, say why in a comment. Default 2.</item>
/// <item>Fixed(i): operand i takes no gradient (a condition, a mask). Linear(): linear in the arguments jointly. Loosely(x): gradients within x instead of 1e-9, with the reason in a comment.</item>
/// <item>MixesRows(): an element-wise op whose vector form may differ from its scalar form (there should be none).</item>
/// </list>
/// </remarks>
internal static partial class OpTable
{
    private static readonly Lazy<OpRow[]> all = new(static () =>
    [
        .. typeof(OpTable)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(static method => method.ReturnType == typeof(IEnumerable<OpRow>) && method.GetParameters().Length == 0)
            .OrderBy(static method => method.Name, StringComparer.Ordinal)
            .SelectMany(static method => (IEnumerable<OpRow>)method.Invoke(null, null)!),
    ]);

    /// <summary>Every row of every family.</summary>
    public static IReadOnlyList<OpRow> Rows => all.Value;

    private static OpRow Unary(string name, Func<Tensor<double>, Tensor<double>> call, Func<Tensor<float>, Tensor<float>> single, Func<double, double> reference) =>
        Elementwise(name, 1, x => call(x[0]), x => single(x[0]), x => reference(x[0]));

    private static OpRow Binary(
        string name,
        Func<Tensor<double>, Tensor<double>, Tensor<double>> call,
        Func<Tensor<float>, Tensor<float>, Tensor<float>> single,
        Func<double, double, double> reference) =>
        Elementwise(name, 2, x => call(x[0], x[1]), x => single(x[0], x[1]), x => reference(x[0], x[1]));

    private static OpRow Ternary(
        string name,
        Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>> call,
        Func<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>> single,
        Func<double, double, double, double> reference) =>
        Elementwise(name, 3, x => call(x[0], x[1], x[2]), x => single(x[0], x[1], x[2]), x => reference(x[0], x[1], x[2]));

    /// <summary>An element-wise op of any arity, broadcasting.</summary>
    private static OpRow Elementwise(
        string name,
        int arity,
        Func<Tensor<double>[], Tensor<double>> call,
        Func<Tensor<float>[], Tensor<float>> single,
        Func<double[], double> reference) =>
        new(name, arity, call, single, x => Dense.Zip(reference, x)) { IsElementwise = true, Shapes = OpShapes.Elementwise(arity) };

    private static OpRow Shaped(
        string name,
        Func<Tensor<double>, Tensor<double>> call,
        Func<Tensor<float>, Tensor<float>> single,
        Func<Dense, Dense> reference,
        params int[][] shapes) =>
        new(name, 1, x => call(x[0]), x => single(x[0]), x => reference(x[0])) { Shapes = [.. shapes.Select(static shape => new[] { shape })] };

    private static OpRow Shaped2(
        string name,
        Func<Tensor<double>, Tensor<double>, Tensor<double>> call,
        Func<Tensor<float>, Tensor<float>, Tensor<float>> single,
        Func<Dense, Dense, Dense> reference,
        params (int[] X, int[] Y)[] shapes) =>
        new(name, 2, x => call(x[0], x[1]), x => single(x[0], x[1]), x => reference(x[0], x[1])) { Shapes = [.. shapes.Select(static pair => new[] { pair.X, pair.Y })] };

    private static OpRow Shaped3(
        string name,
        Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>> call,
        Func<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>> single,
        Func<Dense, Dense, Dense, Dense> reference,
        params (int[] X, int[] Y, int[] Z)[] shapes) =>
        new(name, 3, x => call(x[0], x[1], x[2]), x => single(x[0], x[1], x[2]), x => reference(x[0], x[1], x[2]))
        {
            Shapes = [.. shapes.Select(static triple => new[] { triple.X, triple.Y, triple.Z })],
        };

    /// <summary>An op of any number of operands (Concat, Stack, Einsum); all cases have the same number.</summary>
    private static OpRow ShapedMany(
        string name,
        Func<Tensor<double>[], Tensor<double>> call,
        Func<Tensor<float>[], Tensor<float>> single,
        Func<Dense[], Dense> reference,
        params int[][][] shapes) =>
        new(name, shapes[0].Length, call, single, reference) { Shapes = shapes };
}
