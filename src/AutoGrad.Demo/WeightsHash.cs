using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AutoGrad.Demo;

/// <summary>A fingerprint of all weights: equal only if every bit is.</summary>
internal static class WeightsHash
{
    /// <summary>SHA-256 of each parameter's path, shape and values (little-endian on every machine), in the order of the model.</summary>
    public static string Of(ParameterList<float> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[sizeof(float)];
        for (var place = 0; place < parameters.Count; place++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{parameters.Paths[place]} {parameters[place].Shape}\n"));
            foreach (var value in parameters[place].AsSpan())
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
