namespace AutoGrad.Tests;

public sealed class FaceTests
{
    [Fact]
    public void The_training_example_of_the_front_page_learns()
    {
        const int seed = 7;
        var digits = Rings(400, seed);

        var random = new RandomStream(seed);
        var model = new Sequential<float>(new Dense<float>(2, 32, random), new Relu<float>(), new Dense<float>(32, 3, random));
        var adam = new Adam<float>(model.Parameters) { LearningRate = 1e-2 };
        for (var epoch = 0; epoch < 30; epoch++)
        {
            foreach (var batch in digits.Batches(64, random))
            {
                using var step = new Tape<float>();
                var loss = Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels);
                adam.Step(step.Gradients(loss));
            }
        }

        Assert.True(Metrics.Accuracy(model.Forward(digits.Inputs), digits.Labels) > 0.97);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], model.Parameters.Paths);
    }

    /// <summary>Points on three rings around the origin, by ring.</summary>
    internal static Dataset<float> Rings(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var points = new float[2 * count];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            var radius = 0.5 + labels[i] + (0.3 * random.NextDouble());
            var angle = 2 * Math.PI * random.NextDouble();
            (points[2 * i], points[(2 * i) + 1]) = ((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));
        }

        return new Dataset<float>(Tensor.Create<float>(points, [count, 2]), Indices.Create(labels));
    }
}
