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
}
