using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoGrad.Determinism;

/// <summary>A run that saves after every step, to be killed at any moment and started again.</summary>
internal static class Resumable
{
    /// <summary>Trains, from where the folder's newest checkpoint was saved, and returns a SHA-256 of the parameters, buffers and history.</summary>
    /// <param name="epochs">How many passes.</param>
    /// <param name="folder">Where to save; null: nowhere.</param>
    public static string Run(int epochs, string? folder)
    {
        var random = new RandomStream(11);
        var data = new Dataset<float>(random.Normal<float>(Shape.Create(200, 12)), Indices.Create([.. Enumerable.Range(0, 200).Select(static row => row * 7 % 5)]));
        var (training, validation) = data.Split(0.8, random);
        var model = new Sequential<float>(
            new Dense<float>(12, 24, random), new BatchNorm1D<float>(24), new Gelu<float>(), new Dropout<float>(0.2, random), new Dropout<float>(0.1, random.Split()), new Dense<float>(24, 5, random));
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), static (output, batch) => Loss.CrossEntropy(output, batch.Labels))
        {
            Epochs = epochs,
            BatchSize = 16,
            Patience = epochs,
            Checkpoints = folder is null ? null : new CheckpointFolder(folder) { EverySteps = 1 },
        };
        var result = trainer.Run(training, random, validation);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in model.Parameters.Concat<Tensor<float>>(model.Buffers))
        {
            hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
        }

        hash.AppendData(MemoryMarshal.AsBytes(new[] { (double)result.Steps, result.BestEpoch, random.Position }.AsSpan()));
        foreach (var epoch in result.Epochs)
        {
            hash.AppendData(MemoryMarshal.AsBytes(new[] { epoch.Loss, epoch.Accuracy ?? -1, epoch.Validation!.Loss, epoch.Validation.Accuracy ?? -1 }.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
