namespace AutoGrad;

/// <summary>The 32-bit checksum of gzip, zip and PNG. Polynomial 0xEDB88320 (reflected), start and end inverted. Source: RFC 1952, section 8.</summary>
internal static class Crc32
{
    private static readonly uint[] table = MakeTable();

    /// <summary>The checksum of all bytes so far and then <paramref name="bytes"/>; of nothing it is 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var remainder = ~checksum;
        foreach (var value in bytes)
        {
            remainder = table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        }

        return ~remainder;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var remainder = i;
            for (var bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? 0xEDB88320u ^ (remainder >> 1) : remainder >> 1;
            }

            table[i] = remainder;
        }

        return table;
    }
}
