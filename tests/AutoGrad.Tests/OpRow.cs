namespace AutoGrad;

/// <summary>One op in the table: how to call it at both element types, what it should give, and where to try it.</summary>
/// <param name="Name">The member's name, followed by the variant in parentheses.</param>
/// <param name="Arity">The number of tensor operands.</param>
/// <param name="Double">The call at double.</param>
/// <param name="Single">The call at float.</param>
/// <param name="Reference">The independent reference.</param>
internal sealed record OpRow(string Name, int Arity, Func<Tensor<double>[], Tensor<double>> Double, Func<Tensor<float>[], Tensor<float>> Single, Func<Dense[], Dense> Reference)
{
    /// <summary>The name of the public member that the row covers.</summary>
    public string Op => Name.Split('(')[0].Trim();

    /// <summary>Whether the op broadcasts its operands and works on each element by itself.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>The shapes of the operands, case by case.</summary>
    public IReadOnlyList<int[][]> Shapes { get; init; } = [];

    /// <summary>Where random operands lie, one entry for each operand.</summary>
    public Domain[] Domains { get; init; } = [.. Enumerable.Repeat(new Domain(-2, 2), Arity)];

    /// <summary>Whether all elements of all operands are kept apart.</summary>
    public bool IsDistinct { get; init; }

    public IReadOnlyList<OpEdge> Edges { get; init; } = [];

    public double FloatUlps { get; init; } = 4;

    public double DoubleUlps { get; init; } = 8;

    /// <summary>How many orders of derivative are checked; 0 says that the op is constant in all arguments.</summary>
    public int Orders { get; init; } = 2;

    public bool IsLinear { get; init; }

    public bool MayMixRows { get; init; }

    /// <summary>The tolerance of gradients, relative to their scale.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The operands that take no gradient.</summary>
    public int[] Constants { get; init; } = [];

    public bool TakesGradient(int operand) => Orders > 0 && !Constants.Contains(operand);

    public OpRow Over(double low, double high) => this with { Domains = Array.ConvertAll(Domains, domain => domain with { Low = low, High = high }) };

    public OpRow Over(int operand, double low, double high) =>
        this with { Domains = [.. Domains.Select((domain, index) => index == operand ? domain with { Low = low, High = high } : domain)] };

    public OpRow Kinks(params double[] kinks) => this with { Domains = Array.ConvertAll(Domains, domain => domain with { Kinks = [.. domain.Kinks, .. kinks] }) };

    public OpRow Kinks(int operand, double[] kinks) =>
        this with { Domains = [.. Domains.Select((domain, index) => index == operand ? domain with { Kinks = [.. domain.Kinks, .. kinks] } : domain)] };

    public OpRow Integers() => this with { Domains = Array.ConvertAll(Domains, static domain => domain with { AvoidsIntegers = true }) };

    public OpRow Distinct() => this with { IsDistinct = true };

    public OpRow Ulp(double ulps) => this with { FloatUlps = ulps };

    public OpRow DoubleUlp(double ulps) => this with { DoubleUlps = ulps };

    public OpRow Order(int orders) => this with { Orders = orders };

    public OpRow Linear() => this with { IsLinear = true };

    public OpRow MixesRows() => this with { MayMixRows = true };

    public OpRow Loosely(double tolerance) => this with { Tolerance = tolerance };

    public OpRow Fixed(params int[] operands) => this with { Constants = operands };

    /// <summary>Replaces the operand shapes.</summary>
    public OpRow At(params int[][][] shapes) => this with { Shapes = shapes };

    /// <summary>One special input of a unary op.</summary>
    public OpRow Edge(double input, double value, double? gradient = null) => Edge([input], value, gradient is { } slope ? [slope] : null);

    /// <summary>One special input: a number for each operand, the value, and the gradient by each operand (for a cotangent of 1).</summary>
    public OpRow Edge(double[] inputs, double value, double[]? gradient = null) =>
        Add(new OpEdge(Array.ConvertAll(inputs, Dense.Scalar), Dense.Scalar(value), gradient is null ? null : Array.ConvertAll(gradient, Dense.Scalar), false));

    public OpRow DoubleEdge(double input, double value, double? gradient = null) =>
        Add(new OpEdge([Dense.Scalar(input)], Dense.Scalar(value), gradient is { } slope ? [Dense.Scalar(slope)] : null, true));

    public OpRow DoubleEdge(double[] inputs, double value, double[]? gradient = null) =>
        Add(new OpEdge(Array.ConvertAll(inputs, Dense.Scalar), Dense.Scalar(value), gradient is null ? null : Array.ConvertAll(gradient, Dense.Scalar), true));

    /// <summary>One special input of a shaped op; the gradients are for a cotangent of ones.</summary>
    public OpRow Edge(Dense[] inputs, Dense value, Dense[]? gradients = null) => Add(new OpEdge(inputs, value, gradients, false));

    public override string ToString() => Name;

    private OpRow Add(OpEdge edge) => this with { Edges = [.. Edges, edge] };
}

/// <summary>Where an operand's random elements lie.</summary>
internal sealed record Domain(double Low, double High)
{
    /// <summary>How far elements stay from kinks: farther than the differences reach.</summary>
    public const double Margin = 0.02;

    public double[] Kinks { get; init; } = [];

    public bool AvoidsIntegers { get; init; }

    /// <summary>Draws one element.</summary>
    public double Draw(Random random)
    {
        for (var attempt = 0; attempt < 10_000; attempt++)
        {
            var x = Low + ((High - Low) * random.NextDouble());
            if (Allows(x))
            {
                return x;
            }
        }

        throw new InvalidOperationException($"No element of {Low} .. {High} is {Margin} away from the kinks.");
    }

    public bool Allows(double x) => Array.TrueForAll(Kinks, kink => Math.Abs(x - kink) >= Margin) && !(AvoidsIntegers && Math.Abs(x - Math.Round(x)) < Margin);
}

/// <summary>A special input with the value and, where it is stated, the gradient by each operand for a cotangent of ones.</summary>
internal sealed record OpEdge(Dense[] Inputs, Dense Value, Dense[]? Gradients, bool DoubleOnly)
{
    public override string ToString() => string.Join(", ", Inputs.Select(static input => input.ToString()));
}
