using System.Runtime.InteropServices;

namespace AutoGrad.Lifetime;

/// <summary>Many threads that train at once: nothing is shared but constants, so each gets the bits that one thread alone gets.</summary>
public class ThreadTests
{
    private const int Threads = 64;
    private const int Models = 200;
    private const int Steps = 3;

    private static readonly Tensor<float> inputs = new RandomStream(7).Normal<float>([8, 3]).Keep();
    private static readonly Tensor<float> targets = inputs.Sin().Sum([1], keepAxes: true).Keep();

    [Fact]
    public void Sixty_four_threads_train_two_hundred_models_each_to_the_bits_that_one_thread_gets()
    {
        var alone = TrainAll();
        Assert.True(alone.Distinct().Count() > Models / 2, "The models should differ.");
        var results = new ulong[Threads][];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads)
            .Select(index => new Thread(() =>
            {
                start.SignalAndWait();
                results[index] = TrainAll();
            }))
            .ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.All(results, result => Assert.Equal(alone, result));
    }

    private static ulong[] TrainAll() => [.. Enumerable.Range(0, Models).Select(Train)];

    /// <summary>Trains one model, dropout included, and hashes the bits of its parameters and losses.</summary>
    private static ulong Train(int model)
    {
        var random = new RandomStream((ulong)model);
        var network = new Sequential<float>(new Dense<float>(3, 5, random), new Tanh<float>(), new Dropout<float>(0.1, random), new Dense<float>(5, 1, random));
        var optimizer = new Adam<float>(network.Parameters);
        var hash = 17UL;
        for (var step = 0; step < Steps; step++)
        {
            using var tape = new Tape<float>();
            var loss = Loss.MeanSquaredError(network.Forward(inputs), targets);
            Add(loss);
            optimizer.Step(tape.Gradients(loss));
        }

        foreach (var parameter in network.Parameters)
        {
            Add(parameter);
        }

        return hash;

        void Add(Tensor<float> tensor)
        {
            foreach (var bits in MemoryMarshal.Cast<float, uint>(tensor.AsSpan()))
            {
                hash = (hash * 31) + bits;
            }
        }
    }
}
