using System.Numerics;

namespace AutoGrad.Demo;

/// <summary>The model: dense layers with relu between them. Written once for every element type, so that what trains in float is checked in double.</summary>
internal static class Classifier
{
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
}
