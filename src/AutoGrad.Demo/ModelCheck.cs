namespace AutoGrad.Demo;

/// <summary>Checks the trained model's gradients: the same model at double, with copied weights, against finite differences of first and second order.</summary>
internal static class ModelCheck
{
    private const int Examples = 4;
    private const double Clearance = 1e-4;
    private const int Draws = 1000;

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

        var inputs = ClearOfKinks(twin, batch.Inputs.To<double>());
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

    /// <summary>The examples with noise, drawn again until no relu stands within the clearance of its corner.</summary>
    /// <remarks>
    /// Differences must not reach across a corner: theirs shrink to 2e-6, and a thousand units come so near by chance once in a hundred models. A blank example puts every
    /// unit with a zero bias exactly on its corner, where no number is the derivative once several bend at a time; the noise moves it off.
    /// </remarks>
    private static Tensor<double> ClearOfKinks(Sequential<double> model, Tensor<double> exact)
    {
        var random = new RandomStream(seed: 1);
        var (inputs, clearance) = (exact, 0.0);
        for (var draw = 0; draw < Draws && clearance < Clearance; draw++)
        {
            inputs = exact + random.Uniform<double>(exact.Shape, -0.1, 0.1);
            clearance = double.PositiveInfinity;
            var x = inputs;
            for (var place = 0; place < model.Count; place++)
            {
                clearance = model[place] is Relu<double> ? double.Min(clearance, x.Abs().Min().Item()) : clearance;
                x = model[place].Forward(x);
            }
        }

        return inputs;
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
