namespace AutoGrad;

public sealed class ModuleFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-models-").FullName;

    private string File => Path.Combine(folder, "model.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Sequential<float> NewModel(ulong seed, int hidden = 4, bool bias = true) =>
        new(new Dense<float>(3, hidden, new RandomStream(seed), bias: bias), new BatchNorm1D<float>(hidden), new Relu<float>(), new Residual<float>(new Dense<float>(hidden, hidden, new RandomStream(seed + 1))));

    private static byte[] Bytes(Module<float> model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    [Fact]
    public void A_model_comes_back_bit_for_bit_under_PyTorchs_names_and_layouts()
    {
        var model = NewModel(1);
        model.Save(File, [new("note", "first")]);
        var file = SafeTensors.Load(File);
        Assert.Equal(
            ["0.bias", "0.weight", "1.bias", "1.running_mean", "1.running_var", "1.weight", "3.inner.bias", "3.inner.weight"],
            file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([4, 3], file["0.weight"].Shape);
        Assert.Equal(model.Parameters["0.weight"].Transpose().ToArray(), file["0.weight"].ToTensor<float>().ToArray());
        Assert.Equal("first", file.Metadata["note"]);

        var other = NewModel(7);
        other.Load(File);
        Assert.Equal(Bytes(model), Bytes(other));
        Assert.Equal(model.Parameters.Select(static parameter => parameter.ToArray()), other.Parameters.Select(static parameter => parameter.ToArray()));
        other.Save(File);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Whatever_does_not_fit_is_listed_in_one_message_and_nothing_is_loaded()
    {
        NewModel(1, hidden: 5, bias: false).Save(File);
        var model = NewModel(2);
        var before = Bytes(model);
        var refused = Assert.Throws<ParameterException>(() => model.Load(File));
        Assert.Equal("AG680", refused.Code);
        Assert.StartsWith("Sequential.Load: the file 'model.safetensors' does not fit the module: it lacks '0.bias'; shapes differ: '0.weight' is [5, 3] in the file and [4, 3] in the module", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'1.running_var' is [5] in the file and [4] in the module", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(model));

        SafeTensors.Save<float>(File, [new("x", Tensor.Zeros<float>(1)), .. SafeTensors.Load(File).Tensors.Select(static entry => new KeyValuePair<string, Tensor<float>>(entry.Key, entry.Value.ToTensor<float>()))]);
        Assert.Contains("only it has 'x'", Assert.Throws<ParameterException>(() => model.Load(File)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(model));
    }

    [Fact]
    public void A_shared_parameter_is_written_once_and_read_under_any_of_its_names()
    {
        var model = new Tied(new RandomStream(1));
        model.Save(File);
        var values = SafeTensors.Load(File)["first"].ToTensor<float>();
        Assert.Single(SafeTensors.Load(File).Tensors);
        foreach (var names in new[] { new[] { "first" }, ["second"], ["first", "second"] })
        {
            SafeTensors.Save(File, names.Select(name => new KeyValuePair<string, Tensor<float>>(name, values)));
            var other = new Tied(new RandomStream(2));
            other.Load(File);
            Assert.Equal(values.ToArray(), other.Parameters[0].ToArray());
        }

        SafeTensors.Save<float>(File, [new("first", values), new("second", values + 1)]);
        Assert.Contains("hold different numbers", Assert.Throws<ParameterException>(() => model.Load(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_inside_a_tape_records_nothing_and_loading_is_noticed_by_it()
    {
        var model = NewModel(1);
        using var tape = new Tape<float>();
        var loss = model.Forward(Tensor.Ones<float>(4, 3)).Sum();
        model.Save(File);
        Assert.NotNull(tape.Gradients(loss));
        model.Load(File);
        AutoGradException? refused = null;
        try
        {
            tape.Gradients(loss);
        }
        catch (AutoGradException error)
        {
            refused = error;
        }

        Assert.IsType<ParameterException>(refused);
    }

    private sealed class Tied : Module<float>
    {
        public Tied(RandomStream random)
        {
            var first = AddParameter("first", random.Normal<float>(Shape.Create(2, 3)));
            AddParameter("second", first);
        }
    }
}
