using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class BatchNormTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Results_gradients_and_running_statistics_are_those_of_PyTorch(int index)
    {
        var entry = Golden.Read("layers.json").GetProperty("batchNorm")[index];
        int[] shape = [.. entry.GetProperty("shape").Numbers().Select(static size => (int)size)];
        var layer = new BatchNorm1D<double>(3);
        layer.Weight.Assign(Tensor.Create(1.5, -0.5, 2));
        layer.Bias.Assign(Tensor.Create(0.25, 0, -1));
        foreach (var batch in entry.GetProperty("batches").EnumerateArray())
        {
            if (batch.GetProperty("training").GetBoolean())
            {
                layer.Train();
            }
            else
            {
                layer.Evaluate();
            }

            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Create<double>(batch.GetProperty("x").Numbers(), Shape.Create(shape)));
            var y = layer.Forward(x);
            var gradients = tape.Gradients(y.Sin().Sum());
            AssertClose(batch, "y", y);
            AssertClose(batch, "gradient", gradients[x]);
            AssertClose(batch, "weightGradient", gradients[layer.Weight]);
            AssertClose(batch, "runningMean", layer.RunningMean);
            AssertClose(batch, "runningVariance", layer.RunningVariance);
        }
    }

    [Fact]
    public void One_value_of_a_feature_has_no_variance_to_train_with()
    {
        var layer = new BatchNorm1D<float>(3);
        Assert.Equal("AG184", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones<float>(1, 3))).Code);
        Assert.Equal("AG184", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones<float>(5, 4))).Code);
        layer.Evaluate();
        Assert.Equal([1, 3], layer.Forward(Tensor.Ones<float>(1, 3)).Shape);
    }

    private static void AssertClose(JsonElement batch, string name, Tensor<double> actual)
    {
        var expected = batch.GetProperty(name).Numbers();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual.AsSpan()[i]) < 1e-10, $"{name}[{i}]: expected {expected[i]:R}, actual {actual.AsSpan()[i]:R}");
        }
    }
}
