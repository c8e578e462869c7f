namespace AutoGrad.Benchmarks;

/// <summary>One Adam update of ten million parameters.</summary>
internal sealed class Adam10M : Workload
{
    private const int Count = 10_000_000;

    private readonly Adam<float> adam;
    private readonly Gradients<float> gradients;

    public Adam10M()
    {
        var random = new RandomStream(1);
        var parameter = new Parameter<float>(random.Normal<float>([Count]));
        adam = new Adam<float>(ParameterList.Create(parameter)) { LearningRate = 1e-3 };
        var slope = random.Normal<float>([Count]);
        using var tape = new Tape<float>();
        gradients = tape.Gradients((parameter * slope).Sum()).Keep();
    }

    // Parameter, gradient and two moments in; all but the gradient out.
    public override double Bytes => 7.0 * sizeof(float) * Count;

    public override void Step() => adam.Step(gradients);
}
