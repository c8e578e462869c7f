namespace AutoGrad.Tests;

public sealed class ModuleTests
{
    private sealed class Pair<T> : Layer<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        private readonly Sequential<T> encoder;
        private readonly BatchNorm1D<T> norm;

        public Pair(ulong seed, int width = 3)
        {
            var random = new RandomStream(seed);
            encoder = Add("encoder", new Sequential<T>(new Dense<T>(2, width, random), new Gelu<T>(), new Residual<T>(new Dense<T>(width, width, random))));
            norm = Add("norm", new BatchNorm1D<T>(width));
        }

        public override Tensor<T> Forward(Tensor<T> x) => norm.Forward(encoder.Forward(x));

        public void AddAgain(string name) => Add(name, new Relu<T>());
    }

    private sealed class Tied : Module<double>
    {
        public Tied(Parameter<double> shared) => (First, Second) = (AddParameter("first", shared), AddParameter("second", shared));

        public Parameter<double> First { get; }

        public Parameter<double> Second { get; }
    }

    [Fact]
    public void Parameters_and_buffers_are_named_by_their_paths()
    {
        var model = new Pair<float>(1);
        string[] paths = ["encoder.0.weight", "encoder.0.bias", "encoder.2.inner.weight", "encoder.2.inner.bias", "norm.weight", "norm.bias"];
        Assert.Equal(paths, model.Parameters.Paths);
        Assert.Equal(paths, model.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal(["norm.runningMean", "norm.runningVariance"], model.Buffers.Select(static buffer => buffer.Name));
        Assert.Equal((2 * 3) + 3 + (3 * 3) + 3 + 3 + 3, model.Parameters.ElementCount);
        Assert.Equal("AG181", Assert.Throws<ParameterException>(() => model.Parameters["encoder.7.weight"]).Code);
    }

    [Fact]
    public void A_shared_parameter_is_listed_once()
    {
        var tied = new Tied(new Parameter<double>(Tensor.Create(1.0)));
        Assert.Same(tied.First, tied.Second);
        Assert.Equal(["first"], tied.Parameters.Paths);
    }

    [Fact]
    public void What_is_shared_is_named_by_its_first_path()
    {
        var norm = new BatchNorm1D<float>(3);
        var model = new Sequential<float>(norm, new Relu<float>(), norm);
        Assert.Equal(["0.weight", "0.bias"], model.Parameters.Paths);
        Assert.Equal(model.Parameters.Paths, model.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal(["0.runningMean", "0.runningVariance"], model.Buffers.Select(static buffer => buffer.Name));
        Assert.Equal("first", new Tied(new Parameter<double>(Tensor.Create(1.0))).First.Name);
    }

    [Fact]
    public void Modes_reach_every_module()
    {
        var model = new Pair<float>(1);
        model.Evaluate();
        Assert.False(model.Children[1].Module.IsTraining);
        model.Train();
        Assert.True(model.Children[0].Module.Children[2].Module.Children[0].Module.IsTraining);
    }

    [Fact]
    public void Weights_and_buffers_are_copied_by_path_across_element_types()
    {
        var single = new Pair<float>(1);
        var twice = new Pair<double>(2);
        var x = new RandomStream(3).Normal<double>([5, 2]);
        single.Forward(x.To<float>());
        twice.CopyFrom(single);
        single.Evaluate();
        twice.Evaluate();
        var expected = twice.Forward(x).ToArray();
        var actual = single.Forward(x.To<float>()).ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(0, twice.Buffers[0].ToArray()[0]);
        GradientCheck.Assert<double>(v => twice.Forward(v).Square().Sum(), x);
    }

    [Fact]
    public void Copies_between_different_structures_name_the_paths()
    {
        var random = new RandomStream(1);
        var target = new Sequential<double>(new Dense<double>(2, 3, random), new LayerNorm<double>(3));
        var error = Assert.Throws<ParameterException>(() => target.CopyFrom(new Sequential<float>(new Dense<float>(2, 3, random, bias: false), new Relu<float>(), new LayerNorm<float>(3))));
        Assert.Equal("AG182", error.Code);
        Assert.Contains("lacks '0.bias', '1.weight', '1.bias'", error.Message, StringComparison.Ordinal);
        Assert.Contains("only the source has '2.weight', '2.bias'", error.Message, StringComparison.Ordinal);
        var shapes = Assert.Throws<ShapeException>(() => new Pair<double>(1, width: 4).CopyFrom(new Pair<double>(1)));
        Assert.Equal("AG183", shapes.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("norm")]
    public void Names_are_checked(string name)
    {
        var model = new Pair<float>(1);
        Assert.Equal("AG180", Assert.Throws<ValueException>(() => model.AddAgain(name)).Code);
    }
}
