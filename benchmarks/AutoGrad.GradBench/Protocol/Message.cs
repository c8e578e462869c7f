using System.Text.Json;

namespace AutoGrad.GradBench;

/// <summary>What a line says, but for its input, which stays in the line until the function's own type reads it.</summary>
internal readonly record struct Message(long? Id, string? Kind, string? Module, string? Function, Range Input)
{
    /// <summary>Reads a line as far as it goes: what comes before a fault counts, so that the answer to a broken line carries its id.</summary>
    /// <returns>The message, and what is wrong with the line, or null.</returns>
    public static (Message Message, string? Fault) Parse(ReadOnlySpan<byte> line)
    {
        var message = default(Message);
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return (message, "a message is a JSON object on one line");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                message = message.With(reader.GetString()!, ref reader);
            }

            // A second value on the line is a fault of the reader's own finding.
            _ = reader.Read();
            return (message, message.Id is null ? "a message has an \"id\", a whole number" : message.Kind is null ? "a message has a \"kind\", a string" : null);
        }
        catch (JsonException exception)
        {
            return (message, $"the line is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            return (message, $"a field of the message has the wrong type: {exception.Message}");
        }
    }

    private Message With(string name, ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (name)
        {
            case "id":
                return this with { Id = reader.TryGetInt64(out var id) ? id : null };
            case "kind":
                return this with { Kind = reader.GetString() };
            case "module":
                return this with { Module = reader.GetString() };
            case "function":
                return this with { Function = reader.GetString() };
            default:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return name == "input" ? this with { Input = start..(int)reader.BytesConsumed } : this;
        }
    }
}
