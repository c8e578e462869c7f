using System.Globalization;
using AutoGrad.Oracle;

namespace AutoGrad.Properties;

/// <summary>What a node of a random graph does, told three times: by the library, as C#, and by the oracle over numbers of any kind.</summary>
internal abstract record Step
{
    /// <summary>The library's call.</summary>
    public abstract Tensor<double> Build(Tensor<double>[] x);

    /// <summary>The call as C#, from the names of the operands.</summary>
    public abstract string Code(string[] x);

    /// <summary>What it means. No code of the library is used: no kernel, no rule, no shape rule.</summary>
    public abstract Grid<N> Interpret<N>(Grid<N>[] x)
        where N : struct, IReal<N>;

    /// <summary>Whether the operands lie inside its domain and away from its kinks.</summary>
    public virtual bool Accepts(Grid<Rounding>[] x) => true;

    protected static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);

    protected static string List(IEnumerable<int> items) => string.Join(", ", items);

    protected static int Count(int[] shape) => shape.Aggregate(1, static (product, size) => product * size);
}

/// <summary>An input or a constant.</summary>
internal sealed record LeafStep(bool IsInput, int[] Shape, double[] Values) : Step
{
    public override Tensor<double> Build(Tensor<double>[] x) => Tensor.Create<double>(Values, AutoGrad.Shape.Create(Shape));

    public override string Code(string[] x) => IsInput ? $"tape.Watch({Literal})" : Literal;

    /// <summary>Inputs are not interpreted: whoever runs a graph gives them their directions.</summary>
    public override Grid<N> Interpret<N>(Grid<N>[] x) => new(Shape, Array.ConvertAll(Values, N.From));

    private string Literal => $"Tensor.Create<double>([{string.Join(", ", Values.Select(Text))}], Shape.Create({List(Shape)}))";
}

/// <summary>The value without its history.</summary>
internal sealed record DetachStep : Step
{
    public override Tensor<double> Build(Tensor<double>[] x) => x[0].Detach();

    public override string Code(string[] x) => $"{x[0]}.Detach()";

    public override Grid<N> Interpret<N>(Grid<N>[] x) => x[0].Map(N.Constant);
}

/// <summary>An element-wise op, by the name of its row in the table.</summary>
/// <param name="Name">The row, whose definition the oracle has.</param>
/// <param name="Arity">The number of operands.</param>
/// <param name="Call">The library's call.</param>
/// <param name="Form">The call as C#, with {0}, {1} .. for the operands.</param>
/// <param name="Domain">Whether one element of each operand lies inside the domain and away from kinks.</param>
internal sealed record ElementStep(string Name, int Arity, Func<Tensor<double>[], Tensor<double>> Call, string Form, Func<double[], bool>? Domain = null) : Step
{
    /// <summary>How far random operands stay from a kink.</summary>
    private const double Margin = 1e-2;

    /// <summary>Steps that are closed in the integers.</summary>
    public static ElementStep[] Polynomials { get; } =
    [
        new("Add", 2, static x => x[0] + x[1], "{0} + {1}"),
        new("Subtract", 2, static x => x[0] - x[1], "{0} - {1}"),
        new("Multiply", 2, static x => x[0] * x[1], "{0} * {1}"),
        new("Multiply", 2, static x => x[0] * x[1], "{0} * {1}"),
        new("Negate", 1, static x => -x[0], "-{0}"),
        new("Square", 1, static x => x[0].Square(), "{0}.Square()"),
        new("Pow(3)", 1, static x => x[0].Pow(3), "{0}.Pow(3)"),
        new("MultiplyAdd", 3, static x => x[0].MultiplyAdd(x[1], x[2]), "{0}.MultiplyAdd({1}, {2})"),
        new("Addcmul", 3, static x => x[0].Addcmul(x[1], x[2]), "{0}.Addcmul({1}, {2})"),
        new("Lerp", 3, static x => x[0].Lerp(x[1], x[2]), "{0}.Lerp({1}, {2})"),
    ];

    /// <summary>Steps with a rounding or a kink.</summary>
    public static ElementStep[] Others { get; } =
    [
        new("Add(tensor, number)", 1, static x => x[0] + 1.5, "{0} + 1.5"),
        new("Subtract(number, tensor)", 1, static x => 1.5 - x[0], "1.5 - {0}"),
        new("Multiply(tensor, number)", 1, static x => x[0] * -1.5, "{0} * -1.5"),
        new("Divide", 2, static x => x[0] / x[1], "{0} / {1}", static e => Math.Abs(e[1]) > 0.3),
        new("Divide(number, tensor)", 1, static x => 1.5 / x[0], "1.5 / {0}", static e => Math.Abs(e[0]) > 0.3),
        new("Reciprocal", 1, static x => x[0].Reciprocal(), "{0}.Reciprocal()", static e => Math.Abs(e[0]) > 0.3),
        new("Sin", 1, static x => x[0].Sin(), "{0}.Sin()"),
        new("Cos", 1, static x => x[0].Cos(), "{0}.Cos()"),
        new("Exp", 1, static x => x[0].Exp(), "{0}.Exp()", static e => e[0] < 3),
        new("Expm1", 1, static x => x[0].Expm1(), "{0}.Expm1()", static e => e[0] < 3),
        new("Log", 1, static x => x[0].Log(), "{0}.Log()", static e => e[0] > 0.2),
        new("Log1p", 1, static x => x[0].Log1p(), "{0}.Log1p()", static e => e[0] > -0.7),
        new("Sqrt", 1, static x => x[0].Sqrt(), "{0}.Sqrt()", static e => e[0] > 0.2),
        new("ReciprocalSqrt", 1, static x => x[0].ReciprocalSqrt(), "{0}.ReciprocalSqrt()", static e => e[0] > 0.3),
        new("Tanh", 1, static x => x[0].Tanh(), "{0}.Tanh()", static e => Math.Abs(e[0]) < 6),
        new("Sigmoid", 1, static x => x[0].Sigmoid(), "{0}.Sigmoid()", static e => Math.Abs(e[0]) < 12),
        new("Softplus", 1, static x => x[0].Softplus(), "{0}.Softplus()", static e => Math.Abs(e[0]) < 12),
        new("Silu", 1, static x => x[0].Silu(), "{0}.Silu()", static e => Math.Abs(e[0]) < 12),
        new("GeluTanh", 1, static x => x[0].GeluTanh(), "{0}.GeluTanh()", static e => Math.Abs(e[0]) < 3),
        new("Atan", 1, static x => x[0].Atan(), "{0}.Atan()"),
        new("Asinh", 1, static x => x[0].Asinh(), "{0}.Asinh()", static e => Math.Abs(e[0]) > Margin),
        new("Sinh", 1, static x => x[0].Sinh(), "{0}.Sinh()", static e => Math.Abs(e[0]) < 3),
        new("Cosh", 1, static x => x[0].Cosh(), "{0}.Cosh()", static e => Math.Abs(e[0]) < 3),
        new("Relu", 1, static x => x[0].Relu(), "{0}.Relu()", static e => Math.Abs(e[0]) > Margin),
        new("LeakyRelu(0.25)", 1, static x => x[0].LeakyRelu(0.25), "{0}.LeakyRelu(0.25)", static e => Math.Abs(e[0]) > Margin),
        new("Elu(1.5)", 1, static x => x[0].Elu(1.5), "{0}.Elu(1.5)", static e => Math.Abs(e[0]) > Margin),
        new("Abs", 1, static x => x[0].Abs(), "{0}.Abs()", static e => Math.Abs(e[0]) > Margin),
        new("Clamp", 1, static x => x[0].Clamp(-1, 0.5), "{0}.Clamp(-1, 0.5)", static e => Math.Abs(e[0] + 1) > Margin && Math.Abs(e[0] - 0.5) > Margin),
        new("Maximum", 2, static x => x[0].Maximum(x[1]), "{0}.Maximum({1})", static e => Math.Abs(e[0] - e[1]) > Margin),
        new("Minimum", 2, static x => x[0].Minimum(x[1]), "{0}.Minimum({1})", static e => Math.Abs(e[0] - e[1]) > Margin),
        new("Hypot", 2, static x => x[0].Hypot(x[1]), "{0}.Hypot({1})", static e => Math.Abs(e[0]) + Math.Abs(e[1]) > 0.3),
        new("Atan2", 2, static x => x[0].Atan2(x[1]), "{0}.Atan2({1})", static e => e[1] > 0.3),
        new("LogAddExp", 2, static x => x[0].LogAddExp(x[1]), "{0}.LogAddExp({1})", static e => Math.Abs(e[0]) + Math.Abs(e[1]) < 8),
        new("Xlogy", 2, static x => x[0].Xlogy(x[1]), "{0}.Xlogy({1})", static e => Math.Abs(e[0]) > Margin && e[1] > 0.2),
        new("Pow", 2, static x => x[0].Pow(x[1]), "{0}.Pow({1})", static e => e[0] is > 0.3 and < 5 && Math.Abs(e[1]) < 3),
        new("Where", 3, static x => Ops.Where(x[0] > 0, x[1], x[2]), "Ops.Where({0} > 0, {1}, {2})", static e => Math.Abs(e[0]) > Margin),
        new("Addcdiv", 3, static x => x[0].Addcdiv(x[1], x[2]), "{0}.Addcdiv({1}, {2})", static e => Math.Abs(e[2]) > 0.3),
    ];

    public override Tensor<double> Build(Tensor<double>[] x) => Call(x);

    public override string Code(string[] x) => string.Format(CultureInfo.InvariantCulture, Form, x);

    public override Grid<N> Interpret<N>(Grid<N>[] x) => Arity == 1 ? One(x[0]) : Grid<N>.Zip(ElementDefinitions<N>.All[Name], x);

    public override bool Accepts(Grid<Rounding>[] x) =>
        Domain is null || Dense.Indices(x.Aggregate(Array.Empty<int>(), static (shape, operand) => Dense.Broadcast(shape, operand.Shape)))
            .All(index => Domain(Array.ConvertAll(x, operand => operand.At(index).Value)));

    private Grid<N> One<N>(Grid<N> x)
        where N : struct, IReal<N>
    {
        var function = ElementDefinitions<N>.All[Name];
        return x.Map(e => function([e]));
    }
}
