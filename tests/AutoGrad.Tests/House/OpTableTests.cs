using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace AutoGrad.House;

/// <summary>The op table is complete.</summary>
public class OpTableTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> operatorNames = new()
    {
        ["op_Addition"] = "Add",
        ["op_Subtraction"] = "Subtract",
        ["op_Multiply"] = "Multiply",
        ["op_Division"] = "Divide",
        ["op_Modulus"] = "Remainder",
        ["op_UnaryNegation"] = "Negate",
        ["get_Part"] = "Part",
    };

    /// <summary>Public members of Ops that have no row, each with the reason.</summary>
    private static readonly Dictionary<string, string> withoutRow = new()
    {
        ["ArgMax"] = "gives Indices, which have no gradient",
        ["ArgSort"] = "gives Indices, which have no gradient",
        ["ArgMin"] = "gives Indices, which have no gradient",
        ["OneHot"] = "takes Indices only, so there is nothing to differentiate by",
    };

    [Fact]
    public void Every_public_op_has_a_row()
    {
        var rows = OpTable.Rows.Select(static row => row.Op).ToHashSet();
        var ops = PublicOps().ToArray();
        output.WriteLine($"{ops.Length} ops, {OpTable.Rows.Count} rows");
        var missing = ops.Where(op => !rows.Contains(op) && !withoutRow.ContainsKey(op)).ToArray();
        Assert.True(missing.Length == 0, $"{missing.Length} ops have no row in the op table: {string.Join(", ", missing)}");
        Assert.All(withoutRow.Keys, op => Assert.True(ops.Contains(op) && !rows.Contains(op), $"{op} is excused from having a row, but has one or does not exist."));
    }

    [Fact]
    public void Every_row_names_an_op()
    {
        var internals = typeof(Ops).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Select(static method => method.Name);
        var ops = PublicOps().Concat(internals).ToHashSet();
        var unknown = OpTable.Rows.Select(static row => row.Op).Where(op => !ops.Contains(op)).Distinct().ToArray();
        Assert.True(unknown.Length == 0, $"Rows of ops that do not exist: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Every_row_has_its_own_name() =>
        Assert.Empty(OpTable.Rows.GroupBy(static row => row.Name).Where(static group => group.Count() > 1).Select(static group => group.Key));

    [Fact]
    public void Every_row_is_tried_on_shapes() => Assert.Empty(OpTable.Rows.Where(static row => row.Shapes.Count == 0).Select(static row => row.Name));

    private static IEnumerable<string> PublicOps()
    {
        var named = typeof(Ops).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(static method => !method.IsDefined(typeof(CompilerGeneratedAttribute)));
        var operators = typeof(Tensor<double>).GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(static method => operatorNames.ContainsKey(method.Name));
        return named.Concat(operators).Select(static method => operatorNames.GetValueOrDefault(method.Name, method.Name)).Distinct().Order(StringComparer.Ordinal);
    }
}
