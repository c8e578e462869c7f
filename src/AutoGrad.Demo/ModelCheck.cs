namespace AutoGrad.Demo;

/// <summary>Checks the trained model's gradients: the same model at double, with copied weights, against finite differences of first and second order.</summary>
internal static class ModelCheck
{
    private const int Examples = 4;

    /// <summary>Checks the gradients of the loss with respect to the inputs and every weight tensor.</summary>
    /// <param name="twin">A model of the same structure; it takes over the weights.</param>
    /// <param name="model">The model that was trained.</param>
    /// <param name="data">The first examples are used.</param>
    public static GradientReport Run(Sequential<double> twin, Sequential<float> model, Dataset<float> data)
    {
        twin.CopyFrom(model);
        twin.Evaluate();
        using var scope = new Scope<double>();
        var batch = data.Select(Indices.Create([.. Enumerable.Range(0, int.Min(Examples, data.Count))]));

        // A blank example puts every unit with a zero bias exactly on its kink, and where several bend at once no number is the derivative: noise moves off.
        // It is larger than the first steps of the differences beside 0 (1/64), so that these seldom reach across a kink either.
        var exact = batch.Inputs.To<double>();
        var inputs = exact + new RandomStream(seed: 1).Uniform<double>(exact.Shape, -0.1, 0.1);
        Tensor<double>[] point = [inputs, .. twin.Parameters];
        var report = GradientCheck.Check<double>(LossOf, point, new GradientCheckOptions { MaxCoordinates = 48 });

        // The check moves arguments, not parameters; so that what it says holds for the model itself, both must have the same gradients, bit for bit.
        var (_, gradients) = Differentiate.ValueAndGradients<double>(LossOf)(point);
        using var tape = new Tape<double>();
        var own = tape.Gradients(Classifier.Cost(twin.Forward(inputs), batch.Labels));
        var same = twin.Parameters.Select((parameter, place) => own[parameter].AsSpan().SequenceEqual(gradients[place + 1].AsSpan())).All(static equal => equal);
        return same
            ? report
            : report with { Findings = [.. report.Findings, new(GradientFindingKind.Inconsistent, 1, -1, [], double.NaN, double.NaN, "the model's gradients are not those of the function checked")] };

        Tensor<double> LossOf(Tensor<double>[] arguments) => Classifier.Cost(Forward(twin, arguments), batch.Labels);
    }

    /// <summary>The model with other numbers in place of its parameters.</summary>
    private static Tensor<double> Forward(Sequential<double> model, Tensor<double>[] arguments)
    {
        var x = arguments[0];
        var next = 1;
        for (var place = 0; place < model.Count; place++)
        {
            x = model[place] is Dense<double> ? x.Affine(arguments[next++], arguments[next++]) : model[place].Forward(x);
        }

        return x;
    }
}
