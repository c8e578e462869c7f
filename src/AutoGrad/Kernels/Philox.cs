using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Philox4x32-10: random bits as a function of a key and a counter, so that any of them can be had at once and in any order.</summary>
/// <remarks>
/// Ten rounds; each multiplies two of the four words by constants, and mixes the products' high halves with the other two words and the
/// key, which moves on by constants too.
/// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11, section 4.3.
/// </remarks>
internal static class Philox
{
    private const int Rounds = 10;

    // The paper's multipliers, found by search for the best avalanche.
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;

    // Weyl sequence of the key: the golden ratio and the square root of 3, less 1, times 2^32.
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;

    /// <summary>The block of four words at a 128-bit counter under a 64-bit key; low words first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (uint Word0, uint Word1, uint Word2, uint Word3) Generate(ulong key, ulong counterLow, ulong counterHigh)
    {
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        uint word0 = (uint)counterLow;
        uint word1 = (uint)(counterLow >> 32);
        uint word2 = (uint)counterHigh;
        uint word3 = (uint)(counterHigh >> 32);

        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * word0;
            ulong product1 = (ulong)Multiplier1 * word2;
            word0 = (uint)(product1 >> 32) ^ word1 ^ key0;
            word1 = (uint)product1;
            word2 = (uint)(product0 >> 32) ^ word3 ^ key1;
            word3 = (uint)product0;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        return (word0, word1, word2, word3);
    }

    /// <summary>The blocks at four neighbouring counters: word w of block i is words[4 w + i]. Each 64-bit lane carries one 32-bit word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void GenerateFour(ulong key, ulong counterLow, ulong counterHigh, Span<ulong> words)
    {
        var lowHalf = Vector256.Create<ulong>(uint.MaxValue);
        var multiplier0 = Vector256.Create<ulong>(Multiplier0);
        var multiplier1 = Vector256.Create<ulong>(Multiplier1);
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        var counters = Vector256.Create(counterLow) + Vector256.Create(0UL, 1, 2, 3);
        var word0 = counters & lowHalf;
        var word1 = counters >>> 32;
        var word2 = Vector256.Create<ulong>((uint)counterHigh);
        var word3 = Vector256.Create(counterHigh >> 32);

        for (int round = 0; round < Rounds; round++)
        {
            var product0 = MultiplyLowHalves(multiplier0, word0);
            var product1 = MultiplyLowHalves(multiplier1, word2);
            word0 = (product1 >>> 32) ^ word1 ^ Vector256.Create<ulong>(key0);
            word1 = product1 & lowHalf;
            word2 = (product0 >>> 32) ^ word3 ^ Vector256.Create<ulong>(key1);
            word3 = product0 & lowHalf;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        word0.CopyTo(words);
        word1.CopyTo(words[4..]);
        word2.CopyTo(words[8..]);
        word3.CopyTo(words[12..]);
    }

    /// <summary>Products of lanes whose upper halves are zero: one instruction where the machine has it, else the full product of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyLowHalves(Vector256<ulong> x, Vector256<ulong> y) =>
        Avx2.IsSupported ? Avx2.Multiply(x.AsUInt32(), y.AsUInt32()) : x * y;
}
