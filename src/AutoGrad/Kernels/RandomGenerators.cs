using System.Numerics;

namespace AutoGrad;

/// <summary>Uniform numbers in [low, high), element i from the counter position + i.</summary>
internal readonly record struct UniformKernel<T>(ulong Seed, ulong Stream, ulong Position, T Low, T High) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        RandomKernels.Uniform(output, Seed, Stream, Position);
        if (Low == T.Zero && High == T.One)
        {
            return;
        }

        foreach (ref var value in output)
        {
            value = Low + ((High - Low) * value);
        }
    }
}

/// <summary>Normal numbers, element i from the counter position + i.</summary>
internal readonly record struct NormalKernel<T>(ulong Seed, ulong Stream, ulong Position, T Mean, T StandardDeviation) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        RandomKernels.Normal(output, Seed, Stream, Position);
        foreach (ref var value in output)
        {
            value = Mean + (StandardDeviation * value);
        }
    }
}
