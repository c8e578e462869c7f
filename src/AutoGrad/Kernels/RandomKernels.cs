using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Fills of random numbers in which each element is a function of (key, stream, offset + index) alone.</summary>
/// <remarks>
/// A fill of n elements from offset c equals, element for element, any fills of its parts from the parts' offsets: work may be cut
/// anywhere. A caller draws without repeats by moving its offset on by the number of elements drawn.
/// <para>
/// Element e lies in the Philox block at counter (e / 4 in float, e / 2 in double and for integers; stream), whose top four bits hold the
/// kind of draw. So draws of different kinds never share bits, even at equal offsets. Offsets stay within 2^60.
/// </para>
/// Equal bits on all machines: only exactly rounded operations are used, not the platform's logarithm or sine.
/// </remarks>
internal static class RandomKernels
{
    private const int KindShift = 60;

    private enum Kind : ulong
    {
        UniformSingle,
        UniformDouble,
        NormalSingle,
        NormalDouble,
        Integer,
    }

    /// <summary>Uniform numbers in [0, 1): multiples of 2^-24 in float and of 2^-53 in double, all equally likely.</summary>
    internal static void Uniform<T>(Span<T> destination, ulong key, ulong stream, ulong offset)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Fill<T, UniformSingleBlock<T>>(destination, key, stream, offset, Kind.UniformSingle);
        }
        else
        {
            Fill<T, UniformDoubleBlock<T>>(destination, key, stream, offset, Kind.UniformDouble);
        }
    }

    /// <summary>Numbers of the standard normal distribution.</summary>
    /// <remarks>
    /// Box and Muller: sqrt(-2 ln u)·(cos 2πv, sin 2πv) for u in (0, 1] and v in [0, 1). It rejects nothing, so element and counter stay
    /// in step. The farthest number is 6.66 in float (u = 2^-32) and 8.57 in double (u = 2^-53).
    /// Source: G. Box, M. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
    /// </remarks>
    internal static void Normal<T>(Span<T> destination, ulong key, ulong stream, ulong offset)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Fill<T, NormalSingleBlock<T>>(destination, key, stream, offset, Kind.NormalSingle);
        }
        else
        {
            Fill<T, NormalDoubleBlock<T>>(destination, key, stream, offset, Kind.NormalDouble);
        }
    }

    /// <summary>Integers in [0, bound).</summary>
    /// <remarks>
    /// The high half of 64 random bits times bound, without Lemire's rejection, which would let element and counter fall out of step:
    /// a value's probability is off from 1 / bound by less than 2^-64, a relative bias below 2^-33.
    /// Source: D. Lemire, "Fast Random Integer Generation in an Interval" (2019).
    /// </remarks>
    internal static void Integers(Span<int> destination, int bound, ulong key, ulong stream, ulong offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        CheckOffset(offset);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = Integer(bound, key, stream, offset + (ulong)i);
        }
    }

    /// <summary>Shuffles in place, every order equally likely; uses the integers of as many elements as there are.</summary>
    /// <remarks>Source: R. Durstenfeld, "Algorithm 235: Random permutation" (1964).</remarks>
    internal static void Shuffle(Span<int> values, ulong key, ulong stream, ulong offset)
    {
        CheckOffset(offset);
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Integer(i + 1, key, stream, offset + (ulong)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The integer in [0, bound) at one element; see <see cref="Integers"/>.</summary>
    internal static int Integer(int bound, ulong key, ulong stream, ulong element)
    {
        var words = Philox.Generate(key, Counter(Kind.Integer, element / 2), stream);
        ulong bits = element % 2 == 0 ? RandomBits.Join(words.Word0, words.Word1) : RandomBits.Join(words.Word2, words.Word3);
        return (int)Math.BigMul(bits, (ulong)bound, out _);
    }

    private static void CheckOffset(ulong offset) => ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, 1UL << KindShift);

    private static ulong Counter(Kind kind, ulong block) => ((ulong)kind << KindShift) | block;

    /// <summary>Writes whole blocks in place, four at a time, and of the others, which the fill's ends may cut, the elements that belong to the fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Fill<T, TBlock>(Span<T> destination, ulong key, ulong stream, ulong offset, Kind kind)
        where T : unmanaged
        where TBlock : struct, IRandomBlock<T>
    {
        CheckOffset(offset);
        int perBlock = TBlock.Length;
        Span<T> cut = stackalloc T[perBlock];
        Span<ulong> four = stackalloc ulong[16];
        int i = 0;
        while (i < destination.Length)
        {
            ulong element = offset + (ulong)i;
            int lane = (int)(element % (ulong)perBlock);
            ulong counter = Counter(kind, element / (ulong)perBlock);
            if (lane == 0 && destination.Length - i >= 4 * perBlock)
            {
                Philox.GenerateFour(key, counter, stream, four);
                for (int block = 0; block < 4; block++)
                {
                    var lanes = ((uint)four[block], (uint)four[block + 4], (uint)four[block + 8], (uint)four[block + 12]);
                    TBlock.Write(lanes, destination.Slice(i, perBlock));
                    i += perBlock;
                }

                continue;
            }

            var words = Philox.Generate(key, counter, stream);
            TBlock.Write(words, cut);
            int taken = Math.Min(perBlock - lane, destination.Length - i);
            cut.Slice(lane, taken).CopyTo(destination[i..]);
            i += taken;
        }
    }
}
