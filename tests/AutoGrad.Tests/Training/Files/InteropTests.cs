using Xunit.Abstractions;

namespace AutoGrad;

/// <summary>Files written here are read by NumPy and PyTorch, and theirs here, where they are installed.</summary>
public sealed class InteropTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-interop-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string name) => Path.Combine(folder, name);

    [Fact]
    public void NumPy_reads_what_is_written_here_and_the_other_way_round()
    {
        var matrix = new RandomStream(1).Normal<float>(Shape.Create(3, 5));
        var cube = new RandomStream(2).Normal<double>(Shape.Create(2, 3, 4));
        Npy.Save(PathOf("matrix.npy"), matrix);
        Npy.Save(PathOf("labels.npy"), Indices.Create([3, -1, 7]));
        Npy.Save(PathOf("number.npy"), Tensor.Scalar(2.5));
        Npz.Save<double>(PathOf("packed.npz"), [new("cube", cube), new("deep/empty", Tensor.Zeros<double>(0, 2))], compress: true);
        Npz.Save<double>(PathOf("plain.npz"), [new("cube", cube)]);
        var script = """
            import numpy as np
            matrix = np.load("matrix.npy"); assert matrix.dtype == np.float32 and matrix.shape == (3, 5)
            labels = np.load("labels.npy"); assert labels.dtype == np.int32 and labels.tolist() == [3, -1, 7]
            number = np.load("number.npy"); assert number.shape == () and number == 2.5
            packed = np.load("packed.npz"); cube = packed["cube"]; assert cube.dtype == np.float64 and packed["deep/empty"].shape == (0, 2)
            assert (np.load("plain.npz")["cube"] == cube).all()
            np.save("back.npy", np.asfortranarray(matrix)); np.save("big.npy", cube.astype(">f8"))
            np.save("half.npy", np.arange(4, dtype=np.float16)); np.save("bools.npy", np.array([True, False])); np.save("longs.npy", np.arange(6, dtype=np.int64).reshape(2, 3))
            np.savez("all.npz", a=cube, b=labels); np.savez_compressed("small.npz", a=cube, z=np.zeros(100000, dtype=np.uint8))
            np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True); np.save("texts.npy", np.array(["a"]))
            print(np.__version__)
            """;
        if (Python.Run(script, folder, "numpy", output) is not { } version)
        {
            return;
        }

        output.WriteLine($"NumPy {version}");
        Assert.Equal(matrix.ToArray(), Npy.Load(PathOf("back.npy")).ToTensor<float>().ToArray());
        Assert.Equal(cube.ToArray(), Npy.Load(PathOf("big.npy")).ToTensor<double>().ToArray());
        Assert.Equal([0f, 1, 2, 3], Npy.Load(PathOf("half.npy")).ToTensor<float>().ToArray());
        Assert.Equal([1f, 0], Npy.Load(PathOf("bools.npy")).ToTensor<float>().ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], Npy.Load(PathOf("longs.npy")).ToIndices().ToArray());
        foreach (var name in new[] { "all.npz", "small.npz" })
        {
            var arrays = Npz.Load(PathOf(name));
            Assert.Equal(cube.ToArray(), arrays["a"].ToTensor<double>().ToArray());
            Assert.Equal(2, arrays.Count);
        }

        Assert.Equal("AG681", Assert.Throws<DataFormatException>(() => Npy.Load(PathOf("objects.npy"))).Code);
        Assert.Equal("AG681", Assert.Throws<DataFormatException>(() => Npy.Load(PathOf("texts.npy"))).Code);
    }

    [Fact]
    public void PyTorch_loads_models_saved_here_and_the_other_way_round()
    {
        var model = new Everything(new RandomStream(3));
        model.Save(PathOf("here.safetensors"));
        var script = """
            import json, struct, torch
            from torch import nn
            types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
            def read(path):
                data = open(path, "rb").read()
                size = struct.unpack("<Q", data[:8])[0]
                header = json.loads(data[8:8 + size]); header.pop("__metadata__", None)
                return {k: torch.frombuffer(bytearray(data[8 + size + v["data_offsets"][0]:8 + size + v["data_offsets"][1]]), dtype=types[v["dtype"]]).reshape(v["shape"]) for k, v in header.items()}
            def write(path, state):
                names = {v: k for k, v in types.items()}
                header, body = {}, b""
                for name, tensor in state.items():
                    raw = bytes(tensor.contiguous().view(torch.uint8).flatten().tolist()) if tensor.dim() else tensor.reshape(1).view(torch.uint8).numpy().tobytes()
                    header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(raw)]}
                    body += raw
                text = json.dumps(header).encode()
                open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)
            class Everything(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.convolution = nn.Conv2d(1, 4, 3, padding=1)
                    self.norm = nn.BatchNorm1d(8)
                    self.lstm = nn.LSTM(8, 6)
                    self.gru = nn.GRU(6, 8)
                    self.attention = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
                    self.head = nn.Sequential(nn.Linear(8, 5), nn.GELU(), nn.Linear(5, 3))
                    self.table = nn.Embedding(7, 8)
                def forward(self, images, words):
                    x = self.norm(self.convolution(images).flatten(2)[:, :, :8].mean(1)) + self.table(words)
                    x = self.gru(self.lstm(x[None])[0])[0]
                    return self.head(self.attention(x))
            torch.manual_seed(1)
            model = Everything().eval()
            images = torch.arange(48.0).reshape(3, 1, 4, 4) / 48; words = torch.tensor([1, 6, 0])
            model.load_state_dict(read("here.safetensors"), strict=True)
            write("first.safetensors", {"y": model(images, words).detach()})
            other = Everything().eval()
            with torch.no_grad():
                other.norm.running_mean.normal_(); other.norm.running_var.uniform_(0.5, 2)
            write("there.safetensors", other.state_dict()); write("second.safetensors", {"y": other(images, words).detach()})
            write("half.safetensors", {k: v.half() if v.is_floating_point() else v for k, v in other.state_dict().items()})
            write("brain.safetensors", {k: v.bfloat16() if v.is_floating_point() else v for k, v in other.state_dict().items()})
            print(torch.__version__)
            """;
        if (Python.Run(script, folder, "torch", output) is not { } version)
        {
            return;
        }

        output.WriteLine($"PyTorch {version}");
        Check("first.safetensors", 1e-5);
        var saved = model.Parameters.Select(static parameter => parameter.ToArray()).ToArray();
        model.Load(PathOf("there.safetensors"));
        Check("second.safetensors", 1e-5);
        model.Load(PathOf("half.safetensors"));
        Check("second.safetensors", 1e-2);
        model.Load(PathOf("brain.safetensors"));
        Check("second.safetensors", 5e-2);
        model.Load(PathOf("here.safetensors"));
        Assert.Equal(saved, model.Parameters.Select(static parameter => parameter.ToArray()));

        void Check(string file, double tolerance)
        {
            model.Evaluate();
            var expected = SafeTensors.Load(PathOf(file))["y"].ToTensor<float>().ToArray();
            var actual = model.Forward((Tensor.Arange<float>(48) / 48).Reshape(3, 1, 4, 4), Indices.Create([1, 6, 0])).ToArray();
            Assert.Equal(9, actual.Length);
            for (var index = 0; index < actual.Length; index++)
            {
                Assert.True(Math.Abs(expected[index] - actual[index]) <= tolerance, $"{file}, {index}: {expected[index]} there, {actual[index]} here");
            }
        }
    }

    /// <summary>The script's model of the same name.</summary>
    private sealed class Everything : Module<float>
    {
        private readonly Conv2D<float> convolution;
        private readonly BatchNorm1D<float> norm;
        private readonly Lstm<float> lstm;
        private readonly Gru<float> gru;
        private readonly TransformerEncoderLayer<float> attention;
        private readonly Sequential<float> head;
        private readonly Embedding<float> table;

        public Everything(RandomStream random)
        {
            convolution = Add("convolution", new Conv2D<float>(1, 4, 3, random, padding: 1));
            norm = Add("norm", new BatchNorm1D<float>(8));
            lstm = Add("lstm", new Lstm<float>(8, 6, random));
            gru = Add("gru", new Gru<float>(6, 8, random));
            attention = Add("attention", new TransformerEncoderLayer<float>(8, 2, 16, random));
            head = Add("head", new Sequential<float>(new Dense<float>(8, 5, random), new Gelu<float>(), new Dense<float>(5, 3, random)));
            table = Add("table", new Embedding<float>(7, 8, random));
        }

        public Tensor<float> Forward(Tensor<float> images, Indices words)
        {
            var x = norm.Forward(convolution.Forward(images).Flatten(2)[.., .., ..8].Mean(1)) + table.Forward(words);
            x = gru.Forward(lstm.Forward(x.Unsqueeze(0)));
            return head.Forward(attention.Forward(x)).Squeeze(0);
        }
    }
}
