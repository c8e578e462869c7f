using System.Numerics;

namespace AutoGrad.Demo;

/// <summary>The model: dense layers with relu between them. Written once for every element type, so that what trains in float is checked in double.</summary>
internal static class Classifier
{
    /// <summary>How much of each label is spread over all classes: trained so, a model does not grow its weights for the last bit of certainty.</summary>
    /// <remarks>This, the width and the rate were chosen by cross-validation within the training part of the digits; the test part took no part in it.</remarks>
    private const double LabelSmoothing = 0.1;

    public static Sequential<T> Create<T>(int inputs, ReadOnlySpan<int> hidden, int classes, RandomStream random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var layers = new List<Layer<T>>();
        foreach (var size in hidden)
        {
            layers.Add(new Dense<T>(inputs, size, random, Initializer.HeNormal));
            layers.Add(new Relu<T>());
            inputs = size;
        }

        layers.Add(new Dense<T>(inputs, classes, random));
        return new Sequential<T>([.. layers]);
    }

    public static Tensor<T> Cost<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T> => Loss.CrossEntropy(outputs, labels, LabelSmoothing);
}
