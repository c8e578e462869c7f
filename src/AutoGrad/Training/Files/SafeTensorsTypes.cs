namespace AutoGrad;

/// <summary>The names of the types of number in safetensors files.</summary>
internal static class SafeTensorsTypes
{
    private static readonly (string Name, StoredNumber Type)[] known =
    [
        ("F32", StoredNumber.Real32), ("F64", StoredNumber.Real64), ("F16", StoredNumber.Real16), ("BF16", StoredNumber.Brain16),
        ("I64", StoredNumber.Integer64), ("I32", StoredNumber.Integer32), ("I16", StoredNumber.Integer16), ("I8", StoredNumber.Integer8),
        ("U64", StoredNumber.Unsigned64), ("U32", StoredNumber.Unsigned32), ("U16", StoredNumber.Unsigned16), ("U8", StoredNumber.Unsigned8), ("BOOL", StoredNumber.Boolean),
    ];

    /// <summary>Types of the format that no tensor here can take.</summary>
    private static readonly string[] foreign = ["F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F6_E2M3", "F6_E3M2", "F4", "C64"];

    public static string NameOf(StoredNumber type) => Array.Find(known, entry => entry.Type == type).Name;

    public static StoredNumber Parse(in JsonTokens tokens, string file, ReadOnlySpan<char> tensor)
    {
        Span<char> text = stackalloc char[16];
        var name = tokens.Bytes.Length <= text.Length ? text[..tokens.Text(text, "a dtype")] : default;
        foreach (var (knownName, type) in known)
        {
            if (name.SequenceEqual(knownName))
            {
                return type;
            }
        }

        foreach (var foreignName in foreign)
        {
            if (name.SequenceEqual(foreignName))
            {
                throw DataFormatException.Unsupported(
                    file, tokens.Offset, $"the dtype of '{Errors.Shown(tensor.ToString())}' is '{foreignName}', which is not supported. Convert the tensor to F32 where the file was made.");
            }
        }

        throw tokens.Wrong($"the dtype of '{Errors.Shown(tensor.ToString())}' is {tokens.Shown()}, which the format does not have");
    }
}
