using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AutoGrad;

/// <summary>The tokens of a JSON text in a stretch of a stream, read through a small buffer, so that a long text which turns out to be wrong has cost little.</summary>
internal ref struct JsonTokens
{
    private const int FirstBuffer = 1 << 13;
    private static readonly JsonReaderOptions strict = new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false };

    private readonly Stream stream;
    private readonly string file;
    private byte[] buffer;
    private long start;
    private long unread;
    private int length;
    private Utf8JsonReader reader;

    /// <summary>Begins at the stream's position.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="file">What errors call the stream.</param>
    /// <param name="size">The length of the text.</param>
    public JsonTokens(Stream stream, string file, long size)
    {
        (this.stream, this.file) = (stream, file);
        start = stream.Position;
        unread = size;
        buffer = new byte[(int)long.Min(size, FirstBuffer)];
        reader = new Utf8JsonReader(ReadOnlySpan<byte>.Empty, isFinalBlock: false, new JsonReaderState(strict));
    }

    public readonly JsonTokenType Type => reader.TokenType;

    /// <summary>The bytes of a text or number, escapes not yet resolved.</summary>
    public readonly ReadOnlySpan<byte> Bytes => reader.ValueSpan;

    /// <summary>The size of the buffer: what reading has allocated.</summary>
    public readonly int BufferSize => buffer.Length;

    /// <summary>Where in the stream the token begins.</summary>
    public readonly long Offset => start + reader.TokenStartIndex;

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    public bool Read()
    {
        while (true)
        {
            try
            {
                if (reader.Read())
                {
                    return true;
                }
            }
            catch (JsonException cause)
            {
                throw DataFormatException.InBytes(file, start + reader.BytesConsumed, $"the header is not JSON: {cause.Message} The file may be damaged: fetch it again.", cause);
            }

            if (unread == 0)
            {
                return false;
            }

            Refill();
        }
    }

    /// <summary>Goes to the next token, which must be of a type.</summary>
    public void Expect(JsonTokenType type, string what)
    {
        if (!Read() || reader.TokenType != type)
        {
            throw Wrong($"{what} is needed, but {Shown()} is there");
        }
    }

    /// <summary>Whether a text equals another, escapes resolved.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => reader.ValueTextEquals(text);

    public readonly bool TryInteger(out ulong value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }

    /// <summary>Copies a text, escapes resolved, and returns its length.</summary>
    public readonly int Text(Span<char> text, string what)
    {
        if (reader.ValueSpan.Length > text.Length)
        {
            throw Wrong($"{what} has {reader.ValueSpan.Length} bytes; at most {text.Length} are supported");
        }

        try
        {
            return reader.CopyString(text);
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"{what} is not Unicode");
        }
    }

    /// <summary>Throws unless a text of any length is Unicode, half surrogate pairs excluded.</summary>
    public readonly void CheckText(string what)
    {
        if (!Utf8.IsValid(reader.ValueSpan) || (reader.ValueIsEscaped && HasHalfPair(reader.ValueSpan)))
        {
            throw Wrong($"{what} is not Unicode");
        }
    }

    /// <summary>The text of the token.</summary>
    public readonly string Text() => reader.GetString()!;

    /// <summary>The token for a message.</summary>
    public readonly string Shown() => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject or JsonTokenType.EndArray => "an end",
        JsonTokenType.None => "nothing",
        _ => $"'{Errors.Shown(System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..int.Min(reader.ValueSpan.Length, 80)]))}'",
    };

    /// <summary>An error at the token.</summary>
    public readonly DataFormatException Wrong(string fault) => DataFormatException.InBytes(file, Offset, $"{fault}. The file may be damaged: fetch it again.");

    /// <summary>Whether escapes (\uD800 to \uDFFF), whose form the reader has checked, hold half of a surrogate pair.</summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> text)
    {
        var isOpen = false;
        for (var place = 0; place < text.Length; place++)
        {
            var unit = 0;
            if (text[place] == (byte)'\\' && text[++place] == (byte)'u')
            {
                _ = Utf8Parser.TryParse(text.Slice(place + 1, 4), out unit, out _, 'x');
                place += 4;
            }

            if (isOpen != (unit is >= 0xDC00 and <= 0xDFFF))
            {
                return true;
            }

            isOpen = unit is >= 0xD800 and <= 0xDBFF;
        }

        return isOpen;
    }

    private void Refill()
    {
        var consumed = (int)reader.BytesConsumed;
        var rest = length - consumed;
        var target = buffer;
        if (rest == buffer.Length)
        {
            // A token longer than the buffer: now the whole rest, so that this happens once.
            target = new byte[rest + unread];
        }

        buffer.AsSpan(consumed, rest).CopyTo(target);
        buffer = target;
        start += consumed;
        length = rest;
        var wanted = (int)long.Min(buffer.Length - length, unread);
        if (stream.ReadAtLeast(buffer.AsSpan(length, wanted), wanted, throwOnEndOfStream: false) < wanted)
        {
            throw DataFormatException.InBytes(file, start + length, "the file became shorter while it was read. Read it again when nobody writes it.");
        }

        length += wanted;
        unread -= wanted;
        reader = new Utf8JsonReader(buffer.AsSpan(0, length), isFinalBlock: unread == 0, reader.CurrentState);
    }
}
