namespace AutoGrad.Benchmarks;

/// <summary>A workload by its name in the table; some race on one thread only.</summary>
internal sealed record WorkloadEntry(string Name, Func<Workload> Create, bool IsSingleThreaded = false);

/// <summary>All workloads, in the order of the table.</summary>
internal static class Workloads
{
    public static IReadOnlyList<WorkloadEntry> All { get; } =
    [
        new("mlp_tiny", static () => Mlp.Tiny()),
        new("mlp_digits", static () => Mlp.Digits()),
        new("mlp_mnist", static () => Mlp.Mnist()),
        new("mlp_large", static () => Mlp.Large()),
        new("elementwise_1m", static () => new Elementwise1M()),
        new("softmax_xent", static () => new SoftmaxCrossEntropy()),
        new("layernorm", static () => new LayerNormalization()),
        new("transformer", static () => new Transformer()),
        new("convnet", static () => new ConvolutionalClassifier()),
        new("lstm", static () => new SequenceClassifier()),
        new("scalar_rosenbrock", static () => new ScalarRosenbrock()),
        new("adam_10m", static () => new Adam10M()),
        new("hvp_mlp", static () => new HessianVectorMlp()),
        new("gemm_1024", static () => new SquareProduct(1024)),
        new("gemm_64", static () => new SquareProduct(64)),
        new("exp_1m", static () => new Function1M(static (x, _) => x.Exp()), IsSingleThreaded: true),
        new("log_1m", static () => new Function1M(static (x, _) => x.Log()), IsSingleThreaded: true),
        new("tanh_1m", static () => new Function1M(static (x, _) => x.Tanh()), IsSingleThreaded: true),
        new("sigmoid_1m", static () => new Function1M(static (x, _) => x.Sigmoid()), IsSingleThreaded: true),
        new("add_1m", static () => new Function1M(static (x, y) => x + y, operands: 2), IsSingleThreaded: true),
        new("multiply_1m", static () => new Function1M(static (x, y) => x * y, operands: 2), IsSingleThreaded: true),
    ];
}
