using System.Buffers;
using System.Text.Json;

namespace AutoGrad.GradBench;

/// <summary>The protocol of GradBench as a tool sees it: one JSON message a line, one answer a line, in order, until the input ends.</summary>
internal sealed class Session(Stream input, Stream output)
{
    private const string Tool = "autograd-dotnet";

    private readonly ArrayBufferWriter<byte> answer = new();

    public void Run()
    {
        var lines = new LineReader(input);
        while (lines.TryRead(out var line))
        {
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            Answer(line);
            answer.Write("\n"u8);
            output.Write(answer.WrittenSpan);
            output.Flush();
        }
    }

    private void Answer(ReadOnlySpan<byte> line)
    {
        var (message, fault) = Message.Parse(line);
        try
        {
            if (fault is not null)
            {
                throw new InputException(fault);
            }

            switch (message.Kind)
            {
                case "start":
                    Write(message, static writer => writer.WriteString("tool"u8, Tool));
                    break;
                case "define":
                    _ = Modules.Find(message.Module);
                    Write(message, static writer => writer.WriteBoolean("success"u8, true));
                    break;
                case "evaluate":
                    Evaluate(message, line);
                    break;
                default:
                    Write(message, static _ => { });
                    break;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever one message did wrong, the next one may be right.
            Write(message, writer =>
            {
                writer.WriteBoolean("success"u8, false);
                writer.WriteString("error"u8, Text(exception));
            });
        }
    }

    private void Evaluate(Message message, ReadOnlySpan<byte> line)
    {
        var module = Modules.Find(message.Module);
        var job = module.Prepare(message.Function ?? throw new InputException("an evaluate message names a \"function\""), line[message.Input]);
        var (result, times) = job.Run();
        Write(message, writer =>
        {
            writer.WriteBoolean("success"u8, true);
            writer.WritePropertyName("output"u8);
            JsonSerializer.Serialize(writer, result, Json.Options);
            writer.WriteStartArray("timings"u8);
            Timing(writer, "prepare", job.Preparation);
            foreach (var time in times)
            {
                Timing(writer, "evaluate", time);
            }

            writer.WriteEndArray();
        });
    }

    private static void Timing(Utf8JsonWriter writer, string name, long nanoseconds)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteNumber("nanoseconds"u8, nanoseconds);
        writer.WriteEndObject();
    }

    /// <summary>Forms an answer anew: one that failed half-way leaves nothing behind.</summary>
    private void Write(Message message, Action<Utf8JsonWriter> fields)
    {
        answer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        if (message.Id is { } id)
        {
            writer.WriteNumber("id"u8, id);
        }
        else
        {
            writer.WriteNull("id"u8);
        }

        fields(writer);
        writer.WriteEndObject();
    }

    private static string Text(Exception exception) => exception switch
    {
        InputException => exception.Message,
        JsonException => $"the input is not what the function reads: {exception.Message}",
        ArgumentException when exception.Message.Contains("Infinity", StringComparison.OrdinalIgnoreCase) => "the result is not finite, which JSON cannot say",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
