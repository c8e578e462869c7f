using System.Text;
using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Files of tensors, models and runs.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Files =>
    [
        Refuses<ParameterException>("Dense.Load", "a file with other shapes", () => NewDense().Load(Weights([new("weight", matrix), new("bias", number)]))),
        Refuses<ParameterException>("Dense.Load", "a file with other names", () => NewDense().Load(Weights([new("linear.weight", matrix)]))),
        Refuses<ValueException>("SafeTensors", "a name of nothing", () => SafeTensors.Write<double>(Stream.Null, [new("", vector)])),
        Refuses<ValueException>("SafeTensors", "a name given twice", () => SafeTensors.Write<double>(Stream.Null, [new("a", vector), new("a", number)])),
        Refuses<ValueException>("Npz", "a name like a path upward", () => Npz.Write<double>(Stream.Null, [new("../a", vector)])),
        Refuses<ValueException>("Idx.Write", "fractions as bytes", () => Idx.Write(Stream.Null, Tensor.Create([0.5]), IdxElement.UnsignedByte)),
        Refuses<ValueException>("Idx.Write", "a number without axes", () => Idx.Write(Stream.Null, number, IdxElement.Real64)),
        Refuses<DataFormatException>("t.safetensors", "another kind of file", () => SafeTensors.Read(new MemoryStream(Encoding.ASCII.GetBytes("PK 12345678")), "t.safetensors")),
        Refuses<DataFormatException>("t.safetensors", "a type that no tensor can take", () => SafeTensors.Read(Header("""{"a":{"dtype":"F8_E4M3","shape":[0],"data_offsets":[0,0]}}"""), "t.safetensors")),
        Refuses<DataFormatException>("t.safetensors", "a tensor that needs more bytes", () => SafeTensors.Read(Header("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,0]}}"""), "t.safetensors")),
        Refuses<DataFormatException>("t.safetensors", "a tensor that is not there", () => Weights([new("a", vector)])["b"]),
        Refuses<DataFormatException>("t.safetensors", "indices from fractions", () => Weights([new("a", vector)])["a"].ToIndices()),
        Refuses<DataFormatException>("t.npy", "another kind of file", () => Npy.Read(new MemoryStream(Encoding.ASCII.GetBytes("PNG file")), "t.npy")),
        Refuses<DataFormatException>("t.npz", "another kind of file", () => Npz.Read(new MemoryStream(Encoding.ASCII.GetBytes("PNG file")), "t.npz")),
        Refuses<DataFormatException>("t.checkpoint", "another kind of file", () => NewCheckpoint().Load(new MemoryStream(Encoding.ASCII.GetBytes("PNG file")), "t.checkpoint")),
        Refuses<DataFormatException>("t.checkpoint", "a file that is cut off", () => NewCheckpoint().Load(new MemoryStream([.. "AUTOGRAD"u8, 1, 0, 0, 0]), "t.checkpoint")),
        Refuses<DataFormatException>("t.checkpoint", "a newer version", () => NewCheckpoint().Load(new MemoryStream([.. "AUTOGRAD"u8, 2, 0, 0, 0]), "t.checkpoint")),
        Refuses<ValueException>("CheckpointFolder", "none to keep", () => new CheckpointFolder("runs") { Keep = 0 }),
        Refuses<ValueException>("Checkpoint", "a key that is too long", () =>
        {
            var checkpoint = NewCheckpoint();
            checkpoint.Values[new string('k', 41)] = "";
            checkpoint.Save("run.checkpoint");
        }),
        Refuses<ArgumentNullException>("Value", "no stream to write to", () => Npy.Write(null!, vector)),
    ];

    private static Checkpoint<double> NewCheckpoint()
    {
        var model = NewDense();
        return new Checkpoint<double>(model, new Sgd<double>(model.Parameters));
    }

    private static SafeTensorsFile Weights(KeyValuePair<string, Tensor<double>>[] tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors);
        stream.Position = 0;
        return SafeTensors.Read(stream, "t.safetensors");
    }

    private static MemoryStream Header(string header) => new([.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header)]);
}
