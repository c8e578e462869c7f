using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Sets each element to zero with a probability, and scales the others so that the expectation stays.</summary>
        /// <remarks>
        /// Formula: y = 0 where u &lt; rate, else x / (1 - rate), with u uniform on [0, 1), element by element from the stream.
        /// Derivative: the same map applied to g: it is linear in x.  Shapes: any, same.
        /// Keeps: the place in the stream, from which the mask is drawn again; no mask is stored.
        /// Errors: AG131 for a rate outside [0, 1].
        /// Edges: rate 0 gives x and draws nothing, rate 1 gives 0; a dropped NaN is 0. The mask is the same in float and double.
        /// Accuracy: one rounding.  Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, JMLR 15 (2014), in the inverted form.
        /// </remarks>
        public Tensor<T> Dropout(double rate, RandomStream random)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(random);
            if (!(rate is >= 0 and <= 1))
            {
                throw Errors.DropoutRate(rate);
            }

            if (rate == 0)
            {
                return x;
            }

            var (key, stream, start) = random.Reserve(x.Length);
            return DropoutAt(x, DropoutKernel<T>.Position(start), new DropoutKernel<T>(key, stream, (float)rate, T.CreateTruncating(1 / (1 - rate))));
        }
    }

    /// <summary>Dropout with the mask of a given place in a stream.</summary>
    internal static Tensor<T> DropoutAt<T>(Tensor<T> x, Tensor<T> position, DropoutKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, position, x.Shape, kernel, OpKind.ElementWise, static (_, position, _, kernel) => g => DropoutAt(g, position, kernel), null, "Dropout");
}

/// <summary>Draws the mask as it goes. The place in the stream, which changes from step to step, is an operand: three numbers of 20 bits, exact in float.</summary>
internal readonly record struct DropoutKernel<T>(ulong Key, ulong Stream, float Rate, T Scale) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Bits = 20;
    private const int BlockLength = 1024;

    /// <summary>Writes a place in the stream, below 2^60, as a tensor.</summary>
    public static Tensor<T> Position(ulong start)
    {
        const ulong Mask = (1UL << Bits) - 1;
        var position = Tensor<T>.Allocate("Position", Shape.Create(3));
        Launch.Fill([T.CreateTruncating(start & Mask), T.CreateTruncating((start >> Bits) & Mask), T.CreateTruncating(start >> (2 * Bits))], position);
        return position;
    }

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var start = ulong.CreateTruncating(y[0]) + (ulong.CreateTruncating(y[1]) << Bits) + (ulong.CreateTruncating(y[2]) << (2 * Bits));
        Span<float> uniform = stackalloc float[BlockLength];
        for (var offset = 0; offset < x.Length; offset += BlockLength)
        {
            var length = Math.Min(BlockLength, x.Length - offset);
            var draws = uniform[..length];
            RandomKernels.Uniform(draws, Key, Stream, start + (ulong)offset);
            var from = x.Slice(offset, length);
            var to = output.Slice(offset, length);
            for (var index = 0; index < draws.Length; index++)
            {
                to[index] = draws[index] < Rate ? T.Zero : from[index] * Scale;
            }
        }
    }
}
