using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoGrad.Determinism;

/// <summary>A model, how it is trained, and what came of it: every bit of every parameter and of every loss.</summary>
internal sealed class Training<T>(Module<T> model, Optimizer<T> optimizer, Func<RandomStream, Tensor<T>> loss)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Steps = 200;

    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new RandomStream(2026);
        for (var step = 0; step < Steps; step++)
        {
            using var tape = new Tape<T>();
            var value = loss(random);
            hash.AppendData(MemoryMarshal.AsBytes(value.AsSpan()));
            optimizer.Step(tape.Gradients(value, last: true));
        }

        foreach (var parameter in model.Parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
