using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoGrad.GradBench;

/// <summary>How inputs and outputs look as JSON: names in snake_case, tensors as nested lists, and no field missing or null.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new TensorConverter() },
    };

    /// <summary>A tensor of rank 0 is a number, of rank 1 a list, of rank 2 a list of its rows.</summary>
    private sealed class TensorConverter : JsonConverter<Tensor<double>>
    {
        public override Tensor<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Inputs are arrays; their functions make tensors of them.");

        public override void Write(Utf8JsonWriter writer, Tensor<double> value, JsonSerializerOptions options) => Write(writer, value.AsSpan(), value.Shape.AsSpan());

        private static void Write(Utf8JsonWriter writer, ReadOnlySpan<double> values, ReadOnlySpan<int> shape)
        {
            if (shape.IsEmpty)
            {
                writer.WriteNumberValue(values[0]);
                return;
            }

            writer.WriteStartArray();
            var size = shape[0] == 0 ? 0 : values.Length / shape[0];
            for (var index = 0; index < shape[0]; index++)
            {
                Write(writer, values.Slice(index * size, size), shape[1..]);
            }

            writer.WriteEndArray();
        }
    }
}
