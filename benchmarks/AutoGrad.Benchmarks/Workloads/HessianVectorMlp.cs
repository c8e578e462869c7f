namespace AutoGrad.Benchmarks;

/// <summary>The product of a vector with the Hessian of mlp_digits' loss, with tanh in place of relu, by all parameters.</summary>
internal sealed class HessianVectorMlp : Workload
{
    private readonly Sequential<float> model;
    private readonly ParameterList<float> parameters;
    private readonly Tensor<float>[] vectors;
    private readonly Tensor<float> inputs;
    private readonly Indices labels;

    public HessianVectorMlp()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Dense<float>(64, 128, random), new Tanh<float>(), new Dense<float>(128, 64, random), new Tanh<float>(), new Dense<float>(64, 10, random));
        parameters = model.Parameters;
        vectors = [.. parameters.Select(parameter => random.Normal<float>(parameter.Shape))];
        inputs = random.Normal<float>([64, 64]);
        labels = Indices.Create([.. Enumerable.Range(0, 64).Select(_ => random.NextInteger(10))]);
    }

    public override void Step()
    {
        using var tape = new Tape<float>();
        var gradients = tape.Gradients(Loss.CrossEntropy(model.Forward(inputs), labels), createGraph: true);
        var product = Tensor.Scalar(0f);
        for (var index = 0; index < vectors.Length; index++)
        {
            product += (gradients[parameters[index]] * vectors[index]).Sum();
        }

        var second = tape.Gradients(product, last: true);
        foreach (var parameter in parameters)
        {
            _ = second[parameter];
        }
    }
}
